import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callerNumberKind, readCallerNumber } from './caller-number.ts';

describe('numbers that may be shown', () => {
  test.each([
    ['13800138000', '+8613800138000', 'mobile'],
    ['01082286688', '+861082286688', 'landline'],
    ['4008823823', '+864008823823', 'service400'],
    ['138 0013 8000', '+8613800138000', 'mobile'],
    ['138-0013-8000', '+8613800138000', 'mobile'],
    ['+86 138 0013 8000', '+8613800138000', 'mobile'],
    ['0086 13800138000', '+8613800138000', 'mobile'],
    ['+86 10 8228 6688', '+861082286688', 'landline'],
    ['(010) 8228-6688', '+861082286688', 'landline'],
    ['0755 8228 6688', '+8675582286688', 'landline'],
    ['400-882-3823', '+864008823823', 'service400'],
    ['+86 400 882 3823', '+864008823823', 'service400'],
    ['１３８００１３８０００', '+8613800138000', 'mobile'],
    ['\u202a13800138000\u202c', '+8613800138000', 'mobile'],
  ])('%s is one', (text, number, kind) => {
    expect(readCallerNumber(text)).toEqual({ ok: true, number, kind });
    expect(callerNumberKind(number)).toBe(kind);
  });
});

describe('numbers that may not be shown say why', () => {
  test.each([
    ['', 'blank'],
    ['   ', 'blank'],
    ['abc', 'not_a_number'],
    ['1380013800a', 'not_a_number'],
    ['13800138000/13800138001', 'not_a_number'],
    ['010-82286688转8001', 'extension'],
    ['010-82286688 ext. 12', 'extension'],
    ['01082286688#12', 'extension'],
    ['110', 'service_number'],
    ['12345', 'service_number'],
    ['10086', 'service_number'],
    ['+8610086', 'service_number'],
    ['95588', 'service_number'],
    ['106912345678', 'service_number'],
    ['8008101234', 'toll_free'],
    ['+1 415 555 2671', 'foreign_number'],
    ['+852 2345 6789', 'foreign_number'],
    ['1082286688', 'missing_zero'],
    ['1380013', 'too_short'],
    ['82286688', 'missing_area_code'],
    ['138001380001', 'too_long'],
    ['4008823', 'too_short'],
    ['12800138000', 'invalid_number'],
  ])('%j: %s', (text, reason) => {
    const read = readCallerNumber(text);
    expect(read).toEqual({ ok: false, reason });
  });

  test('whatever is typed, only the three forms come through', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\+?[0-9 -]{3,20}$/)), (text) => {
        const read = readCallerNumber(text);
        if (read.ok) expect(read.number).toMatch(/^\+86(?:1[3-9]\d{9}|400\d{7}|[1-9]\d{8,10})$/);
      }),
      { numRuns: 2_000 },
    );
  });
});
