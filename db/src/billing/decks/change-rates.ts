import type { TenantTx } from '../../connect/index.ts';
import { DomainError, type FieldError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import type { NewRate } from '../create-rate-group.ts';
import { zeroMicros } from '../micros.ts';
import { maxPriceMicros } from './read-cells.ts';
import { type DeckPrice, samePrice } from './deck-row.ts';
import { lockOwnList } from './find-own-list.ts';
import { requireFuture } from './request-deck-jobs.ts';
import { writeVersion } from './write-version.ts';

export interface RateChanges {
  readonly rateGroupId: string;
  /** What these prefixes cost from then on, whether they had a rate or not. */
  readonly set: readonly NewRate[];
  /** Prefixes that have no rate of their own from then on. */
  readonly close: readonly string[];
  /** Now where it is absent. */
  readonly effectiveFrom?: Date | undefined;
  /** Prefixes of `set` that may be below what their seller pays: he knows. */
  readonly belowCost?: readonly string[];
  readonly now: Date;
}

interface RateInForce extends DeckPrice {
  readonly id: string;
  readonly prefix: string;
  readonly destination: string;
  readonly isScheduled: boolean;
}

/**
 * Changes some rates of a list by hand, as one version; answers its id. What is set to what it is already is left alone. Throws
 * `not_found`, `scheduled_change` where one of these prefixes will change later anyway, `invalid_input` for a time that has passed, a
 * prefix twice, one to close that has no rate, or nothing that changes.
 */
export async function changeRates(tx: TenantTx, changes: RateChanges): Promise<string> {
  const { rateGroupId, now, effectiveFrom, belowCost = [] } = changes;
  const { tenantId } = tx.actor;
  await lockOwnList(tx, rateGroupId);
  requireFuture(effectiveFrom, now);
  const inForce = await findInForce(tx, changes);
  if ([...inForce.values()].some((rate) => rate.isScheduled)) throw new DomainError('scheduled_change');
  refuse(problemsOf(changes, inForce));
  const set = changes.set.map(withDefaults).filter((rate) => !isSame(rate, inForce.get(rate.prefix)));
  const changed = set.filter((rate) => inForce.has(rate.prefix));
  if (set.length + changes.close.length === 0) {
    refuse([{ field: 'set', code: 'unchanged', message: 'these rates are in force already' }]);
  }
  const counts = { added: set.length - changed.length, changed: changed.length, removed: changes.close.length };
  const effectiveAt = effectiveFrom ?? now;
  const versionId = await writeVersion(tx, { rateGroupId, kind: 'edit', effectiveAt, ...counts });
  const ending = [...changed.map((rate) => rate.prefix), ...changes.close].flatMap(
    (prefix) => inForce.get(prefix)?.id ?? [],
  );
  await tx.sql`
    update rates set effective_until = ${effectiveAt}, closed_by_version_id = ${versionId}
    where tenant_id = ${tenantId} and id = any (${ending}::uuid[])`;
  const rows = set.map((rate) => ({
    ...rowOf(rate, { tenantId, rateGroupId, versionId, effectiveAt }),
    below_cost_allowed_by: belowCost.includes(rate.prefix) ? (tx.actor.staffId ?? null) : null,
    below_cost_allowed_at: belowCost.includes(rate.prefix) ? now : null,
  }));
  if (rows.length > 0) await tx.sql`insert into rates ${tx.sql(rows)}`;
  await recordAudit(tx, {
    tenantId,
    action: 'rate-group.change-rates',
    subjectType: 'rate-group',
    subjectId: rateGroupId,
    details: { versionId, ...counts, effectiveAt: effectiveAt.toISOString() },
  });
  return versionId;
}

async function findInForce(
  tx: TenantTx,
  { rateGroupId, set, close, now }: RateChanges,
): Promise<Map<string, RateInForce>> {
  const prefixes = [...set.map((rate) => rate.prefix), ...close];
  const rows = await tx.sql<RateInForce[]>`
    select id, prefix, destination, block_seconds as "blockSeconds", price_per_block_micros as "pricePerBlockMicros",
      first_block_seconds as "firstBlockSeconds", first_block_price_micros as "firstBlockPriceMicros",
      connection_fee_micros as "connectionFeeMicros", grace_seconds as "graceSeconds", minimum_charge_micros as "minimumChargeMicros",
      effective_from > ${now} or effective_until < 'infinity' as "isScheduled"
    from rates where tenant_id = ${tx.actor.tenantId} and rate_group_id = ${rateGroupId} and prefix = any (${prefixes}::text[])
      and effective_until > ${now} and effective_until > effective_from`;
  return new Map(rows.map((row) => [row.prefix, row]));
}

function problemsOf({ set, close }: RateChanges, inForce: ReadonlyMap<string, RateInForce>): FieldError[] {
  const named = new Set<string>();
  const wrong: FieldError[] = [];
  const once = (prefix: string, field: string) => {
    if (named.has(prefix)) wrong.push({ field, code: 'duplicate', message: 'this prefix is named twice' });
    named.add(prefix);
  };
  for (const [i, rate] of set.entries()) {
    once(rate.prefix, `set.${i}.prefix`);
    for (const [field, price] of pricesOf(rate)) {
      if (price !== undefined && (price < 0n || price > maxPriceMicros)) {
        wrong.push({ field: `set.${i}.${field}`, code: 'too_large', message: 'at most 1000000' });
      }
    }
    if ((rate.firstBlockSeconds === undefined) !== (rate.firstBlockPriceMicros === undefined)) {
      wrong.push({
        field: `set.${i}.firstBlockPrice`,
        code: 'blank',
        message: 'a first block has seconds and a price',
      });
    }
  }
  for (const [i, prefix] of close.entries()) {
    once(prefix, `close.${i}`);
    if (!inForce.has(prefix))
      wrong.push({ field: `close.${i}`, code: 'not_in_force', message: 'this prefix has no rate' });
  }
  return wrong;
}

function pricesOf(rate: NewRate) {
  return [
    ['pricePerBlock', rate.pricePerBlockMicros],
    ['firstBlockPrice', rate.firstBlockPriceMicros],
    ['connectionFee', rate.connectionFeeMicros],
    ['minimumCharge', rate.minimumChargeMicros],
  ] as const;
}

function refuse(wrong: readonly FieldError[]): void {
  if (wrong.length > 0) throw new DomainError('invalid_input', 'some rates are wrong', wrong);
}

type SettledRate = DeckPrice & { readonly prefix: string; readonly destination: string };

function withDefaults(rate: NewRate): SettledRate {
  return {
    prefix: rate.prefix,
    destination: rate.destination ?? '',
    blockSeconds: rate.blockSeconds,
    pricePerBlockMicros: rate.pricePerBlockMicros,
    firstBlockSeconds: rate.firstBlockSeconds ?? null,
    firstBlockPriceMicros: rate.firstBlockPriceMicros ?? null,
    connectionFeeMicros: rate.connectionFeeMicros ?? zeroMicros,
    graceSeconds: rate.graceSeconds ?? 0,
    minimumChargeMicros: rate.minimumChargeMicros ?? zeroMicros,
  };
}

function isSame(rate: SettledRate, before: RateInForce | undefined): boolean {
  return before !== undefined && before.destination === rate.destination && samePrice(before, rate);
}

function rowOf(
  rate: SettledRate,
  {
    tenantId,
    rateGroupId,
    versionId,
    effectiveAt,
  }: { tenantId: string; rateGroupId: string; versionId: string; effectiveAt: Date },
) {
  return {
    tenant_id: tenantId,
    rate_group_id: rateGroupId,
    version_id: versionId,
    effective_from: effectiveAt,
    prefix: rate.prefix,
    destination: rate.destination,
    block_seconds: rate.blockSeconds,
    price_per_block_micros: rate.pricePerBlockMicros,
    first_block_seconds: rate.firstBlockSeconds,
    first_block_price_micros: rate.firstBlockPriceMicros,
    connection_fee_micros: rate.connectionFeeMicros,
    grace_seconds: rate.graceSeconds,
    minimum_charge_micros: rate.minimumChargeMicros,
  };
}
