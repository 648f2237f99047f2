// The most a reseller can lose on one call of unknown length: max over s ≤ S of max(0, cost(s) − revenue(s)), exact.
//
// Both prices are step functions. Between two of the marks below each one is flat or climbs by a fixed price every
// block. Where both climb, their difference repeats every lcm of the two blocks, up to a constant drift; so one period
// at the start or at the end holds the maximum, and in it only the seconds where one of the two steps.
import { type Micros, divideRoundingUp, zeroMicros } from './micros.ts';
import { type Rate, rateSeconds } from './rate-call.ts';

/** What a seller loses at most on one call, and the first-found duration at which it does; 0 and 0 where there is no loss. */
export interface LargestLoss {
  readonly seconds: number;
  readonly lossMicros: Micros;
}

const noLoss: LargestLoss = { seconds: 0, lossMicros: zeroMicros };

/** The largest loss of who pays `cost` and earns `revenue` on any whole duration up to `maxSeconds`; 0 where there is none. */
export function largestLossMicros(cost: Rate, revenue: Rate, maxSeconds: number): Micros {
  return findLargestLoss(cost, revenue, maxSeconds).lossMicros;
}

/** As `largestLossMicros`, with a duration that loses so much. */
export function findLargestLoss(cost: Rate, revenue: Rate, maxSeconds: number): LargestLoss {
  if (sellsAboveCost(cost, revenue)) return noLoss;
  let worst = noLoss;
  const marks = [...marksOf(cost), ...marksOf(revenue)].filter((mark) => mark > 1 && mark <= maxSeconds);
  marks.push(1, maxSeconds + 1);
  marks.sort((a, b) => a - b);
  for (let i = 1; i < marks.length; i++) {
    const from = marks[i - 1] ?? 0;
    const to = (marks[i] ?? 0) - 1;
    for (const seconds of from > to ? [] : candidates(cost, revenue, from, to)) {
      const loss = rateSeconds(cost, seconds).amountMicros - rateSeconds(revenue, seconds).amountMicros;
      if (loss > worst.lossMicros) worst = { seconds, lossMicros: loss as Micros };
    }
  }
  return worst;
}

/** The usual chain, decided at once: both climb at the same seconds, and the seller's part is nowhere below its cost. */
function sellsAboveCost(cost: Rate, revenue: Rate): boolean {
  return (
    cost.blockSeconds === revenue.blockSeconds &&
    cost.firstBlockSeconds === revenue.firstBlockSeconds &&
    cost.graceSeconds >= revenue.graceSeconds &&
    cost.pricePerBlockMicros <= revenue.pricePerBlockMicros &&
    (cost.firstBlockPriceMicros ?? 0n) <= (revenue.firstBlockPriceMicros ?? 0n) &&
    cost.connectionFeeMicros <= revenue.connectionFeeMicros &&
    cost.minimumChargeMicros <= revenue.minimumChargeMicros
  );
}

/** The seconds from which on a price climbs otherwise than before: after the grace, the first block, the minimum charge. */
function marksOf(rate: Rate): number[] {
  return [rate.graceSeconds + 1, (rate.firstBlockSeconds ?? 0) + 1, minimumReachedAt(rate)];
}

/** The first second whose blocks cost at least the minimum charge; Infinity where they never do. */
function minimumReachedAt(rate: Rate): number {
  const missing = rate.minimumChargeMicros - rate.connectionFeeMicros - (rate.firstBlockPriceMicros ?? 0n);
  if (missing <= 0n) return 1;
  if (rate.pricePerBlockMicros === 0n) return Infinity;
  const blocks = Number(divideRoundingUp(missing, rate.pricePerBlockMicros));
  return (rate.firstBlockSeconds ?? 0) + (blocks - 1) * rate.blockSeconds + 1;
}

/** Whether the price climbs block by block from this second to the next mark; else it is flat there. */
function climbs(rate: Rate, from: number): boolean {
  return (
    rate.pricePerBlockMicros > 0n &&
    from > rate.graceSeconds &&
    from > (rate.firstBlockSeconds ?? 0) &&
    from >= minimumReachedAt(rate)
  );
}

/** The seconds of one stretch between marks of which one has the stretch's largest loss. */
function candidates(cost: Rate, revenue: Rate, from: number, to: number): number[] {
  if (!climbs(cost, from)) return [from];
  if (!climbs(revenue, from)) return [to];
  const divisor = greatestCommonDivisor(cost.blockSeconds, revenue.blockSeconds);
  const period = (cost.blockSeconds / divisor) * revenue.blockSeconds;
  const drift =
    cost.pricePerBlockMicros * BigInt(period / cost.blockSeconds) -
    revenue.pricePerBlockMicros * BigInt(period / revenue.blockSeconds);
  const start = drift > 0n ? Math.max(from, to - period + 1) : from;
  const end = drift > 0n ? to : Math.min(to, from + period - 1);
  // The loss is largest where the cost has just stepped up, and where the revenue is about to: the rarer of the two.
  return cost.blockSeconds >= revenue.blockSeconds
    ? [start, ...every(cost.blockSeconds, (cost.firstBlockSeconds ?? 0) + 1, start, end)]
    : [...every(revenue.blockSeconds, revenue.firstBlockSeconds ?? 0, start, end), end];
}

/** The seconds from `start` to `end` that lie a whole number of steps from `origin`, which is not after `start + step`. */
function every(step: number, origin: number, start: number, end: number): number[] {
  const seconds: number[] = [];
  for (let at = origin + Math.max(0, Math.ceil((start - origin) / step)) * step; at <= end; at += step)
    seconds.push(at);
  return seconds;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
