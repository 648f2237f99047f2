import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryRate, someRate } from './arbitrary-rate.ts';
import { deriveRates, type RateException, type RateRule } from './derive-rates.ts';
import { findNegativeMargins } from './find-negative-margins.ts';
import { buildRateSnapshot, findRateAt } from './find-rate.ts';
import { micros, zeroMicros } from './micros.ts';
import { type Rate, rateSeconds } from './rate-call.ts';
import { type MarkUp, markUpPrices } from './rate-rule.ts';

const same: MarkUp = {
  percentPpm: 0,
  per: 'block',
  fixedMicros: zeroMicros,
  stepMicros: micros(1),
  floorMicros: zeroMicros,
};
const ever = { effectiveFromMs: -Infinity, effectiveUntilMs: Infinity };
const ruleOf = (markUp: Partial<MarkUp>): RateRule => ({ id: 'rule', markUp: { ...same, ...markUp }, ...ever });
const group = (rule: RateRule, exceptions: readonly RateException[] = []) => ({
  rateGroupId: 'sold',
  rules: [rule],
  exceptions,
});

const periods = [
  [-Infinity, Infinity],
  [-Infinity, 7],
  [7, Infinity],
  [3, 9],
] as const;
const arbitraryPeriod = fc
  .constantFrom(...periods)
  .map(([effectiveFromMs, effectiveUntilMs]) => ({ effectiveFromMs, effectiveUntilMs }));
const prefix = fc.stringMatching(/^[01]{1,3}$/);

/** Not below 0 in anything. */
const arbitraryMarkUp: fc.Arbitrary<MarkUp> = fc.record({
  percentPpm: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2_000_000 })),
  per: fc.constantFrom('block', 'minute'),
  fixedMicros: fc.integer({ min: 0, max: 9 }).map(micros),
  stepMicros: fc.constantFrom(1, 1, 5, 10).map(micros),
  floorMicros: fc.constantFrom(0, 0, 20).map(micros),
});

/** What stands at one prefix never overlaps in time: the later of two that would is left out. */
function apart<T extends { effectiveFromMs: number; effectiveUntilMs: number }>(
  items: T[],
  key: (item: T) => string,
): T[] {
  const kept: T[] = [];
  for (const item of items) {
    const clashes = kept.some(
      (other) =>
        key(other) === key(item) &&
        other.effectiveFromMs < item.effectiveUntilMs &&
        item.effectiveFromMs < other.effectiveUntilMs,
    );
    if (!clashes) kept.push(item);
  }
  return kept;
}

const arbitraryCost = fc.array(fc.tuple(arbitraryRate, prefix, arbitraryPeriod), { maxLength: 8 }).map((list) =>
  apart(
    list.map(([rate, at, period], n): Rate => ({ ...rate, id: `cost-${n}`, prefix: at, ...period })),
    (rate) => rate.prefix,
  ),
);
const arbitraryRules = fc
  .array(fc.tuple(arbitraryMarkUp, arbitraryPeriod), { minLength: 1, maxLength: 3 })
  .map((list) =>
    apart(
      list.map(([markUp, period], n): RateRule => ({ id: `rule-${n}`, markUp, ...period })),
      () => '',
    ),
  );
const arbitraryTerms: fc.Arbitrary<RateException['terms']> = fc.oneof(
  arbitraryMarkUp.map((markUp) => ({ kind: 'rule' as const, markUp })),
  arbitraryRate.map((prices) => ({ kind: 'fixed' as const, prices })),
);
const arbitraryExceptions = fc.array(fc.tuple(arbitraryTerms, prefix, arbitraryPeriod), { maxLength: 5 }).map((list) =>
  apart(
    list.map(([terms, at, period], n): RateException => ({
      id: `x-${n}`,
      prefix: at,
      destination: '',
      terms,
      ...period,
    })),
    (exception) => exception.prefix,
  ),
);

const numbers = ['0', '1'].flatMap((a) =>
  ['0', '1'].flatMap((b) => ['0', '1'].flatMap((c) => [`${a}${b}${c}0`, `${a}${b}${c}1`])),
);
const moments = [0, 3, 6, 7, 8, 9, 10];

/** The price of a number as the documentation says it, without deriving a list. */
function priceSlowly(
  cost: readonly Rate[],
  rules: readonly RateRule[],
  exceptions: readonly RateException[],
  number: string,
  at: number,
) {
  const effective = (item: Pick<Rate, 'effectiveFromMs' | 'effectiveUntilMs'>) =>
    item.effectiveFromMs <= at && at < item.effectiveUntilMs;
  const longest = <T extends { prefix: string; effectiveFromMs: number; effectiveUntilMs: number }>(
    items: readonly T[],
  ) =>
    items
      .filter((item) => effective(item) && number.startsWith(item.prefix))
      .sort((a, b) => b.prefix.length - a.prefix.length)[0];
  const exception = longest(exceptions);
  if (exception?.terms.kind === 'fixed') return exception.terms.prices;
  const markUp = exception === undefined ? rules.find(effective)?.markUp : exception.terms.markUp;
  const paid = longest(cost);
  return markUp === undefined || paid === undefined ? undefined : markUpPrices(paid, markUp);
}

