import { expect, it } from 'vitest';
import { BoundedSet } from './bounded-set.ts';

it('forgets the oldest member beyond its limit, never a newer one', () => {
  const set = new BoundedSet<number>(3);
  for (const n of [1, 2, 3, 2, 4]) set.add(n);
  expect([1, 2, 3, 4].map((n) => set.has(n))).toEqual([false, true, true, true]);
});
