// Their calls of one number against ours of the same: who is whom. Pure.
import type { Micros } from '../../billing/index.ts';
import type { CarrierCall } from './read-carrier-row.ts';

/** One call as we recorded it. */
export interface OwnCall {
  readonly attemptId: string;
  readonly originatedAtMs: number | null;
  readonly answeredAtMs: number | null;
  /** Talked seconds; 0 where it was not answered. */
  readonly seconds: number;
}

export interface MatchedCall {
  readonly theirs: CarrierCall;
  readonly ours: OwnCall;
}

export interface MatchedNumber {
  readonly matched: readonly MatchedCall[];
  readonly onlyOurs: readonly OwnCall[];
  readonly onlyTheirs: readonly CarrierCall[];
}

/** How far apart two starts may be that are one call's: carriers count from the set-up or from the answer. */
function distanceMs(theirs: CarrierCall, ours: OwnCall): number {
  const starts = [ours.originatedAtMs, ours.answeredAtMs].filter((at) => at !== null);
  return Math.min(...starts.map((at) => Math.abs(at - theirs.startedAtMs)));
}

/**
 * Pairs the calls of one number, the closest in time first, and among equally close ones those of like duration. A call is paired once;
 * starts further apart than the tolerance are never one call.
 */
export function matchCalls(
  theirs: readonly CarrierCall[],
  ours: readonly OwnCall[],
  toleranceMs: number,
): MatchedNumber {
  const pairs = nearPairs(theirs, ours, toleranceMs);
  pairs.sort((a, b) => a.apartMs - b.apartMs || a.unlike - b.unlike || a.theirs.line - b.theirs.line);
  const takenTheirs = new Set<CarrierCall>();
  const takenOurs = new Set<OwnCall>();
  const matched: MatchedCall[] = [];
  for (const pair of pairs) {
    if (takenTheirs.has(pair.theirs) || takenOurs.has(pair.ours)) continue;
    takenTheirs.add(pair.theirs);
    takenOurs.add(pair.ours);
    matched.push({ theirs: pair.theirs, ours: pair.ours });
  }
  return {
    matched,
    onlyOurs: ours.filter((call) => !takenOurs.has(call)),
    onlyTheirs: theirs.filter((call) => !takenTheirs.has(call)),
  };
}

interface NearPair extends MatchedCall {
  readonly apartMs: number;
  readonly unlike: number;
}

/** A call that rings longer than this is none that a carrier would have let ring. Milliseconds. */
const longestRingMs = 300_000;

/** Every pair within the tolerance, found along the time, so that a number called a thousand times costs no million looks. */
function nearPairs(theirs: readonly CarrierCall[], ours: readonly OwnCall[], toleranceMs: number): NearPair[] {
  const begun = (call: OwnCall) => call.originatedAtMs ?? call.answeredAtMs ?? 0;
  const inOrder = [...ours].sort((a, b) => begun(a) - begun(b));
  const pairs: NearPair[] = [];
  let first = 0;
  for (const call of [...theirs].sort((a, b) => a.startedAtMs - b.startedAtMs)) {
    const earliest = call.startedAtMs - toleranceMs - longestRingMs;
    while (first < inOrder.length && begun(inOrder[first] as OwnCall) < earliest) first++;
    for (let i = first; i < inOrder.length; i++) {
      const own = inOrder[i] as OwnCall;
      if (begun(own) > call.startedAtMs + toleranceMs) break;
      const apartMs = distanceMs(call, own);
      if (apartMs <= toleranceMs) {
        pairs.push({ theirs: call, ours: own, apartMs, unlike: Math.abs(call.seconds - own.seconds) });
      }
    }
  }
  return pairs;
}

export interface Tolerances {
  readonly startSeconds: number;
  readonly durationSeconds: number;
}

/** Where a matched call differs; undefined where the two agree. A difference of duration explains one of the amount. */
export function differenceOf(
  { theirs, ours }: MatchedCall,
  { durationSeconds }: Tolerances,
  expectedMicros: Micros | null,
): 'duration' | 'amount' | undefined {
  if (Math.abs(theirs.seconds - ours.seconds) > durationSeconds) return 'duration';
  if (expectedMicros === null || theirs.amountMicros === null) return undefined;
  return theirs.amountMicros === expectedMicros ? undefined : 'amount';
}
