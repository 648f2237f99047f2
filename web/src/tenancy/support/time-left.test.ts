import { expect, test } from 'vitest';
import { timeLeft } from './time-left.ts';

const at = (seconds: number) => timeLeft(new Date(seconds * 1000).toISOString(), 0);

test('says hours only where there are any, and never less than nothing', () => {
  expect([3723, 245, 59, 0.4, 0, -5].map(at)).toEqual(['1:02:03', '4:05', '0:59', '0:01', '0:00', '0:00']);
});
