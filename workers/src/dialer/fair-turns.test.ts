import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FairTurns, type TurnTaker } from './fair-turns.ts';

function takers(weights: readonly number[]): TurnTaker[] {
  return weights.map((weight, i) => ({ id: `tenant-${i}`, weight }));
}

it('gives turns in proportion to the weights, within one round, however they are asked for', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 });
  const limits = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(weights, limits, (list, asked) => {
      const turns = new FairTurns();
      const everybody = takers(list);
      const served = new Map<string, number>();
      for (const limit of asked) {
        const n = turns.run(everybody, limit, (id) => (served.set(id, (served.get(id) ?? 0) + 1), true));
        expect(n).toBe(limit);
      }
      const rounds = everybody.map(({ id, weight }) => (served.get(id) ?? 0) / weight);
      expect(Math.max(...rounds) - Math.min(...rounds)).toBeLessThanOrEqual(1);
    }),
  );
});

it('passes over who cannot dial, who then has no claim to more than a share later', () => {
  const turns = new FairTurns();
  const two = takers([1, 1]);
  const served: string[] = [];
  const serve = (able: readonly string[]) => (id: string) => able.includes(id) && served.push(id) > 0;
  expect(turns.run(two, 10, serve(['tenant-1']))).toBe(10);
  served.length = 0;
  expect(turns.run(two, 10, serve(['tenant-0', 'tenant-1']))).toBe(10);
  expect(served.filter((id) => id === 'tenant-0')).toHaveLength(5);
});

it('ends when nobody can dial, and starts anew with whoever there is', () => {
  const turns = new FairTurns();
  expect(turns.run(takers([1, 2, 3]), 100, () => false)).toBe(0);
  expect(turns.run([], 100, () => true)).toBe(0);
  expect(turns.run(takers([1]), 3, () => true)).toBe(3);
});
