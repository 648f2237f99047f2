import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import type { RateException, RateRules } from '../derive-rates.ts';
import { formatMicros } from '../micros.ts';
import { endingBy, markUpInWords } from './change-rule.ts';

export interface ExceptionChange extends Pick<RateException, 'prefix' | 'destination' | 'terms'> {
  /** Its seller lets it be below cost. */
  readonly belowCostAllowed: boolean;
}

/** More than any seller keeps by hand; a longer one is a list. */
const maxExceptions = 5_000;

/** What the group's rules are once the exception is set, or with undefined ended, for a look before it is. Pure. */
export function withException(
  group: RateRules,
  prefix: string,
  change: ExceptionChange | undefined,
  from: Date,
): RateRules {
  const others = group.exceptions.filter((exception) => exception.prefix !== prefix);
  const before = endingBy(
    group.exceptions.filter((exception) => exception.prefix === prefix),
    from,
  );
  const period = { effectiveFromMs: from.getTime(), effectiveUntilMs: Infinity };
  const next: RateException[] = change === undefined ? [] : [{ ...change, ...period, id: `next ${prefix}` }];
  return { ...group, exceptions: [...others, ...before, ...next] };
}

/** Sets what a rule group that is locked asks for a prefix instead of its rule; what was set before ends. */
export async function setException(
  tx: TenantTx,
  rateGroupId: string,
  change: ExceptionChange,
  from: Date,
): Promise<void> {
  const { tenantId, staffId = null } = tx.actor;
  const { prefix, destination, terms, belowCostAllowed } = change;
  await endVersions(tx, rateGroupId, prefix, from);
  const [{ count }] = await tx.sql<[{ count: number }]>`
    select count(*)::int as count from rate_rule_exceptions
    where tenant_id = ${tenantId} and rate_group_id = ${rateGroupId} and effective_until > ${from}`;
  if (count >= maxExceptions) {
    throw new DomainError('limit_of_kind', `a rule has at most ${maxExceptions} exceptions; make a list of the group`);
  }
  await tx.sql`insert into rate_rule_exceptions ${tx.sql({
    tenant_id: tenantId,
    rate_group_id: rateGroupId,
    prefix,
    destination,
    kind: terms.kind,
    effective_from: from,
    below_cost_allowed_by: belowCostAllowed ? staffId : null,
    below_cost_allowed_at: belowCostAllowed ? new Date() : null,
    staff_id: staffId,
    ...columnsOf(terms),
  })}`;
  await recordAudit(tx, {
    tenantId,
    action: 'rate-group.set-exception',
    subjectType: 'rate-group',
    subjectId: rateGroupId,
    details: { prefix, kind: terms.kind, ...termsInWords(terms), from: from.toISOString(), belowCostAllowed },
  });
}

function columnsOf(terms: RateException['terms']) {
  if (terms.kind === 'rule') {
    const { markUp } = terms;
    return {
      percent_ppm: markUp.percentPpm,
      per: markUp.per,
      fixed_micros: markUp.fixedMicros,
      step_micros: markUp.stepMicros,
      floor_micros: markUp.floorMicros,
    };
  }
  const { prices } = terms;
  return {
    block_seconds: prices.blockSeconds,
    price_per_block_micros: prices.pricePerBlockMicros,
    first_block_seconds: prices.firstBlockSeconds,
    first_block_price_micros: prices.firstBlockPriceMicros,
    connection_fee_micros: prices.connectionFeeMicros,
    grace_seconds: prices.graceSeconds,
    minimum_charge_micros: prices.minimumChargeMicros,
  };
}

function termsInWords(terms: RateException['terms']) {
  if (terms.kind === 'rule') return markUpInWords(terms.markUp);
  const { blockSeconds, pricePerBlockMicros } = terms.prices;
  return { blockSeconds, pricePerBlock: formatMicros(pricePerBlockMicros) };
}

/** Ends the exception of a prefix, so that the rule speaks again. Throws `not_found` where there is none to end. */
export async function endException(tx: TenantTx, rateGroupId: string, prefix: string, at: Date): Promise<void> {
  if ((await endVersions(tx, rateGroupId, prefix, at)) === 0) throw new DomainError('not_found');
  await recordAudit(tx, {
    tenantId: tx.actor.tenantId,
    action: 'rate-group.end-exception',
    subjectType: 'rate-group',
    subjectId: rateGroupId,
    details: { prefix },
  });
}

async function endVersions({ sql, actor }: TenantTx, rateGroupId: string, prefix: string, from: Date): Promise<number> {
  const { count } = await sql`
    update rate_rule_exceptions set effective_until = greatest(effective_from, ${from}::timestamptz)
    where tenant_id = ${actor.tenantId} and rate_group_id = ${rateGroupId} and prefix = ${prefix}
      and effective_until > ${from} and effective_until > effective_from`;
  return count;
}
