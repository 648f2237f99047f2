// Who would lose once a seller pays another price: what it sells by itself, and what everybody below it sells by a rule that follows.
// Cross-tenant by nature: a seller's prices to others are read for whoever stands above it.
import type { PlatformTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { compareMargins, type DeckLoss } from '../decks/find-deck-losses.ts';
import { deriveRates } from '../derive-rates.ts';
import { loadRatesOf } from '../load-rates.ts';
import { type AssignedTaskType, loadRateSources } from '../load-rate-sources.ts';
import { formatMicros } from '../micros.ts';
import type { Rate } from '../rate-call.ts';

/** Rates as they are, and as they would be. */
export interface RateSides {
  readonly before: readonly Rate[];
  readonly after: readonly Rate[];
}

/** What a seller pays changes, for tasks of these types. */
interface CostMove extends RateSides {
  readonly sellerTenantId: string;
  readonly taskTypes: readonly AssignedTaskType[];
}

export interface AssignmentMove {
  readonly buyerTenantId: string;
  /** Of the assignment that is written or taken away. */
  readonly taskType: AssignedTaskType;
  /** What the buyer buys at for these tasks from then on; undefined: at nothing. */
  readonly rateGroupId: string | undefined;
  readonly at: Date;
}

export type DownstreamLoss = DeckLoss;

/** What the buyer, and everybody below it, would lose more than now once it buys at another group. */
export async function findLossesOfAssignment(tx: PlatformTx, move: AssignmentMove): Promise<DownstreamLoss[]> {
  const { buyerTenantId, taskType, rateGroupId, at } = move;
  if (rateGroupId === undefined) return [];
  const [bought] = await tx.sql<{ groupId: string | null; own: string[] }[]>`
    select rate_group_bought(${buyerTenantId}, ${taskType}) as "groupId",
      array(select task_type from rate_assignments where tenant_id = ${buyerTenantId}) as own`;
  const groupId = bought?.groupId ?? undefined;
  if (groupId === rateGroupId) return [];
  const known = await loadRatesOf(tx, [rateGroupId, ...(groupId === undefined ? [] : [groupId])]);
  const all: AssignedTaskType[] = ['any', 'broadcast', 'predictive', 'preview'];
  const taskTypes =
    taskType === 'any' ? all.filter((type) => type === 'any' || bought?.own.includes(type) !== true) : [taskType];
  const before = groupId === undefined ? [] : (known.get(groupId) ?? []);
  const after = known.get(rateGroupId) ?? [];
  return findLossesBelow(tx, [{ sellerTenantId: buyerTenantId, taskTypes, before, after }], at);
}

/** What a tenant, and everybody below it, would lose more than now once it buys at this group alone, whatever a task is. */
export async function findLossesOfMove(
  tx: PlatformTx,
  { buyerTenantId, rateGroupId, at }: Omit<AssignmentMove, 'taskType'>,
): Promise<DownstreamLoss[]> {
  if (rateGroupId === undefined) return [];
  const bought = await tx.sql<{ taskType: AssignedTaskType; groupId: string | null }[]>`
    select t as "taskType", rate_group_bought(${buyerTenantId}, t) as "groupId"
    from unnest(array['any', 'broadcast', 'predictive', 'preview']) t`;
  const groupIds = [...new Set(bought.map((row) => row.groupId))];
  const known = await loadRatesOf(tx, [rateGroupId, ...groupIds.filter((id) => id !== null)]);
  const moves = groupIds.map((id) => ({
    sellerTenantId: buyerTenantId,
    taskTypes: bought.filter((row) => row.groupId === id).map((row) => row.taskType),
    before: id === null ? [] : (known.get(id) ?? []),
    after: known.get(rateGroupId) ?? [],
  }));
  return findLossesBelow(tx, moves, at);
}

/** What those who buy at a group, and everybody below them, would lose more than now once its rates are others. */
export async function findLossesOfPrices(
  tx: PlatformTx,
  { rateGroupId, at, ...sides }: RateSides & { readonly rateGroupId: string; readonly at: Date },
): Promise<DownstreamLoss[]> {
  return findLossesBelow(tx, await loadMovesOfBuyers(tx, rateGroupId, sides), at);
}

const namedLosses = 50;

/** Throws `downstream_losses` where there are any and whoever changes prices has not said that he knows; the fields name the first. */
export function refuseDownstreamLosses(losses: readonly DownstreamLoss[], accepted: boolean): void {
  if (accepted || losses.length === 0) return;
  const price = ({ prefix, pricePerBlockMicros, blockSeconds }: Rate) =>
    `${formatMicros(pricePerBlockMicros)} each ${blockSeconds} s (${prefix})`;
  throw new DomainError(
    'downstream_losses',
    `${losses.length} ${losses.length === 1 ? 'price' : 'prices'} further below would be below cost`,
    losses.slice(0, namedLosses).map(({ sellerName, soldGroupName, prefix, soldRate, costRate, lossMicros }) => ({
      field: `${sellerName} · ${soldGroupName} · ${prefix}`,
      code: 'downstream_loss',
      message: `sold at ${price(soldRate)}, would be bought at ${price(costRate)}: a call loses up to ${formatMicros(lossMicros)}`,
    })),
  );
}

async function findLossesBelow(tx: PlatformTx, moves: readonly CostMove[], at: Date): Promise<DownstreamLoss[]> {
  const losses: DownstreamLoss[] = [];
  const queue = [...moves];
  const met = new Set<string>();
  for (let move = queue.shift(); move !== undefined; move = queue.shift()) {
    for (const sold of await loadSoldBy(tx, move)) {
      for (const cost of sold.costs) losses.push(...compareMargins(sold, cost, sold, at));
      if (sold.follows && !met.has(sold.soldGroupId)) {
        queue.push(...(await loadMovesOfBuyers(tx, sold.soldGroupId, sold)));
      }
      met.add(sold.soldGroupId);
    }
  }
  return losses;
}

async function loadMovesOfBuyers(tx: PlatformTx, rateGroupId: string, sides: RateSides): Promise<CostMove[]> {
  const buyers = await tx.sql<Pick<CostMove, 'sellerTenantId' | 'taskTypes'>[]>`
    select b.tenant_id as "sellerTenantId", array_agg(k.type order by k.type) as "taskTypes"
    from (select distinct tenant_id from rate_assignments where rate_group_id = ${rateGroupId}) b
      cross join unnest(array['any', 'broadcast', 'predictive', 'preview']) k (type)
    where rate_group_bought(b.tenant_id, k.type) = ${rateGroupId}
    group by b.tenant_id order by b.tenant_id`;
  return buyers.map((buyer) => ({ ...buyer, before: sides.before, after: sides.after }));
}

interface SoldRow {
  readonly sellerTenantId: string;
  readonly sellerName: string;
  readonly soldGroupId: string;
  readonly soldGroupName: string;
}

interface SoldGroup extends SoldRow, RateSides {
  /** Whether its rates are derived from what changes. */
  readonly follows: boolean;
  /** Every cost that a call at its rates meets, those that stay as they are only where its own rates change. */
  readonly costs: readonly RateSides[];
}

/** The groups that a seller sells by and that its move touches. */
async function loadSoldBy(tx: PlatformTx, move: CostMove): Promise<SoldGroup[]> {
  const rows = await tx.sql<(SoldRow & { taskTypes: AssignedTaskType[]; otherCosts: (string | null)[] })[]>`
    select t.id as "sellerTenantId", t.name as "sellerName", g.id as "soldGroupId", g.name as "soldGroupName",
      array_agg(distinct k.type) as "taskTypes",
      array_agg(distinct rate_group_bought(t.id, k.type)) filter (where k.type <> all (${move.taskTypes}::text[])) as "otherCosts"
    from tenants t
      cross join (select distinct tenant_id from rate_assignments where seller_tenant_id = ${move.sellerTenantId}) buyer
      cross join unnest(array['broadcast', 'predictive', 'preview']) k (type)
      join rate_groups g on g.tenant_id = t.id and g.id = rate_group_bought(buyer.tenant_id, k.type)
    where t.id = ${move.sellerTenantId} group by t.id, t.name, g.id, g.name order by g.name, g.id`;
  const sources = await loadRateSources(
    tx,
    rows.map((row) => row.soldGroupId),
  );
  const found: SoldGroup[] = [];
  for (const { taskTypes, otherCosts, ...row } of rows) {
    const source = sources.get(row.soldGroupId);
    if (source === undefined) continue;
    const follows = source.pricing === 'rule' && move.taskTypes.includes(source.costTaskType ?? 'any');
    const meets = taskTypes.some((type) => move.taskTypes.includes(type));
    if (!follows && !meets) continue;
    const rates = follows ? [] : ((await loadRatesOf(tx, [row.soldGroupId])).get(row.soldGroupId) ?? []);
    const others = follows ? (otherCosts ?? []).filter((id) => id !== null) : [];
    const stays = [...(await loadRatesOf(tx, others)).entries()].filter(([id]) => others.includes(id));
    found.push({
      ...row,
      follows,
      before: follows ? deriveRates(move.before, source) : rates,
      after: follows ? deriveRates(move.after, source) : rates,
      costs: [
        ...(meets ? [{ before: move.before, after: move.after }] : []),
        ...stays.map(([, cost]) => ({ before: cost, after: cost })),
      ],
    });
  }
  return found;
}
