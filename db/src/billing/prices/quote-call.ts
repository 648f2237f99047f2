import type { PlatformTx } from '../../connect/index.ts';
import { buildRateSnapshot, findRate } from '../find-rate.ts';
import { loadRatesOf } from '../load-rates.ts';
import { type Rate, type RatedCall, rateSeconds } from '../rate-call.ts';

export interface QuoteRequest {
  /** Who asks: no price above what it pays itself is in the answer. */
  readonly viewerTenantId: string;
  /** Who would call: at or below who asks, which the caller has checked. */
  readonly tenantId: string;
  /** E.164 digits, without the plus. */
  readonly digits: string;
  readonly seconds: number;
  readonly at: Date;
  readonly taskType: 'broadcast' | 'predictive' | 'preview';
}

/** What one tenant of the chain pays for the call. */
export interface QuotedLevel {
  readonly tenant: { readonly id: string; readonly name: string; readonly kind: 'agent' | 'customer' };
  /** What it buys at; null where nothing is assigned. */
  readonly rateGroup: { readonly id: string; readonly name: string } | null;
  /** null where its group does not reach the number. */
  readonly rate: Rate | null;
  readonly rated: RatedCall | null;
}

export interface Quote {
  /** Who would call first, up to who asks. Empty where the operator asks for itself. */
  readonly levels: readonly QuotedLevel[];
  /** Whether the call could be made at all: every level has a rate, those too that are not shown. */
  readonly callable: boolean;
}

interface Step {
  readonly id: string;
  readonly name: string;
  readonly kind: 'agent' | 'customer';
  readonly groupId: string | null;
  readonly groupName: string | null;
  readonly shown: boolean;
}

/** What a call would cost on every level that who asks may see, by the same functions that hold and settle it. */
export async function quoteCall(tx: PlatformTx, request: QuoteRequest): Promise<Quote> {
  const { viewerTenantId, tenantId, digits, seconds, at, taskType } = request;
  const steps = await tx.sql<Step[]>`
    select t.id, t.name, t.kind, g.id as "groupId", g.name as "groupName",
      exists (select from tenant_closure v where v.ancestor = ${viewerTenantId} and v.descendant = t.id) as shown
    from tenant_closure c join tenants t on t.id = c.ancestor left join rate_groups g on g.id = rate_group_bought(t.id, ${taskType})
    where c.descendant = ${tenantId} and t.parent_id is not null order by c.depth`;
  const prefixes = Array.from(digits, (_, i) => digits.slice(0, i + 1));
  const rates = await loadRatesOf(
    tx,
    steps.flatMap((step) => step.groupId ?? []),
    prefixes,
  );
  const levels = steps.map(({ id, name, kind, groupId, groupName, shown }) => {
    const known = groupId === null ? [] : (rates.get(groupId) ?? []);
    const rate = findRate(buildRateSnapshot(known), digits, at) ?? null;
    return {
      shown,
      tenant: { id, name, kind },
      rateGroup: groupId === null ? null : { id: groupId, name: groupName ?? '' },
      rate,
      rated: rate === null ? null : rateSeconds(rate, seconds),
    };
  });
  return {
    levels: levels.flatMap(({ shown, ...level }) => (shown ? [level] : [])),
    callable: levels.length > 0 && levels.every((level) => level.rate !== null),
  };
}
