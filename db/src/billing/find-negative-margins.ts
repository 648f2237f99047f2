// Where a seller's price list loses against what it buys at: every pair of rates that some number meets at some moment, and what the
// worst call at that pair loses.
//
// Numbers fall into regions: those whose longest prefix, of all that stand in either list, is the same. Within a region both lists
// answer alike for every number, so a region and a stretch of time have one pair. Regions are walked in the order of their prefixes,
// parents first, so that what a shorter prefix answers is known when a longer one asks for it.
import type { Micros } from './micros.ts';
import { findLargestLoss } from './largest-loss.ts';
import type { Rate } from './rate-call.ts';

/** No call is authorised for longer, so no loss is looked for beyond. */
export const longestCallSeconds = 86_400;
/** E.164 numbers with fewer digits do not exist; the same limit as the record's for targets. */
const shortestNumberDigits = 5;

export interface MarginSearch {
  /** What was effective before is not asked about, what comes into effect later is. */
  readonly at: Date;
  /** The longest call, in whole seconds. */
  readonly maxSeconds: number;
  /** Digits of the shortest number there is. */
  readonly shortestNumber?: number;
}

/** Some number that is sold at `revenueRate` costs its seller `costRate`, and a call of `worstSeconds` loses `lossMicros`. */
export interface NegativeMargin {
  readonly revenueRate: Rate;
  readonly costRate: Rate;
  readonly worstSeconds: number;
  /** Above 0: the most that one call loses. */
  readonly lossMicros: Micros;
  /** When the two first meet, at or after `at`; milliseconds since the epoch. */
  readonly fromMs: number;
}

/** What one list answers for a region, piece by piece: no gaps, in order, from `at` to Infinity. */
type Timeline = readonly { readonly fromMs: number; readonly untilMs: number; readonly rate: Rate | undefined }[];

/**
 * Every pair of a sold rate and the cost it meets that loses on some duration from 1 s to `maxSeconds`: exact over all numbers and all
 * moments from `at` on, for unequal blocks, fees and minimums too. A number that only one of the lists reaches cannot be called and
 * loses nothing. In the order of the sold prefixes. Throws RateListError as `buildRateSnapshot` does for prefixes, not for overlaps.
 */
export function findNegativeMargins(
  cost: Iterable<Rate>,
  revenue: Iterable<Rate>,
  { at, maxSeconds, shortestNumber = shortestNumberDigits }: MarginSearch,
): NegativeMargin[] {
  const atMs = at.getTime();
  const costs = byPrefix(cost, atMs);
  const revenues = byPrefix(revenue, atMs);
  const regions = [...new Set([...costs.keys(), ...revenues.keys()])].sort();
  const unreachable = findUnreachable(regions, shortestNumber);
  const nothing: Timeline = [{ fromMs: atMs, untilMs: Infinity, rate: undefined }];
  const found = new PairBook(maxSeconds);
  const open: { prefix: string; cost: Timeline; revenue: Timeline }[] = [
    { prefix: '', cost: nothing, revenue: nothing },
  ];
  for (const prefix of regions) {
    let above = open.at(-1);
    while (above !== undefined && !prefix.startsWith(above.prefix)) {
      open.pop();
      above = open.at(-1);
    }
    const here = {
      prefix,
      cost: overlay(above?.cost ?? nothing, costs.get(prefix)),
      revenue: overlay(above?.revenue ?? nothing, revenues.get(prefix)),
    };
    open.push(here);
    if (!unreachable.has(prefix)) found.take(here.cost, here.revenue);
  }
  return found.losing.sort(bySoldPrefix);
}

