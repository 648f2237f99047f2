// Who would lose by a deck: every rate below, at any depth, that is sold under what its seller would pay, and the deck's own rates under
// what their seller pays. Cross-tenant by nature: a seller's prices to others are read for whoever stands above it.
import type { PlatformTx } from '../../connect/index.ts';
import { deriveRates } from '../derive-rates.ts';
import { findNegativeMargins, longestCallSeconds, type NegativeMargin } from '../find-negative-margins.ts';
import { loadRateGroupStamps, loadRatesOf } from '../load-rates.ts';
import { loadRateSources } from '../load-rate-sources.ts';
import { type Micros, zeroMicros } from '../micros.ts';
import type { Rate } from '../rate-call.ts';

/** Losses that are stored and shown, beside one of each of the deck's own prefixes that lose, which are to be marked; all are counted. */
const maxShownLosses = 5_000;

export interface DeckLoss {
  readonly sellerTenantId: string;
  readonly sellerName: string;
  readonly soldGroupId: string;
  readonly soldGroupName: string;
  /** Where the two meet: the longer of their prefixes. */
  readonly prefix: string;
  readonly destination: string;
  readonly costRate: Rate;
  readonly soldRate: Rate;
  /** The most that one call at the sold rate loses without the deck, and with it. */
  readonly lossBeforeMicros: Micros;
  readonly lossMicros: Micros;
}

export interface FoundLosses {
  /** The first ones: one's own, then from group to group. */
  readonly losses: readonly DeckLoss[];
  readonly belowCost: number;
  readonly downstream: number;
}

export interface DeckChange {
  readonly tenantId: string;
  readonly rateGroupId: string;
  /** The group's rates as they are, and as the deck would have them. */
  readonly before: readonly Rate[];
  readonly after: readonly Rate[];
  readonly at: Date;
}

interface ChangedGroup {
  readonly tenantId: string;
  readonly rateGroupId: string;
  readonly before: readonly Rate[];
  readonly after: readonly Rate[];
}

/** Finds what turns negative or loses more than before; `onGroup` is told after each group that was compared. */
export async function findDeckLosses(
  tx: PlatformTx,
  { at, ...deck }: DeckChange,
  onGroup: () => Promise<void> = () => Promise.resolve(),
): Promise<FoundLosses> {
  const found = { losses: [] as DeckLoss[], belowCost: 0, downstream: 0 };
  const add = (losses: readonly DeckLoss[]) => {
    found.losses.push(...losses.slice(0, Math.max(0, maxShownLosses - found.losses.length)));
    return losses.length;
  };
  for (const own of await loadOwnCosts(tx, deck)) {
    const cost = { before: own.rates, after: own.rates };
    const losses = compareMargins(own, cost, deck, at);
    const room = Math.max(0, maxShownLosses - found.losses.length);
    const stored = new Set(found.losses.concat(losses.slice(0, room)).map((loss) => loss.soldRate.prefix));
    found.belowCost += add(losses);
    for (const loss of losses.slice(room)) {
      if (!stored.has(loss.soldRate.prefix)) found.losses.push(loss);
      stored.add(loss.soldRate.prefix);
    }
  }
  const queue: ChangedGroup[] = [deck];
  const met = new Set([deck.rateGroupId]);
  for (let changed = queue.shift(); changed !== undefined; changed = queue.shift()) {
    for (const sold of await loadSold(tx, changed)) {
      found.downstream += add(compareMargins(sold, changed, sold, at));
      if (sold.follows && !met.has(sold.rateGroupId)) queue.push(sold);
      met.add(sold.rateGroupId);
      await onGroup();
    }
  }
  return found;
}

interface Seller {
  readonly sellerTenantId: string;
  readonly sellerName: string;
  readonly soldGroupId: string;
  readonly soldGroupName: string;
}

interface Sides {
  readonly before: readonly Rate[];
  readonly after: readonly Rate[];
}

export function compareMargins(seller: Seller, cost: Sides, sold: Sides, at: Date): DeckLoss[] {
  const search = { at, maxSeconds: longestCallSeconds };
  const after = findNegativeMargins(cost.after, sold.after, search);
  if (after.length === 0) return [];
  const lostBefore = worstBySold(findNegativeMargins(cost.before, sold.before, search));
  return after.flatMap(({ costRate, revenueRate, lossMicros }) => {
    const lossBeforeMicros = lostBefore.get(revenueRate.prefix) ?? zeroMicros;
    if (lossMicros <= lossBeforeMicros) return [];
    const longer = costRate.prefix.length > revenueRate.prefix.length ? costRate : revenueRate;
    const { sellerTenantId, sellerName, soldGroupId, soldGroupName } = seller;
    const place = { prefix: longer.prefix, destination: longer.destination ?? '' };
    const rates = { costRate, soldRate: revenueRate, lossBeforeMicros, lossMicros };
    return [{ sellerTenantId, sellerName, soldGroupId, soldGroupName, ...place, ...rates }];
  });
}

