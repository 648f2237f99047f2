import { expect, test } from 'vitest';
import { periodBounds, readPeriod } from './period.ts';

const now = new Date('2026-11-21T17:05:00Z');
const shanghai = 'Asia/Shanghai';

test('a period begins with a whole day of the tenant, not of the browser', () => {
  expect(periodBounds('today', { from: '', to: '' }, now, shanghai)).toEqual({
    from: '2026-11-21T16:00:00.000Z',
    to: '',
  });
  expect(periodBounds('week', { from: '', to: '' }, now, shanghai).from).toBe('2026-11-15T16:00:00.000Z');
  expect(periodBounds('all', { from: '', to: '' }, now, shanghai)).toEqual({ from: '', to: '' });
});

test('a custom period holds both of its days and may be open', () => {
  expect(periodBounds('custom', { from: '2026-11-01', to: '2026-11-01' }, now, shanghai)).toEqual({
    from: '2026-10-31T16:00:00.000Z',
    to: '2026-11-01T16:00:00.000Z',
  });
  expect(periodBounds('custom', { from: '', to: 'x' }, now, shanghai)).toEqual({ from: '', to: '' });
});

test('an unknown period in an address is all of time', () => {
  expect(readPeriod('week')).toBe('week');
  expect(readPeriod('<script>')).toBe('all');
});
