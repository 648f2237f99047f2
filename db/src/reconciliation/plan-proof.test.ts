import { describe, expect, test } from 'vitest';
import { fullIsDue, recentSince } from './plan-proof.ts';

const hour = 3_600_000;
const now = new Date('2026-11-22T12:00:00Z');
const ran = (hoursAgo: number, drift = 0n) => ({ startedAt: new Date(now.getTime() - hoursAgo * hour), drift });

describe('a full proof', () => {
  test.each([
    ['of a ledger never proven', { lastFull: undefined, lastClean: undefined }, 12, true],
    ['not again by day, where last night’s found nothing', { lastFull: ran(9), lastClean: ran(0.02) }, 12, false],
    ['at night, where the last one was the night before', { lastFull: ran(23), lastClean: ran(0.02) }, 3, true],
    ['not twice in one night', { lastFull: ran(1), lastClean: ran(0.02) }, 4, false],
    ['at any hour, where the night was missed', { lastFull: ran(27), lastClean: ran(0.02) }, 12, true],
    ['within the hour, where the last one found drift', { lastFull: ran(1.1, 3n), lastClean: ran(0.02) }, 12, true],
    ['not each minute, where the last one found drift', { lastFull: ran(0.5, 3n), lastClean: ran(0.02) }, 12, false],
  ])('is due %s', (_, history, hourOfDay, due) => {
    expect(fullIsDue(history, now, hourOfDay)).toBe(due);
  });
});

test('a recent proof looks behind the last one that found nothing, so that drift stays found', () => {
  const since = recentSince({ lastFull: ran(9), lastClean: ran(2) });
  expect(since?.getTime()).toBeLessThan(now.getTime() - 2 * hour);
  expect(since?.getTime()).toBeGreaterThan(now.getTime() - 3 * hour);
  expect(recentSince({ lastFull: undefined, lastClean: undefined })).toBeUndefined();
});
