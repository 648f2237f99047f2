import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { micros } from '../micros.ts';
import { fromMinorUnits, paymentBounds, toMinorUnits } from './minor-units.ts';

const currencies = ['CNY', 'USD', 'JPY', 'KRW', 'KWD', 'BHD', 'ISK', 'UGX', 'HUF', 'TWD'] as const;

test.each([
  ['CNY', 128_500_000n, 12_850],
  ['USD', 10_000n, 1],
  ['JPY', 500_000_000n, 500],
  ['KRW', 1_000_000n, 1],
  ['KWD', 5_120_000n, 5_120],
  ['BHD', 10_000n, 10],
  // No decimals, and written with two all the same.
  ['ISK', 5_000_000n, 500],
  ['UGX', 7_000_000n, 700],
] as const)('%s %d micro-units are %d for the service, and back', (currency, amount, minor) => {
  expect(toMinorUnits(micros(amount), currency)).toBe(minor);
  expect(fromMinorUnits(minor, currency)).toBe(amount);
});

test.each([
  ['CNY', 128_505_000n],
  ['JPY', 500_500_000n],
  ['KWD', 5_124_000n],
  ['ISK', 5_500_000n],
  ['USD', 1n],
] as const)('%s has no %d micro-units, and nothing is rounded', (currency, amount) => {
  expect(toMinorUnits(micros(amount), currency)).toBeUndefined();
});

describe('in every currency', () => {
  test.each(currencies)('%s: what is within the bounds and in steps is written and read back exactly', (currency) => {
    const { minimumMicros, maximumMicros, stepMicros } = paymentBounds(currency);
    const steps = fc.bigInt({ min: minimumMicros / stepMicros, max: maximumMicros / stepMicros });
    fc.assert(
      fc.property(steps, (n) => {
        const amount = micros(n * stepMicros);
        const minor = toMinorUnits(amount, currency);
        expect(Number.isSafeInteger(minor)).toBe(true);
        expect(minor).toBeLessThanOrEqual(99_999_999);
        expect(fromMinorUnits(minor ?? 0, currency)).toBe(amount);
      }),
    );
  });
  test.each(currencies)('%s: the bounds themselves are in steps', (currency) => {
    const { minimumMicros, maximumMicros, stepMicros } = paymentBounds(currency);
    expect([minimumMicros % stepMicros, maximumMicros % stepMicros]).toEqual([0n, 0n]);
    expect(minimumMicros).toBeLessThan(maximumMicros);
  });
});
