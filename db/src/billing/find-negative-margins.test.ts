import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryRate, someRate } from './arbitrary-rate.ts';
import { findNegativeMargins } from './find-negative-margins.ts';
import { buildRateSnapshot, findRateAt } from './find-rate.ts';
import { micros } from './micros.ts';
import { type Rate, rateSeconds } from './rate-call.ts';

const at = new Date(5);
const maxSeconds = 90;

/** All numbers of a small world: two or three digits. */
const numbers = Array.from({ length: 1100 }, (_, n) =>
  n < 100 ? String(n).padStart(2, '0') : String(n - 100).padStart(3, '0'),
);

/** A few prefixes, now and then with all ten of the next digit, each with versions that do not overlap. */
const arbitraryList = (side: string): fc.Arbitrary<Rate[]> =>
  fc
    .record({
      prefixes: fc.uniqueArray(fc.stringMatching(/^[01]{1,3}$/), { maxLength: 5 }),
      covered: fc.constantFrom(undefined, '0', '1', '10'),
      versions: fc.infiniteStream(
        fc.tuple(
          arbitraryRate,
          fc.constantFrom([-Infinity, Infinity], [-Infinity, 7], [7, 11], [3, 9], [9, Infinity], [2, 4]),
        ),
      ),
    })
    .map(({ prefixes, covered, versions }) => {
      const ten = covered === undefined ? [] : [...'0123456789'].map((digit) => covered + digit);
      const all = [...new Set([...prefixes, ...ten])];
      return all.flatMap((prefix) => {
        const rates: Rate[] = [];
        for (let n = 0; n < 2; n++) {
          const [rate, [from = -Infinity, until = Infinity]] = versions.next().value as [Rate, number[]];
          if (rates.some((other) => from < other.effectiveUntilMs && other.effectiveFromMs < until)) continue;
          rates.push({
            ...rate,
            id: `${side}-${prefix}-${from}`,
            prefix,
            effectiveFromMs: from,
            effectiveUntilMs: until,
          });
        }
        return rates;
      });
    });

/** Every number at every moment at which anything changes, every second. */
function tryEverything(cost: Rate[], revenue: Rate[]): Map<string, bigint> {
  const [costs, revenues] = [buildRateSnapshot(cost), buildRateSnapshot(revenue)];
  const moments = new Set([...cost, ...revenue].flatMap((rate) => [rate.effectiveFromMs, rate.effectiveUntilMs]));
  const worst = new Map<string, bigint>();
  for (const moment of [at.getTime(), ...moments].filter((ms) => Number.isFinite(ms) && ms >= at.getTime())) {
    for (const number of numbers) {
      const costRate = findRateAt(costs, number, moment);
      const revenueRate = findRateAt(revenues, number, moment);
      if (costRate === undefined || revenueRate === undefined) continue;
      const pair = `${revenueRate.id} ${costRate.id}`;
      if (worst.has(pair)) continue;
      let most = 0n;
      for (let s = 1; s <= maxSeconds; s++) {
        const loss = rateSeconds(costRate, s).amountMicros - rateSeconds(revenueRate, s).amountMicros;
        if (loss > most) most = loss;
      }
      worst.set(pair, most);
    }
  }
  return new Map([...worst].filter(([, loss]) => loss > 0n));
}

describe('findNegativeMargins', () => {
  it('finds exactly the pairs that some number, moment and duration loses at, and how much', () => {
    fc.assert(
      fc.property(arbitraryList('cost'), arbitraryList('sold'), (cost, revenue) => {
        const found = findNegativeMargins(cost, revenue, { at, maxSeconds, shortestNumber: 2 });
        const losses = new Map(found.map((loss) => [`${loss.revenueRate.id} ${loss.costRate.id}`, loss.lossMicros]));
        expect(losses).toEqual(tryEverything(cost, revenue));
        expect(found.length).toBe(losses.size);
        for (const { costRate, revenueRate, worstSeconds, lossMicros } of found) {
          expect(
            rateSeconds(costRate, worstSeconds).amountMicros - rateSeconds(revenueRate, worstSeconds).amountMicros,
          ).toBe(lossMicros);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('sees a dear prefix of the cost below a cheap one that is sold', () => {
    const cost = [
      someRate({ id: 'c' }),
      someRate({ id: 'dear', prefix: '86138', pricePerBlockMicros: micros(300_000) }),
    ];
    const revenue = [someRate({ id: 'r', pricePerBlockMicros: micros(200_000) })];
    expect(findNegativeMargins(cost, revenue, { at, maxSeconds: 60 })).toMatchObject([
      { costRate: { id: 'dear' }, revenueRate: { id: 'r' }, worstSeconds: 1, lossMicros: 100_000n },
    ]);
  });

  it('sees a cost that comes into effect later, and says when', () => {
    const cost = [
      someRate({ effectiveUntilMs: 100 }),
      someRate({ id: 'later', effectiveFromMs: 100, pricePerBlockMicros: micros(900_000) }),
    ];
    const revenue = [someRate({ pricePerBlockMicros: micros(200_000) })];
    expect(findNegativeMargins(cost, revenue, { at, maxSeconds: 60 })).toMatchObject([
      { costRate: { id: 'later' }, fromMs: 100 },
    ]);
    expect(findNegativeMargins(cost.slice(0, 1), revenue, { at: new Date(100), maxSeconds: 60 })).toEqual([]);
  });

  it('does not blame a prefix whose numbers are all taken by longer ones', () => {
    const cost = [someRate({ prefix: '1', pricePerBlockMicros: micros(9) })];
    const ten = [...'0123456789'].map((digit) => someRate({ prefix: `1${digit}`, pricePerBlockMicros: micros(9) }));
    const revenue = [someRate({ prefix: '1', pricePerBlockMicros: micros(1) }), ...ten];
    expect(findNegativeMargins(cost, revenue, { at, maxSeconds: 60 })).toEqual([]);
    expect(findNegativeMargins(cost, revenue.slice(0, 10), { at, maxSeconds: 60 })).toHaveLength(1);
  });
});