function bySoldPrefix(a: NegativeMargin, b: NegativeMargin): number {
  return compare(a.revenueRate.prefix, b.revenueRate.prefix) || compare(a.costRate.prefix, b.costRate.prefix);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The rates that are effective at or after `atMs` for any time at all, the earliest first within a prefix. */
function byPrefix(rates: Iterable<Rate>, atMs: number): Map<string, Rate[]> {
  const found = new Map<string, Rate[]>();
  for (const rate of rates) {
    if (rate.effectiveUntilMs <= atMs || rate.effectiveUntilMs <= rate.effectiveFromMs) continue;
    const known = found.get(rate.prefix);
    if (known === undefined) found.set(rate.prefix, [rate]);
    else known.push(rate);
  }
  for (const versions of found.values()) versions.sort((a, b) => a.effectiveFromMs - b.effectiveFromMs);
  return found;
}

/** What answers once `versions` of a longer prefix stand before what answered without them. */
function overlay(below: Timeline, versions: readonly Rate[] | undefined): Timeline {
  if (versions === undefined) return below;
  const first = versions[0];
  if (versions.length === 1 && first !== undefined) {
    const startMs = below[0]?.fromMs ?? -Infinity;
    if (first.effectiveFromMs <= startMs && first.effectiveUntilMs === Infinity) {
      return [{ fromMs: startMs, untilMs: Infinity, rate: first }];
    }
  }
  return below.flatMap((piece) => {
    const pieces: { fromMs: number; untilMs: number; rate: Rate | undefined }[] = [];
    let doneMs = piece.fromMs;
    for (const rate of versions) {
      const fromMs = Math.max(rate.effectiveFromMs, doneMs);
      const untilMs = Math.min(rate.effectiveUntilMs, piece.untilMs);
      if (fromMs >= untilMs) continue;
      if (fromMs > doneMs) pieces.push({ fromMs: doneMs, untilMs: fromMs, rate: piece.rate });
      pieces.push({ fromMs, untilMs, rate });
      doneMs = untilMs;
    }
    if (doneMs < piece.untilMs) pieces.push({ fromMs: doneMs, untilMs: piece.untilMs, rate: piece.rate });
    return pieces;
  });
}

/**
 * The prefixes that no number has as its longest one, because longer ones take them all: ten full children one digit longer. A prefix
 * that is a whole number is never one of them.
 */
function findUnreachable(prefixes: readonly string[], shortestNumber: number): ReadonlySet<string> {
  const unreachable = new Set<string>();
  let full = new Set(prefixes.filter((prefix) => prefix.length === shortestNumber));
  for (let length = shortestNumber - 1; length >= 1; length--) {
    const fullChildren = new Map<string, number>();
    for (const child of full) {
      const parent = child.slice(0, length);
      fullChildren.set(parent, (fullChildren.get(parent) ?? 0) + 1);
    }
    const taken = [...fullChildren].filter(([, children]) => children === 10).map(([prefix]) => prefix);
    for (const prefix of taken) unreachable.add(prefix);
    full = new Set([...taken, ...prefixes.filter((prefix) => prefix.length === length)]);
  }
  return unreachable;
}

/** Every pair once, however many regions it answers for. */
class PairBook {
  readonly losing: NegativeMargin[] = [];
  readonly #maxSeconds: number;
  readonly #known = new Map<Rate, Map<Rate, number | undefined>>();

  constructor(maxSeconds: number) {
    this.#maxSeconds = maxSeconds;
  }

  take(cost: Timeline, revenue: Timeline): void {
    let c = 0;
    let r = 0;
    for (;;) {
      const costPiece = cost[c];
      const revenuePiece = revenue[r];
      if (costPiece === undefined || revenuePiece === undefined) return;
      if (costPiece.rate !== undefined && revenuePiece.rate !== undefined) {
        this.#meet(costPiece.rate, revenuePiece.rate, Math.max(costPiece.fromMs, revenuePiece.fromMs));
      }
      if (costPiece.untilMs <= revenuePiece.untilMs) c++;
      if (revenuePiece.untilMs <= costPiece.untilMs) r++;
    }
  }

  #meet(costRate: Rate, revenueRate: Rate, fromMs: number): void {
    let metBy = this.#known.get(revenueRate);
    if (metBy === undefined) this.#known.set(revenueRate, (metBy = new Map()));
    const place = metBy.get(costRate);
    if (place === undefined && metBy.has(costRate)) return;
    const known = place === undefined ? undefined : this.losing[place];
    if (place !== undefined && known !== undefined) {
      if (fromMs < known.fromMs) this.losing[place] = { ...known, fromMs };
      return;
    }
    const { seconds, lossMicros } = findLargestLoss(costRate, revenueRate, this.#maxSeconds);
    metBy.set(costRate, lossMicros > 0n ? this.losing.length : undefined);
    if (lossMicros > 0n) this.losing.push({ revenueRate, costRate, worstSeconds: seconds, lossMicros, fromMs });
  }
}
