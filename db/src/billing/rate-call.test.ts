import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryRate, someRate } from './arbitrary-rate.ts';
import { authorisedSeconds, leastChargeMicros } from './authorised-seconds.ts';
import { micros } from './micros.ts';
import { type Rate, pricePerBlockFromPerMinute, pricePerMinuteFromBlock, rateCall, rateSeconds } from './rate-call.ts';

/** Counts the call out second by second: a block is bought whenever a second begins that no bought block covers. */
function countedPrice(rate: Rate, durationMs: number): bigint {
  let started = 0;
  while (started * 1000 < durationMs) started++;
  if (started <= rate.graceSeconds || started === 0) return 0n;
  let covered = rate.firstBlockSeconds ?? 0;
  let price: bigint = rate.connectionFeeMicros + (rate.firstBlockPriceMicros ?? 0n);
  for (let second = 1; second <= started; second++) {
    if (second > covered) {
      covered += rate.blockSeconds;
      price += rate.pricePerBlockMicros;
    }
  }
  return price < rate.minimumChargeMicros ? rate.minimumChargeMicros : price;
}

const durations = fc.integer({ min: 0, max: 120_000 });

describe('rateCall', () => {
  const withFirstBlock = someRate({
    blockSeconds: 6,
    pricePerBlockMicros: micros(10),
    firstBlockSeconds: 30,
    firstBlockPriceMicros: micros(45),
  });

  it.each([
    ['an unanswered call', someRate(), 0, 0, 0, 0n],
    ['a millisecond', someRate(), 1, 60, 1, 100_000n],
    ['exactly one block', someRate(), 60_000, 60, 1, 100_000n],
    ['a millisecond more than a block', someRate(), 60_001, 120, 2, 200_000n],
    ['the last grace second', someRate({ graceSeconds: 3 }), 3000, 0, 0, 0n],
    ['what exceeds the grace, from its first second on', someRate({ graceSeconds: 3 }), 3001, 60, 1, 100_000n],
    ['the connection fee once', someRate({ connectionFeeMicros: micros(7) }), 61_000, 120, 2, 200_007n],
    ['at least the minimum', someRate({ minimumChargeMicros: micros(150_000) }), 1000, 60, 1, 150_000n],
    ['no minimum within the grace', someRate({ graceSeconds: 3, minimumChargeMicros: micros(9) }), 2000, 0, 0, 0n],
    ['the first block alone', withFirstBlock, 30_000, 30, 0, 45n],
    ['later blocks rounded on their own', withFirstBlock, 31_000, 36, 1, 55n],
    ['not the whole duration in small blocks', withFirstBlock, 43_000, 48, 3, 75n],
  ])('charges %s', (_name, rate, durationMs, billedSeconds, blocks, amountMicros) => {
    expect(rateCall(rate, durationMs)).toMatchObject({ billedSeconds, blocks, amountMicros });
  });

  it('equals a slow count second by second', () => {
    fc.assert(
      fc.property(arbitraryRate, durations, (rate, ms) => {
        expect(rateCall(rate, ms).amountMicros).toBe(countedPrice(rate, ms));
      }),
      { numRuns: 2_000 },
    );
  });

  it('never falls as the call gets longer', () => {
    fc.assert(
      fc.property(arbitraryRate, durations, durations, (rate, a, b) => {
        const [short, long] = a < b ? [a, b] : [b, a];
        expect(rateCall(rate, short).amountMicros <= rateCall(rate, long).amountMicros).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('bills seconds that cover the talk by less than a block, or nothing', () => {
    fc.assert(
      fc.property(arbitraryRate, durations, (rate, ms) => {
        const { seconds, billedSeconds, blocks, amountMicros } = rateCall(rate, ms);
        expect(billedSeconds === 0).toBe(seconds === 0 || seconds <= rate.graceSeconds);
        if (billedSeconds === 0) expect(amountMicros).toBe(0n);
        else expect(billedSeconds).toBeGreaterThanOrEqual(seconds);
        if (blocks > 0) expect(billedSeconds - seconds).toBeLessThan(rate.blockSeconds);
      }),
    );
  });

  it.each([-1, NaN, Infinity, 2 ** 53])('refuses %s as a duration', (durationMs) => {
    expect(() => rateCall(someRate(), durationMs)).toThrow(RangeError);
  });
});

describe('authorisedSeconds', () => {
  it('is the last second that the money covers, and none where it does not cover the least charge', () => {
    const money = fc.integer({ min: 0, max: 120 }).map(micros);
    fc.assert(
      fc.property(arbitraryRate, money, fc.integer({ min: 1, max: 150 }), (rate, available, cap) => {
        let expected = 0;
        for (let s = 1; s <= cap && rateSeconds(rate, s).amountMicros <= available; s++) expected = s;
        if (available < leastChargeMicros(rate)) expected = 0;
        expect(authorisedSeconds(rate, available, cap)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('covers a day within the money of a day', () => {
    const rate = someRate({ blockSeconds: 1, pricePerBlockMicros: micros(1_000) });
    expect(authorisedSeconds(rate, micros(86_399_999), 86_400)).toBe(86_399);
    expect(authorisedSeconds(rate, micros(10n ** 15n), 86_400)).toBe(86_400);
  });
});

describe('prices per minute', () => {
  it('convert to a block price that is not below the minute price, by less than a micro-unit', () => {
    expect(pricePerBlockFromPerMinute(micros(209_300), 6)).toBe(20_930n);
    expect(pricePerBlockFromPerMinute(micros(100_000), 7)).toBe(11_667n);
    expect(pricePerBlockFromPerMinute(micros(0), 7)).toBe(0n);
  });

  it('are shown from the block price', () => {
    expect(pricePerMinuteFromBlock(someRate({ blockSeconds: 6, pricePerBlockMicros: micros(20_930) }))).toBe(209_300n);
    expect(pricePerMinuteFromBlock(someRate({ blockSeconds: 7, pricePerBlockMicros: micros(1) }))).toBe(9n);
  });
});
