// What a matching adds up to, number by number.
import type { Micros } from '../../billing/index.ts';
import type { differenceKinds } from '../tables.ts';
import { maskForMatching } from './carrier-number.ts';
import type { CarrierSettings, CarrierSummary, Period } from './carrier-settings.ts';
import { differenceOf, matchCalls, type OwnCall } from './match-calls.ts';
import type { CarrierCall } from './read-carrier-row.ts';

/** One line of the list of differences. */
export interface CarrierDifference {
  readonly kind: (typeof differenceKinds)[number];
  readonly numberMasked: string;
  readonly theirs: CarrierCall | undefined;
  readonly ours: (OwnCall & { readonly expectedMicros: Micros | null }) | undefined;
}

export interface MatchTally {
  /** Takes all calls of one number. */
  count(number: string, theirs: readonly CarrierCall[], ours: readonly OwnCall[]): void;
  readonly differences: readonly CarrierDifference[];
  summary(): Omit<CarrierSummary, 'rows' | 'rejected' | 'rejectedLines' | 'period'>;
}

/** Listed; the rest is counted. Whoever has more has matched the wrong trunk or period. */
const maxListed = 100_000;
/** Enough for a median. */
const maxClocks = 100_000;

type Price = (call: OwnCall & { number: string }) => Micros | null;

/** Begins to count a matching of one period. */
export function newTally(settings: CarrierSettings, period: Period | undefined, price: Price): MatchTally {
  const counts = { matched: 0, onlyOurs: 0, onlyTheirs: 0, duration: 0, amount: 0 };
  const [our, their] = [newSide(), newSide()];
  const differences: CarrierDifference[] = [];
  const clocks: number[] = [];
  const within = (atMs: number | null) =>
    period !== undefined && atMs !== null && atMs >= period.from.getTime() && atMs < period.to.getTime();
  const list = (difference: CarrierDifference) => {
    if (differences.length < maxListed) differences.push(difference);
  };

  return {
    differences,
    count: (number, theirs, ours) => {
      const numberMasked = maskForMatching(number);
      const priced = (call: OwnCall) => ({ ...call, expectedMicros: price({ ...call, number }) });
      const found = matchCalls(theirs, ours, settings.startToleranceSeconds * 1000);
      for (const pair of found.matched) {
        if (!within(pair.theirs.startedAtMs)) continue;
        const mine = priced(pair.ours);
        addTo(our, mine.seconds, mine.expectedMicros);
        addTo(their, pair.theirs.seconds, pair.theirs.amountMicros);
        if (clocks.length < maxClocks) clocks.push(clockOf(pair.theirs, mine));
        const kind = differenceOf(
          pair,
          {
            startSeconds: settings.startToleranceSeconds,
            durationSeconds: settings.durationToleranceSeconds,
          },
          mine.expectedMicros,
        );
        counts[kind ?? 'matched']++;
        if (kind !== undefined) list({ kind, numberMasked, theirs: pair.theirs, ours: mine });
      }
      // Calls that nobody answered cost nothing; many carriers leave them out.
      for (const call of found.onlyOurs) {
        if (call.seconds === 0 || !within(call.originatedAtMs ?? call.answeredAtMs)) continue;
        const mine = priced(call);
        addTo(our, mine.seconds, mine.expectedMicros);
        counts.onlyOurs++;
        list({ kind: 'only_ours', numberMasked, theirs: undefined, ours: mine });
      }
      for (const call of found.onlyTheirs) {
        if (call.seconds === 0 || !within(call.startedAtMs)) continue;
        addTo(their, call.seconds, call.amountMicros);
        counts.onlyTheirs++;
        list({ kind: 'only_theirs', numberMasked, theirs: call, ours: undefined });
      }
    },
    summary: () => ({
      counts,
      ours: viewSide(our),
      theirs: viewSide(their),
      clockSeconds: median(clocks),
      listed: differences.length,
    }),
  };
}

interface Side {
  calls: number;
  seconds: number;
  micros: bigint | null;
}

const newSide = (): Side => ({ calls: 0, seconds: 0, micros: null });

function addTo(side: Side, seconds: number, amount: bigint | null): void {
  if (seconds > 0) side.calls++;
  side.seconds += seconds;
  if (amount !== null) side.micros = (side.micros ?? 0n) + amount;
}

function viewSide({ micros, ...side }: Side) {
  return { ...side, micros: micros === null ? null : String(micros) };
}

/** Their start against whichever of ours is nearer. Seconds. */
function clockOf(theirs: CarrierCall, ours: OwnCall): number {
  const apart = [ours.originatedAtMs, ours.answeredAtMs]
    .filter((at) => at !== null)
    .map((at) => theirs.startedAtMs - at);
  return (apart.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0] ?? 0) / 1000;
}

function median(values: number[]): number | null {
  if (values.length === 0) return null;
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
