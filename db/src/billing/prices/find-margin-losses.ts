import type { PlatformTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { findNegativeMargins, longestCallSeconds, type NegativeMargin } from '../find-negative-margins.ts';
import { loadRatesOf } from '../load-rates.ts';
import type { AssignedTaskType } from '../load-rate-sources.ts';
import { formatMicros } from '../micros.ts';
import type { Rate } from '../rate-call.ts';

/** A price below its cost, and for tasks of which types the two meet. */
export interface MarginLoss extends NegativeMargin {
  readonly taskTypes: readonly AssignedTaskType[];
}

export interface MarginCheck {
  readonly sellerTenantId: string;
  /** What it sells at, or would. */
  readonly revenue: readonly Rate[];
  /** For tasks of which types; its cost may differ by them. */
  readonly taskTypes: readonly AssignedTaskType[];
  readonly at: Date;
  /** Every rate of groups that were read just now, by their id, so that they are not read again. */
  readonly known?: ReadonlyMap<string, readonly Rate[]>;
}

/**
 * Where a seller's prices lose against what it buys at, from `at` on: exact, by `findNegativeMargins`. What its seller allows is among
 * them, marked at the rate. The operator buys from nobody here, and loses nothing.
 */
export async function findMarginLosses(
  tx: PlatformTx,
  { sellerTenantId, revenue, taskTypes, at, known = new Map() }: MarginCheck,
): Promise<MarginLoss[]> {
  const bought = await tx.sql<{ taskType: AssignedTaskType; groupId: string }[]>`
    select t as "taskType", rate_group_bought(${sellerTenantId}, t) as "groupId" from unnest(${taskTypes}::text[]) t
    where rate_group_bought(${sellerTenantId}, t) is not null`;
  const groupIds = [...new Set(bought.map((row) => row.groupId))];
  const costs = await loadRatesOf(
    tx,
    groupIds.filter((id) => !known.has(id)),
  );
  return groupIds.flatMap((id) => {
    const types = bought.filter((row) => row.groupId === id).map((row) => row.taskType);
    const losses = findNegativeMargins(known.get(id) ?? costs.get(id) ?? [], revenue, {
      at,
      maxSeconds: longestCallSeconds,
    });
    return losses.map((loss) => ({ ...loss, taskTypes: types }));
  });
}

/** For tasks of which types somebody buys at the group: the types one by one, or `any` where nobody does yet. */
export async function findTaskTypesSold(tx: PlatformTx, rateGroupId: string): Promise<AssignedTaskType[]> {
  const rows = await tx.sql<{ taskType: AssignedTaskType }[]>`
    select distinct k.type as "taskType" from rate_assignments a, unnest(array['broadcast', 'predictive', 'preview']) k (type)
    where a.rate_group_id = ${rateGroupId} and rate_group_bought(a.tenant_id, k.type) = a.rate_group_id order by 1`;
  return rows.length === 0 ? ['any'] : rows.map((row) => row.taskType);
}

const namedLosses = 50;

/** Throws `below_cost` where a price that its seller has not allowed is below its cost; the fields name the first of them by prefix. */
export function refuseBelowCost(losses: readonly MarginLoss[]): void {
  const refused = losses.filter((loss) => loss.revenueRate.belowCostAllowed !== true);
  if (refused.length === 0) return;
  throw new DomainError(
    'below_cost',
    `${refused.length} ${refused.length === 1 ? 'price is' : 'prices are'} below cost`,
    refused.slice(0, namedLosses).map((loss) => ({
      field: loss.revenueRate.prefix,
      code: 'below_cost',
      message: lossInWords(loss),
    })),
  );
}

function lossInWords({ revenueRate, costRate, worstSeconds, lossMicros }: MarginLoss): string {
  const price = ({ prefix, pricePerBlockMicros, blockSeconds }: Rate) =>
    `${formatMicros(pricePerBlockMicros)} each ${blockSeconds} s (${prefix})`;
  return `sold at ${price(revenueRate)}, bought at ${price(costRate)}: a call of ${worstSeconds} s loses ${formatMicros(lossMicros)}`;
}

/** As `findMarginLosses`, and throws as `refuseBelowCost` does. */
export async function checkMargins(tx: PlatformTx, check: MarginCheck): Promise<void> {
  refuseBelowCost(await findMarginLosses(tx, check));
}

/** As `checkMargins`, for every price of a group, which the caller has checked to be the seller's own. */
export async function checkGroupMargins(
  tx: PlatformTx,
  { rateGroupId, ...check }: Omit<MarginCheck, 'revenue'> & { readonly rateGroupId: string },
): Promise<void> {
  const revenue = (await loadRatesOf(tx, [rateGroupId])).get(rateGroupId) ?? [];
  await checkMargins(tx, { ...check, revenue });
}
