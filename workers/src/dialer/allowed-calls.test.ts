import { expect, it } from 'vitest';
import { allowedCalls } from './allowed-calls.ts';

it.each([
  [100, null, 10, 10],
  [200, null, 10, 20],
  [150, null, 3, 5],
  [1, null, 1, 1],
  [100, null, 0, 0],
  [null, 40, 0, 40],
  [null, null, 7, 0],
])('send ratio %s %%, channel limit %s and %i seats allow %i calls', (sendRatioPercent, channelLimit, seats, calls) => {
  expect(allowedCalls({ sendRatioPercent, channelLimit, seats })).toBe(calls);
});
