import type { Micros } from './micros.ts';
import { type Rate, rateSeconds } from './rate-call.ts';

/** The least a call costs once it costs anything: connection fee and first block, or the minimum charge. */
export function leastChargeMicros(rate: Rate): Micros {
  return rateSeconds(rate, rate.graceSeconds + 1).amountMicros;
}

/**
 * The longest whole duration, up to `capSeconds`, whose price `availableMicros` covers. 0 where not even the least
 * charge is covered: a call that could only last its grace is not worth dialing.
 */
export function authorisedSeconds(rate: Rate, availableMicros: Micros, capSeconds: number): number {
  const fits = (seconds: number): boolean => rateSeconds(rate, seconds).amountMicros <= availableMicros;
  if (availableMicros < leastChargeMicros(rate)) return 0;
  if (fits(capSeconds)) return capSeconds;
  // The price never falls with the duration, so halving finds the last second that fits.
  let covered = 0;
  let uncovered = capSeconds;
  while (uncovered - covered > 1) {
    const middle = Math.floor((covered + uncovered) / 2);
    if (fits(middle)) covered = middle;
    else uncovered = middle;
  }
  return covered;
}
