import type { PlatformTx } from '../../connect/index.ts';
import { deriveRates, type RateRules } from '../derive-rates.ts';
import { buildRateSnapshot, findRate } from '../find-rate.ts';
import { loadRatesOf } from '../load-rates.ts';
import { type AssignedTaskType, loadRateSources } from '../load-rate-sources.ts';
import type { Rate } from '../rate-call.ts';
import { checkMargins, findMarginLosses, findTaskTypesSold, type MarginLoss } from './find-margin-losses.ts';

/** What a rule follows: what a seller buys at for tasks of a type. */
export interface FollowedCost {
  readonly sellerTenantId: string;
  readonly costTaskType: AssignedTaskType;
}

/** The cost and the price of a prefix, as a rule that is not written yet would make it. */
export interface RuleExample {
  readonly prefix: string;
  /** null where the cost does not reach it. */
  readonly cost: Rate | null;
  readonly price: Rate | null;
}

export interface RulePreview {
  readonly examples: readonly RuleExample[];
  /** Prices that would be below cost; what the seller allows is marked at the rate. */
  readonly losses: readonly MarginLoss[];
  /** How many prices the rule would make. */
  readonly rateCount: number;
}

/** What a seller buys at for tasks of a type, with every rate, by the group's id; empty where nothing is assigned. */
async function loadCost(
  tx: PlatformTx,
  { sellerTenantId, costTaskType }: FollowedCost,
): Promise<ReadonlyMap<string, readonly Rate[]>> {
  const [{ id }] = await tx.sql<
    [{ id: string | null }]
  >`select rate_group_bought(${sellerTenantId}, ${costTaskType}) as id`;
  if (id === null) return new Map();
  return new Map([[id, (await loadRatesOf(tx, [id])).get(id) ?? []]]);
}

/** The rules of a rule group as they stand, or none for a group that is still to be made. */
export async function loadRulesOf(tx: PlatformTx, rateGroupId: string | undefined): Promise<RateRules> {
  const source = rateGroupId === undefined ? undefined : (await loadRateSources(tx, [rateGroupId])).get(rateGroupId);
  return source ?? { rateGroupId: 'new', rules: [], exceptions: [] };
}

/** What rules would make of a seller's cost at a moment, shown at these prefixes. */
export async function previewRules(
  tx: PlatformTx,
  followed: FollowedCost,
  {
    rules,
    prefixes,
    rateGroupId,
    at,
  }: { rules: RateRules; prefixes: readonly string[]; rateGroupId?: string | undefined; at: Date },
): Promise<RulePreview> {
  const known = await loadCost(tx, followed);
  const cost = [...known.values()].flat();
  const revenue = deriveRates(cost, rules);
  const along = alongPrefixes(prefixes);
  const [costs, prices] = [buildRateSnapshot(cost.filter(along)), buildRateSnapshot(revenue.filter(along))];
  const taskTypes = rateGroupId === undefined ? [followed.costTaskType] : await findTaskTypesSold(tx, rateGroupId);
  return {
    examples: prefixes.map((prefix) => ({
      prefix,
      cost: findRate(costs, prefix, at) ?? null,
      price: findRate(prices, prefix, at) ?? null,
    })),
    losses: await findMarginLosses(tx, { sellerTenantId: followed.sellerTenantId, revenue, taskTypes, at, known }),
    rateCount: revenue.filter((rate) => rate.effectiveFromMs <= at.getTime() && at.getTime() < rate.effectiveUntilMs)
      .length,
  };
}

/**
 * Throws `below_cost` where these rules would make a price below cost that is not allowed, for whoever buys at the group already; answers
 * the prices that they would make.
 */
export async function checkRules(
  tx: PlatformTx,
  followed: FollowedCost,
  { rules, rateGroupId, at }: { rules: RateRules; rateGroupId?: string | undefined; at: Date },
): Promise<Rate[]> {
  const known = await loadCost(tx, followed);
  const revenue = deriveRates([...known.values()].flat(), rules);
  const taskTypes = rateGroupId === undefined ? [followed.costTaskType] : await findTaskTypesSold(tx, rateGroupId);
  await checkMargins(tx, { sellerTenantId: followed.sellerTenantId, revenue, taskTypes, at, known });
  return revenue;
}

/** Whether a rate could answer for one of these prefixes. */
function alongPrefixes(prefixes: readonly string[]): (rate: Rate) => boolean {
  const beginnings = new Set(prefixes.flatMap((prefix) => Array.from(prefix, (_, i) => prefix.slice(0, i + 1))));
  return (rate) => beginnings.has(rate.prefix);
}