describe('deriveRates', () => {
  it('prices every number at every moment as the longest exception, else the rule, says of its cost', () => {
    fc.assert(
      fc.property(arbitraryCost, arbitraryRules, arbitraryExceptions, (cost, rules, exceptions) => {
        const derived = deriveRates(cost, { rateGroupId: 'sold', rules, exceptions });
        const paid = buildRateSnapshot(cost);
        // Refuses versions that overlap.
        const snapshot = buildRateSnapshot(derived);
        expect(new Set(derived.map((rate) => rate.id)).size).toBe(derived.length);
        for (const number of numbers) {
          for (const at of moments) {
            const expected = priceSlowly(cost, rules, exceptions, number, at);
            const found = findRateAt(snapshot, number, at);
            // What the cost does not reach cannot be called.
            if (findRateAt(paid, number, at) === undefined) continue;
            expect(found?.pricePerBlockMicros).toBe(expected?.pricePerBlockMicros);
            for (const seconds of [1, 7, 40]) {
              const price = expected && rateSeconds({ ...someRate(), ...expected }, seconds).amountMicros;
              expect(found && rateSeconds(found, seconds).amountMicros).toBe(price);
            }
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('gives of a part of the cost that part of the answer: what stands at the prefixes of a number prices it', () => {
    fc.assert(
      fc.property(
        arbitraryCost,
        arbitraryRules,
        arbitraryExceptions,
        fc.constantFrom(...numbers),
        (cost, rules, exceptions, number) => {
          const along = <T extends { prefix: string }>(items: readonly T[]) =>
            items.filter((item) => number.startsWith(item.prefix));
          const whole = deriveRates(cost, { rateGroupId: 'sold', rules, exceptions });
          const part = deriveRates(along(cost), { rateGroupId: 'sold', rules, exceptions: along(exceptions) });
          const byId = (a: Rate, b: Rate) => (a.id < b.id ? -1 : 1);
          expect(part.sort(byId)).toEqual(along(whole).sort(byId));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never sells below cost by rules that are nowhere negative, on any duration', () => {
    const onlyRules = arbitraryExceptions.map((list) => list.filter((exception) => exception.terms.kind === 'rule'));
    fc.assert(
      fc.property(arbitraryCost, arbitraryRules, onlyRules, (cost, rules, exceptions) => {
        const sold = deriveRates(cost, { rateGroupId: 'sold', rules, exceptions });
        expect(findNegativeMargins(cost, sold, { at: new Date(0), maxSeconds: 86_400, shortestNumber: 2 })).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps an id while cost and rule stay, and changes it with either', () => {
    const cost = [someRate({ id: 'a' })];
    const idOf = (rates: Rate[]) => rates[0]?.id;
    const id = idOf(deriveRates(cost, group(ruleOf({}))));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(idOf(deriveRates(cost, group(ruleOf({}))))).toBe(id);
    expect(idOf(deriveRates([someRate({ id: 'b' })], group(ruleOf({}))))).not.toBe(id);
    expect(idOf(deriveRates(cost, group({ ...ruleOf({}), id: 'rule 2' })))).not.toBe(id);
  });

  it('marks what its seller lets be below cost', () => {
    const cost = [someRate(), someRate({ prefix: '8610' })];
    const exception = {
      id: 'x',
      prefix: '8610',
      destination: '',
      terms: { kind: 'rule', markUp: same },
      ...ever,
    } as const;
    const sold = deriveRates(cost, group({ ...ruleOf({}), belowCostAllowed: true }, [exception]));
    expect(sold.map((rate) => [rate.prefix, rate.belowCostAllowed])).toEqual([
      ['86', true],
      ['8610', undefined],
    ]);
  });
});

describe('markUpPrices', () => {
  const cost = someRate({
    blockSeconds: 6,
    pricePerBlockMicros: micros(10_001),
    firstBlockSeconds: 30,
    firstBlockPriceMicros: micros(60_000),
    connectionFeeMicros: micros(1_000),
    minimumChargeMicros: micros(333),
  });

  it('says percent, fixed amount, step and floor of a block', () => {
    const rule: MarkUp = { ...same, percentPpm: 100_000, fixedMicros: micros(50), stepMicros: micros(100) };
    expect(markUpPrices(cost, rule)).toMatchObject({
      // 10001 × 1.1 + 50 = 11051.1
      pricePerBlockMicros: 11_100n,
      firstBlockPriceMicros: 66_100n,
      connectionFeeMicros: 1_100n,
      minimumChargeMicros: 400n,
    });
    expect(markUpPrices(cost, { ...rule, floorMicros: micros(70_000) })).toMatchObject({
      pricePerBlockMicros: 70_000n,
      firstBlockPriceMicros: 70_000n,
      connectionFeeMicros: 1_100n,
    });
  });

  it('says them of a minute, of which a block is its share', () => {
    const rule: MarkUp = { ...same, per: 'minute', percentPpm: 100_000, stepMicros: micros(10_000) };
    // 10001 × 10 × 1.1 = 110011 → 120000 a minute; 60000 × 2 × 1.1 = 132000 → 140000 a minute.
    expect(markUpPrices(cost, rule)).toMatchObject({ pricePerBlockMicros: 12_000n, firstBlockPriceMicros: 70_000n });
  });

  it('stops at 0 below and at the dearest price above', () => {
    expect(markUpPrices(cost, { ...same, percentPpm: -1_000_000, fixedMicros: micros(-5) })).toMatchObject({
      pricePerBlockMicros: 0n,
      connectionFeeMicros: 0n,
    });
    const dearest = someRate({ pricePerBlockMicros: micros(1_000_000_000_000n) });
    expect(markUpPrices(dearest, { ...same, percentPpm: 100 })).toMatchObject({
      pricePerBlockMicros: 1_000_000_000_000n,
    });
  });
});
