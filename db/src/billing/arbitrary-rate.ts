// Rates for property tests: small enough to reach every step by counting seconds, odd enough to meet every rule.
import fc from 'fast-check';
import { micros } from './micros.ts';
import type { Rate } from './rate-call.ts';

/** A rate of one block and one price, with what a test says otherwise. */
export function someRate(overrides: Partial<Rate> = {}): Rate {
  return {
    id: 'rate',
    rateGroupId: 'group',
    prefix: '86',
    blockSeconds: 60,
    pricePerBlockMicros: micros(100_000),
    firstBlockSeconds: null,
    firstBlockPriceMicros: null,
    connectionFeeMicros: micros(0),
    graceSeconds: 0,
    minimumChargeMicros: micros(0),
    effectiveFromMs: -Infinity,
    effectiveUntilMs: Infinity,
    ...overrides,
  };
}

const price = fc.integer({ min: 0, max: 12 }).map(micros);
const seconds = fc.integer({ min: 1, max: 13 });
const firstBlock = fc.option(fc.record({ seconds: fc.integer({ min: 1, max: 20 }), price }), { nil: undefined });
const mostlyZero = (max: number) => fc.oneof(fc.constant(0), fc.integer({ min: 0, max }));

export const arbitraryRate: fc.Arbitrary<Rate> = fc
  .record({
    blockSeconds: seconds,
    pricePerBlockMicros: price,
    first: firstBlock,
    connectionFeeMicros: mostlyZero(15).map(micros),
    graceSeconds: mostlyZero(25),
    minimumChargeMicros: mostlyZero(60).map(micros),
  })
  .map(({ first, ...rest }) =>
    someRate({ ...rest, firstBlockSeconds: first?.seconds ?? null, firstBlockPriceMicros: first?.price ?? null }),
  );
