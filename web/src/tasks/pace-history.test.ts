import { expect, test } from 'vitest';
import { addSample, historySeconds, steadyPace } from './pace-history.ts';

test('the curve forgets what is older than its window and keeps the rest in order', () => {
  let history = { at: [] as number[], values: [] as (number | null)[] };
  for (let second = 0; second < historySeconds + 100; second += 1) history = addSample(history, second, second);
  expect(history.at.length).toBe(historySeconds + 1);
  expect(history.at[0]).toBe(99);
  expect(history.values.at(-1)).toBe(historySeconds + 99);
});

test('a pace is promised only from enough samples, and gaps do not count as zero', () => {
  expect(steadyPace({ at: [1, 2], values: [5, 5] })).toBeNull();
  expect(steadyPace({ at: [1, 2, 3, 4], values: [4, null, 6, 5] })).toBe(5);
});
