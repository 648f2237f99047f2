import { describe, expect, test } from 'vitest';
import { maskForMatching, readCarrierNumber } from './carrier-number.ts';
import { readInstant } from './carrier-time.ts';
import { suggestColumns } from './columns.ts';
import { readCarrierRow } from './read-carrier-row.ts';

describe('columns are found by their heads', () => {
  test.each([
    [
      ['序号', '主叫号码', '被叫号码', '开始时间', '通话时长(秒)', '费用'],
      { numberColumn: 2, startedAtColumn: 3, secondsColumn: 4, amountColumn: 5 },
    ],
    [
      ['calldate', 'src', 'dst', 'duration', 'billsec', 'disposition'],
      { numberColumn: 2, startedAtColumn: 0, secondsColumn: 3 },
    ],
    [
      ['Caller', 'Called Number', 'Start Time', 'Duration', 'Cost'],
      { numberColumn: 1, startedAtColumn: 2, secondsColumn: 3, amountColumn: 4 },
    ],
    [['Number', 'Connect time', 'Billed seconds'], { numberColumn: 0, startedAtColumn: 1, secondsColumn: 2 }],
    [['a', 'b', 'c'], {}],
  ])('%j', (head, columns) => {
    expect(suggestColumns(head)).toEqual(columns);
  });
});

describe('a number is the same one however a carrier spells it', () => {
  test.each([
    ['13822310487', ''],
    ['013822310487', ''],
    ['8613822310487', ''],
    ['+86 138-2231-0487', ''],
    ['008613822310487', ''],
    ['99913822310487', '999'],
    ['9998613822310487', '999'],
    ["'13822310487", ''],
    ['sip:13822310487@10.0.0.1', ''],
  ])('%s (in front: "%s")', (raw, prefix) => {
    expect(readCarrierNumber(raw, prefix)).toBe('+8613822310487');
  });

  test('fixed lines and foreign numbers too; words and short codes are none', () => {
    expect(readCarrierNumber('01082286688', '')).toBe('+861082286688');
    expect(readCarrierNumber('442079460958', '')).toBe('+442079460958');
    expect(readCarrierNumber('anonymous', '')).toBeUndefined();
    expect(readCarrierNumber('10086', '')).toBeUndefined();
    expect(readCarrierNumber('1.38E+10', '')).toBeUndefined();
  });

  test('and is shown with its first three and last two digits alone', () => {
    expect(maskForMatching('+8613822310487')).toBe('138******87');
    expect(maskForMatching('+442079460958')).toBe('+44********58');
  });
});

test.each([
  ['2026-11-02 09:30:15', '2026-11-02T01:30:15.000Z'],
  ['2026/11/2 9:30', '2026-11-02T01:30:00.000Z'],
  ['20261102093015', '2026-11-02T01:30:15.000Z'],
  ['2026-11-02T01:30:15Z', '2026-11-02T01:30:15.000Z'],
  ['2026-11-02T09:30:15+08:00', '2026-11-02T01:30:15.000Z'],
  ['46328.39600694', '2026-11-02T01:30:15.000Z'],
  ['1793583015', '2026-11-02T01:30:15.000Z'],
])('reads the time %s as written in Shanghai', (text, instant) => {
  const ms = readInstant(text, 'Asia/Shanghai');
  expect(ms === undefined ? undefined : new Date(ms).toISOString()).toBe(instant);
});

test('reads a wall time on both sides of a change of the clock, and refuses days that are none', () => {
  expect(readInstant('2026-07-01 12:00:00', 'Europe/Berlin')).toBe(Date.UTC(2026, 6, 1, 10));
  expect(readInstant('2026-12-01 12:00:00', 'Europe/Berlin')).toBe(Date.UTC(2026, 11, 1, 11));
  expect(readInstant('2026-02-31 12:00:00', 'Asia/Shanghai')).toBeUndefined();
  expect(readInstant('2026-02-03 25:00:00', 'Asia/Shanghai')).toBeUndefined();
  expect(readInstant('yesterday', 'Asia/Shanghai')).toBeUndefined();
});

describe('a row', () => {
  const reading = {
    columns: { numberColumn: 0, startedAtColumn: 1, secondsColumn: 2, amountColumn: 3 },
    timeZone: 'UTC',
    trunkPrefix: '',
  };
  const read = (seconds: string, amount = '') =>
    readCarrierRow(2, ['13822310487', '2026-11-02 01:30:15', seconds, amount], reading);

  test.each([
    ['61', 61],
    ['60.2', 61],
    ['1:01', 61],
    ['00:01:01', 61],
    ['0', 0],
  ])('lasts %s', (text, seconds) => {
    expect(read(text)).toMatchObject({ seconds });
  });

  test('has a price to the micro-unit, or none; what would have to be rounded is refused', () => {
    expect(read('61', '¥1,234.50')).toMatchObject({ amountMicros: 1_234_500_000n });
    expect(read('61', '0.1380000000')).toMatchObject({ amountMicros: 138_000n });
    expect(read('61')).toMatchObject({ amountMicros: null });
    expect(read('61', '0.00000001')).toEqual({ fault: 'amount' });
    expect(read('61', '-5')).toEqual({ fault: 'amount' });
  });

  test('says which cell is wrong', () => {
    expect(readCarrierRow(2, ['nobody', '', '', ''], reading)).toEqual({ fault: 'number' });
    expect(readCarrierRow(2, ['13822310487', 'then', '1', ''], reading)).toEqual({ fault: 'startedAt' });
    expect(read('long')).toEqual({ fault: 'seconds' });
  });
});