/** By the sold prefix. */
function worstBySold(margins: readonly NegativeMargin[]): Map<string, Micros> {
  const worst = new Map<string, Micros>();
  for (const { revenueRate, lossMicros } of margins) {
    const known = worst.get(revenueRate.prefix) ?? zeroMicros;
    if (lossMicros > known) worst.set(revenueRate.prefix, lossMicros);
  }
  return worst;
}

/** What the deck's own tenant pays, for the tasks that the group is sold for; for any task while nobody buys at it. */
async function loadOwnCosts(tx: PlatformTx, group: OwnGroup): Promise<(Seller & { rates: readonly Rate[] })[]> {
  const costs = await findOwnCosts(tx, group);
  const rates = await loadRatesOf(
    tx,
    costs.map((cost) => cost.costGroupId),
  );
  return costs.map(({ costGroupId, ...seller }) => ({ ...seller, rates: rates.get(costGroupId) ?? [] }));
}

/** What the group's owner pays, in one word that changes whenever that does: the groups that it buys at, each with its stamp. */
export async function loadCostStamp(tx: PlatformTx, group: OwnGroup): Promise<string> {
  const ids = [...new Set((await findOwnCosts(tx, group)).map((cost) => cost.costGroupId))].toSorted();
  const stamps = await loadRateGroupStamps(tx, ids);
  return ids.map((id) => stamps.get(id) ?? id).join(', ');
}

interface OwnGroup {
  readonly tenantId: string;
  readonly rateGroupId: string;
}

async function findOwnCosts(
  tx: PlatformTx,
  { tenantId, rateGroupId }: OwnGroup,
): Promise<(Seller & { costGroupId: string })[]> {
  return tx.sql<(Seller & { costGroupId: string })[]>`
    select distinct t.id as "sellerTenantId", t.name as "sellerName", g.id as "soldGroupId", g.name as "soldGroupName",
      rate_group_bought(t.id, k.task_type) as "costGroupId"
    from rate_groups g join tenants t on t.id = g.tenant_id cross join unnest(array['any', 'broadcast', 'predictive', 'preview']) k (task_type)
    where g.tenant_id = ${tenantId} and g.id = ${rateGroupId} and rate_group_bought(t.id, k.task_type) is not null
      and (not exists (select from rate_assignments a where a.seller_tenant_id = t.id and a.rate_group_id = g.id)
        or (k.task_type <> 'any' and exists (select from rate_assignments a
          where a.seller_tenant_id = t.id and rate_group_bought(a.tenant_id, k.task_type) = g.id)))`;
}

type SoldGroup = Seller & ChangedGroup & { readonly follows: boolean };

/** What buyers at a group sell by, to whom a task of some type is charged at both. */
async function loadSold(tx: PlatformTx, cost: ChangedGroup): Promise<SoldGroup[]> {
  const groups = await tx.sql<Seller[]>`
    select distinct t.id as "sellerTenantId", t.name as "sellerName", g.id as "soldGroupId", g.name as "soldGroupName"
    from rate_assignments bought join tenants t on t.id = bought.tenant_id
      join rate_assignments sold on sold.seller_tenant_id = bought.tenant_id
      join rate_groups g on (g.tenant_id, g.id) = (sold.seller_tenant_id, sold.rate_group_id)
    where bought.seller_tenant_id = ${cost.tenantId} and bought.rate_group_id = ${cost.rateGroupId}
      and exists (select from unnest(array['broadcast', 'predictive', 'preview']) k (task_type)
        where rate_group_bought(bought.tenant_id, k.task_type) = ${cost.rateGroupId}
          and rate_group_bought(sold.tenant_id, k.task_type) = g.id)
    order by 2, 4`;
  const sources = await loadRateSources(
    tx,
    groups.map((group) => group.soldGroupId),
  );
  const found: SoldGroup[] = [];
  for (const group of groups) {
    const source = sources.get(group.soldGroupId);
    if (source === undefined) continue;
    const follows = source.pricing === 'rule' && source.costGroupId === cost.rateGroupId;
    const rates = follows ? [] : ((await loadRatesOf(tx, [group.soldGroupId])).get(group.soldGroupId) ?? []);
    found.push({
      ...group,
      tenantId: group.sellerTenantId,
      rateGroupId: group.soldGroupId,
      follows,
      before: follows ? deriveRates(cost.before, source) : rates,
      after: follows ? deriveRates(cost.after, source) : rates,
    });
  }
  return found;
}
