// A call through a chain of rules over one list: what each wallet keeps, whatever the rules, the number and the duration.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arbitraryRate } from './arbitrary-rate.ts';
import { deriveRates } from './derive-rates.ts';
import { buildRateSnapshot, findRateAt } from './find-rate.ts';
import { micros } from './micros.ts';
import { type ChainLevel, priceCall } from './price-call.ts';
import { type Rate, rateSeconds } from './rate-call.ts';
import type { MarkUp } from './rate-rule.ts';

const tenants = ['customer', 'sub-agent', 'agent', 'operator'];
const ever = { effectiveFromMs: -Infinity, effectiveUntilMs: Infinity };
const at = new Date(1000);

const arbitraryMarkUp: fc.Arbitrary<MarkUp> = fc.record({
  percentPpm: fc.integer({ min: 0, max: 900_000 }),
  per: fc.constantFrom('block', 'minute'),
  fixedMicros: fc.integer({ min: 0, max: 5 }).map(micros),
  stepMicros: fc.constantFrom(1, 3, 10).map(micros),
  floorMicros: fc.constantFrom(0, 7).map(micros),
});
const list = fc.tuple(arbitraryRate, arbitraryRate).map(([a, b]): Rate[] => [
  { ...a, id: 'a', prefix: '86' },
  { ...b, id: 'b', prefix: '86138' },
]);

/** Rules one above the other, from the operator's list down to the customer. */
function pricesDown(base: Rate[], markUps: readonly MarkUp[]): Rate[][] {
  const levels = [base];
  for (const [n, markUp] of markUps.entries()) {
    const rule = { id: `rule-${n}`, markUp, ...ever };
    levels.unshift(deriveRates(levels[0] ?? [], { rateGroupId: `group-${n}`, rules: [rule], exceptions: [] }));
  }
  return levels;
}

it('conserves what the customer pays, leaves nobody between with a loss, and never falls with the duration', () => {
  fc.assert(
    fc.property(
      list,
      fc.tuple(arbitraryMarkUp, arbitraryMarkUp),
      fc.constantFrom('+8613800138000', '+861082286688'),
      fc.integer({ min: 0, max: 200_000 }),
      (base, markUps, number, durationMs) => {
        const chain = pricesDown(base, markUps).map((rates, level): ChainLevel => ({
          payerTenantId: tenants[level] ?? '',
          payeeTenantId: tenants[level + 1] ?? '',
          snapshot: buildRateSnapshot(rates),
        }));
        const priced = priceCall(chain, number, at, durationMs);
        const longer = priceCall(chain, number, at, durationMs + 1_000);
        if (!priced.ok || !longer.ok) throw new Error('no rate');
        const amounts = priced.levels.map((level) => level.amountMicros);
        const kept = amounts.map((amount, level) => amount - (amounts[level + 1] ?? 0n));
        expect(kept.reduce((sum, one) => sum + one, 0n)).toBe(amounts[0]);
        expect(kept.every((one) => one >= 0n)).toBe(true);
        expect(longer.levels.every((level, n) => level.amountMicros >= (amounts[n] ?? 0n))).toBe(true);
        // The same by a slow reference: the rate of the longest prefix, seconds counted one by one.
        for (const [n, level] of priced.levels.entries()) {
          const rate = findRateAt(chain[n]?.snapshot ?? buildRateSnapshot([]), number, at.getTime());
          expect(rate && rateSlowly(rate, Math.ceil(durationMs / 1000))).toBe(level.amountMicros);
        }
      },
    ),
    { numRuns: 500 },
  );
});

/** Block by block, as a person would count on paper. */
function rateSlowly(rate: Rate, seconds: number): bigint {
  if (seconds === 0 || seconds <= rate.graceSeconds) return 0n;
  let amount = rate.connectionFeeMicros + (rate.firstBlockPriceMicros ?? 0n);
  for (let covered = rate.firstBlockSeconds ?? 0; covered < seconds; covered += rate.blockSeconds) {
    amount += rate.pricePerBlockMicros;
  }
  expect(rateSeconds(rate, seconds).seconds).toBe(seconds);
  return amount > rate.minimumChargeMicros ? amount : rate.minimumChargeMicros;
}
