import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

test('no more than so many run at once, in their order, and beyond those that may wait nobody is taken', async () => {
  const turn = createTurns({ atOnce: 2, maxWaiting: 1 });
  const ends: (() => void)[] = [];
  const begun: number[] = [];
  const work = (n: number) => () => {
    begun.push(n);
    return new Promise<number>((resolve) => ends.push(() => resolve(n)));
  };
  const [first, second, third] = [turn(work(1)), turn(work(2)), turn(work(3))];
  await expect(turn(work(4))).rejects.toMatchObject({ code: 'unavailable' });
  expect(begun).toEqual([1, 2]);
  ends[0]?.();
  expect(await first).toBe(1);
  await expect.poll(() => begun).toEqual([1, 2, 3]);
  for (const end of ends) end();
  expect(await Promise.all([second, third])).toEqual([2, 3]);
  const after = turn(work(5));
  ends.at(-1)?.();
  expect(await after).toBe(5);
});

test('what fails gives its turn back', async () => {
  const turn = createTurns({ atOnce: 1, maxWaiting: 1 });
  await expect(turn(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await turn(() => Promise.resolve('yes'))).toBe('yes');
});
