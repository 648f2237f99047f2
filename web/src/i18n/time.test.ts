import { describe, expect, test } from 'vitest';
import {
  formatDate,
  formatDateTime,
  formatDuration,
  formatHourMinute,
  formatRelative,
  formatShortDateTime,
  startOfDay,
} from './time.ts';

const shanghai = 'Asia/Shanghai';
const at = new Date('2026-11-21T17:05:09Z');

describe('time on the page', () => {
  test('is read in the zone of the tenant, not of the browser', () => {
    expect(formatDateTime(at, shanghai)).toBe('2026-11-22 01:05:09');
    expect(formatDateTime(at, 'America/New_York')).toBe('2026-11-21 12:05:09');
    expect(formatHourMinute(at, shanghai)).toBe('01:05');
  });

  test('writes midnight as 00', () => {
    expect(formatDateTime(new Date('2026-11-21T16:00:00Z'), shanghai)).toBe('2026-11-22 00:00:00');
  });

  test('leaves the year out only when it is this one', () => {
    expect(formatShortDateTime(at, at, shanghai)).toBe('11-22 01:05');
    expect(formatShortDateTime(new Date('2025-01-01T00:00:00Z'), at, shanghai)).toBe('2025-01-01 08:00');
  });

  test('finds where a day begins, also across a clock change', () => {
    expect(startOfDay('2026-11-22', shanghai).toISOString()).toBe('2026-11-21T16:00:00.000Z');
    expect(startOfDay('2026-11-22', shanghai, 1).toISOString()).toBe('2026-11-22T16:00:00.000Z');
    expect(startOfDay('2026-03-29', 'Europe/Berlin').toISOString()).toBe('2026-03-28T23:00:00.000Z');
    expect(startOfDay('2026-03-29', 'Europe/Berlin', 1).toISOString()).toBe('2026-03-29T22:00:00.000Z');
    expect(formatDate(startOfDay('2026-12-31', shanghai, 1), shanghai)).toBe('2027-01-01');
  });

  test('counts lengths in minutes and seconds, hours when there are any', () => {
    expect(formatDuration(41)).toBe('00:41');
    expect(formatDuration(3723)).toBe('1:02:03');
    expect(formatDuration(-3)).toBe('00:00');
  });

  test('says how long ago in the language of the page', () => {
    expect(formatRelative(new Date(at.getTime() - 180_000), at, 'zh-CN')).toBe('3分钟前');
    expect(formatRelative(new Date(at.getTime() - 7_300_000), at, 'en-GB')).toBe('2 hours ago');
  });
});
