import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { someRate } from './arbitrary-rate.ts';
import { RateListError, buildRateSnapshot, findRate } from './find-rate.ts';
import type { Rate } from './rate-call.ts';

const noon = new Date('2026-06-01T12:00:00Z');

function rates(...prefixes: string[]): Rate[] {
  return prefixes.map((prefix) => someRate({ id: prefix, prefix }));
}

/** Every effective rate whose prefix starts the number; the longest one. */
function slowFind(list: readonly Rate[], number: string, atMs: number): Rate | undefined {
  const fitting = list.filter(
    (rate) => number.startsWith(rate.prefix) && rate.effectiveFromMs <= atMs && atMs < rate.effectiveUntilMs,
  );
  return fitting.sort((a, b) => b.prefix.length - a.prefix.length)[0];
}

describe('findRate', () => {
  it.each([
    ['+8613822310487', '86138'],
    ['8613922310487', '86'],
    ['+861082286688', '8610'],
    ['+8610', '8610'],
    ['+861', '86'],
    ['+12024561111', '1'],
    ['+442071838750', undefined],
    ['+8', undefined],
    ['+', undefined],
    ['', undefined],
    ['+86x', '86'],
  ])('gives %s the rate of its longest prefix, %s', (number, prefix) => {
    const snapshot = buildRateSnapshot(rates('1', '86', '8610', '86138'));
    expect(findRate(snapshot, number, noon)?.prefix).toBe(prefix);
  });

  it('passes over a prefix whose rates are not effective, to the next shorter one', () => {
    const until = someRate({ id: 'old', prefix: '86138', effectiveUntilMs: noon.getTime() });
    const from = someRate({ id: 'new', prefix: '86138', effectiveFromMs: noon.getTime() + 1000 });
    const snapshot = buildRateSnapshot([from, ...rates('86'), until]);
    const idAt = (offsetMs: number) => findRate(snapshot, '+8613822310487', new Date(noon.getTime() + offsetMs))?.id;
    expect([idAt(-1), idAt(0), idAt(999), idAt(1000)]).toEqual(['old', '86', '86', 'new']);
  });

  it('finds nothing in an empty price list', () => {
    expect(findRate(buildRateSnapshot([]), '+8613822310487', noon)).toBeUndefined();
  });

  it('equals a slow search over any price list with any history', () => {
    const prefix = fc.stringMatching(/^[1-3]{1,5}$/);
    const periods = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 2, maxLength: 6 });
    const lists = fc.dictionary(prefix, periods, { noNullPrototype: true }).map((byPrefix) =>
      Object.entries(byPrefix).flatMap(([key, bounds]) => {
        bounds.sort((a, b) => a - b);
        return bounds.flatMap((from, i) =>
          i % 2 === 0 && bounds[i + 1] !== undefined
            ? [
                someRate({
                  id: `${key}@${from}`,
                  prefix: key,
                  effectiveFromMs: from,
                  effectiveUntilMs: bounds[i + 1] ?? 0,
                }),
              ]
            : [],
        );
      }),
    );
    const questions = fc.array(fc.tuple(fc.stringMatching(/^[1-4]{1,8}$/), fc.integer({ min: -1, max: 21 })), {
      minLength: 20,
    });
    fc.assert(
      fc.property(lists, questions, (list, asked) => {
        const snapshot = buildRateSnapshot(list);
        for (const [number, atMs] of asked) {
          expect(findRate(snapshot, number, new Date(atMs))).toBe(slowFind(list, number, atMs));
        }
      }),
    );
  });

  it('holds tens of thousands of prefixes without mixing them up', () => {
    const list = rates(...Array.from({ length: 30_000 }, (_, i) => String(100_000 + i * 7)));
    const snapshot = buildRateSnapshot(list);
    for (const rate of list) expect(findRate(snapshot, `+${rate.prefix}55`, noon)).toBe(rate);
  });
});

describe('buildRateSnapshot', () => {
  it.each(['', '+86', '86 138', '8613x', '1234567890123456'])('refuses %j as a prefix', (prefix) => {
    expect(() => buildRateSnapshot(rates(prefix))).toThrow(RateListError);
  });

  it('refuses two rates of one prefix that are effective at once', () => {
    expect(() => buildRateSnapshot(rates('86', '86'))).toThrow(RateListError);
  });
});
