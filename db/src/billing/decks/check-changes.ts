import type { PlatformTx } from '../../connect/index.ts';
import { loadListRates } from '../load-list-rates.ts';
import { findMarginLosses, findTaskTypesSold, refuseBelowCost } from '../prices/index.ts';
import type { Rate } from '../rate-call.ts';
import { zeroMicros } from '../micros.ts';
import type { RateChanges } from './change-rates.ts';

/**
 * The prefixes that would be sold below what their seller pays once these changes are made, and were not before. Throws `below_cost` with
 * the first of them, unless the seller says that he knows. A group of somebody else's has none: its owner is asked elsewhere.
 */
export async function checkChanges(
  tx: PlatformTx,
  tenantId: string,
  changes: RateChanges,
  belowCostAllowed: boolean,
): Promise<string[]> {
  const { rateGroupId, now, effectiveFrom: at = now } = changes;
  const after = (before: readonly Rate[]) => ratesAfter(before, changes, at);
  return findNewLosses(tx, { tenantId, rateGroupId, at, after, belowCostAllowed });
}

interface ListChange {
  readonly tenantId: string;
  readonly rateGroupId: string;
  readonly at: Date;
  /** The list's rates as they would be. */
  readonly after: (before: readonly Rate[]) => readonly Rate[];
  readonly belowCostAllowed: boolean;
}

/** The prefixes of a list that lose from a time on by a change, and not without it. Throws `below_cost` unless that is allowed. */
export async function findNewLosses(
  tx: PlatformTx,
  { tenantId, rateGroupId, at, after, belowCostAllowed }: ListChange,
): Promise<string[]> {
  const mayLose = await tx.sql`
    select from rate_groups g where g.tenant_id = ${tenantId} and g.id = ${rateGroupId}
      and exists (select from rate_assignments a where a.tenant_id = g.tenant_id)`;
  if (mayLose.length === 0) return [];
  const before = await loadListRates(tx, rateGroupId);
  const search = { sellerTenantId: tenantId, taskTypes: await findTaskTypesSold(tx, rateGroupId), at };
  const known = new Set((await findMarginLosses(tx, { ...search, revenue: before })).map(pairOf));
  const losses = await findMarginLosses(tx, { ...search, revenue: after(before) });
  const losing = losses.filter((loss) => !known.has(pairOf(loss)));
  if (!belowCostAllowed) refuseBelowCost(losing);
  return [...new Set(losing.map((loss) => loss.revenueRate.prefix))];
}

function pairOf({ revenueRate, costRate }: { revenueRate: Rate; costRate: Rate }): string {
  return `${revenueRate.id} ${costRate.id}`;
}

function ratesAfter(before: readonly Rate[], { rateGroupId, set, close }: RateChanges, at: Date): Rate[] {
  const atMs = at.getTime();
  const touched = new Set([...close, ...set.map((rate) => rate.prefix)]);
  const stays = before.map((rate) =>
    touched.has(rate.prefix) && rate.effectiveUntilMs > atMs ? { ...rate, effectiveUntilMs: atMs } : rate,
  );
  const begins = set.map((rate) => ({
    id: `new ${rate.prefix}`,
    rateGroupId,
    prefix: rate.prefix,
    blockSeconds: rate.blockSeconds,
    pricePerBlockMicros: rate.pricePerBlockMicros,
    firstBlockSeconds: rate.firstBlockSeconds ?? null,
    firstBlockPriceMicros: rate.firstBlockPriceMicros ?? null,
    connectionFeeMicros: rate.connectionFeeMicros ?? zeroMicros,
    graceSeconds: rate.graceSeconds ?? 0,
    minimumChargeMicros: rate.minimumChargeMicros ?? zeroMicros,
    effectiveFromMs: atMs,
    effectiveUntilMs: Infinity,
  }));
  return [...stays, ...begins];
}
