import { expect, test } from 'vitest';
import { groupPhoneNumber } from './phone-number.ts';

test('groups numbers the way they are read aloud', () => {
  expect(groupPhoneNumber('+8613822310487')).toBe('138 2231 0487');
  expect(groupPhoneNumber('+861082286688')).toBe('010 8228 6688');
  expect(groupPhoneNumber('+8675582286688')).toBe('0755 8228 6688');
  expect(groupPhoneNumber('+864713822668')).toBe('0471 382 2668');
  expect(groupPhoneNumber('+864008823823')).toBe('400 882 3823');
});

test('keeps every digit of a foreign or unknown number', () => {
  expect(groupPhoneNumber('+14155552671')).toBe('+1 415 555 2671');
  expect(groupPhoneNumber('+861234')).toBe('+86 1234');
  expect(groupPhoneNumber('8001')).toBe('8001');
});
