// The rates of any rate group, for whoever stands above tenants. A list's are read; a rule's are derived from what its owner buys at,
// which may be a rule again, up to a list.
import type { PlatformTx } from '../connect/index.ts';
import { deriveRates } from './derive-rates.ts';
import { loadListRates } from './load-list-rates.ts';
import { type RateSource, loadRateSources } from './load-rate-sources.ts';
import type { Rate } from './rate-call.ts';

/** Changes with every write to what the group's rates come from, so that a snapshot knows when it is old. */
export type RateGroupStamp = string;

/** The stamps of these rate groups, which name every group of their chains of costs; a group that does not exist is missing. */
export async function loadRateGroupStamps(
  tx: PlatformTx,
  rateGroupIds: readonly string[],
): Promise<Map<string, RateGroupStamp>> {
  const sources = await loadRateSources(tx, rateGroupIds);
  return new Map(
    rateGroupIds.flatMap((id) => {
      const chain = chainOf(sources, id);
      return chain.length === 0 ? [] : [[id, chain.map((group) => `${group.rateGroupId}:${group.revision}`).join(' ')]];
    }),
  );
}

/** Every rate of a group, past and future ones too but none that was withdrawn before it began, as `buildRateSnapshot` takes them. */
export async function loadRates(tx: PlatformTx, rateGroupId: string): Promise<Rate[]> {
  return (await loadRatesOf(tx, [rateGroupId])).get(rateGroupId) ?? [];
}

/** As `loadRates`, of several groups at once, whose costs are read once; only at these prefixes where they are named. */
export async function loadRatesOf(
  tx: PlatformTx,
  rateGroupIds: readonly string[],
  prefixes?: readonly string[],
): Promise<Map<string, Rate[]>> {
  const sources = await loadRateSources(tx, rateGroupIds);
  const known = new Map<string, Rate[]>();
  for (const id of rateGroupIds) await resolveRates(tx, chainOf(sources, id), known, prefixes);
  return known;
}

/** The rates of the first of a chain, only at these prefixes, which must hold every beginning of each of them. */
export async function deriveChain(
  tx: PlatformTx,
  chain: readonly RateSource[],
  prefixes: readonly string[],
): Promise<Rate[]> {
  const known = new Map<string, Rate[]>();
  await resolveRates(tx, chain, known, prefixes);
  return known.get(chain[0]?.rateGroupId ?? '') ?? [];
}

/** A group and what it follows, up to the list; a rule that nobody sells to its owner ends the chain. */
export function chainOf(sources: ReadonlyMap<string, RateSource>, rateGroupId: string): RateSource[] {
  const chain: RateSource[] = [];
  for (let next = sources.get(rateGroupId); next !== undefined && !chain.includes(next);) {
    chain.push(next);
    next = next.costGroupId === null ? undefined : sources.get(next.costGroupId);
  }
  return chain;
}

async function resolveRates(
  tx: PlatformTx,
  chain: readonly RateSource[],
  known: Map<string, Rate[]>,
  prefixes: readonly string[] | undefined,
): Promise<void> {
  let cost: Rate[] = [];
  for (const group of chain.toReversed()) {
    const { rateGroupId } = group;
    let rates = known.get(rateGroupId);
    if (rates === undefined) {
      rates = group.pricing === 'list' ? await loadListRates(tx, rateGroupId, prefixes) : deriveRates(cost, group);
      known.set(rateGroupId, rates);
    }
    cost = rates;
  }
}
