import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideRoundingUp, formatMicros, maxMicros, micros, parseMicros } from './micros.ts';

describe('parseMicros', () => {
  it.each([
    ['0', 0n],
    ['100', 100_000_000n],
    ['0.5', 500_000n],
    ['0.000001', 1n],
    ['007.10', 7_100_000n],
    ['1.0000000000', 1_000_000n],
    ['1000000000', maxMicros],
  ])('reads %s exactly', (text, value) => {
    expect(parseMicros(text)).toEqual({ ok: true, micros: value });
  });

  it.each([
    ['', 'blank'],
    [' ', 'not_an_amount'],
    [' 1', 'not_an_amount'],
    ['1\n', 'not_an_amount'],
    ['+1', 'not_an_amount'],
    ['1e3', 'not_an_amount'],
    ['0x10', 'not_an_amount'],
    ['1,000', 'not_an_amount'],
    ['1.', 'not_an_amount'],
    ['.5', 'not_an_amount'],
    ['1.2.3', 'not_an_amount'],
    ['１００', 'not_an_amount'],
    ['NaN', 'not_an_amount'],
    ['Infinity', 'not_an_amount'],
    ['¥100', 'not_an_amount'],
    [`1${' '.repeat(100)}`, 'not_an_amount'],
    ['-1', 'negative'],
    ['-0', 'negative'],
    ['0.0000001', 'too_many_decimals'],
    ['1.1234567', 'too_many_decimals'],
    [`0.${'1'.repeat(100)}`, 'too_many_decimals'],
    ['1000000000.000001', 'too_large'],
    ['99999999999999999999', 'too_large'],
    ['9'.repeat(100_000), 'too_large'],
  ])('refuses %j as %s', (text, reason) => {
    expect(parseMicros(text)).toEqual({ ok: false, reason });
  });

  it('takes a minus only where the caller allows one', () => {
    expect(parseMicros('-0.25', { allowNegative: true })).toEqual({ ok: true, micros: -250_000n });
    expect(parseMicros('-1000000000.1', { allowNegative: true })).toEqual({ ok: false, reason: 'too_large' });
  });

  it('reads back every amount that formatMicros writes', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -maxMicros, max: maxMicros }).map(micros), (value) => {
        const text = formatMicros(value);
        expect(text).toMatch(/^-?\d+\.\d{2,6}$/);
        expect(parseMicros(text, { allowNegative: true })).toEqual({ ok: true, micros: value });
      }),
    );
  });
});

describe('formatMicros', () => {
  it.each([
    [0n, '0.00'],
    [100_000_000n, '100.00'],
    [12_500n, '0.0125'],
    [1n, '0.000001'],
    [-1_500_000n, '-1.50'],
    [10n ** 18n + 1n, '1000000000000.000001'],
  ])('writes %s as %s', (value, text) => {
    expect(formatMicros(micros(value))).toBe(text);
  });
});

describe('divideRoundingUp', () => {
  it('gives the smallest whole number that is not below the quotient', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 10n ** 6n }), (n, d) => {
        const quotient = divideRoundingUp(n, d);
        expect(quotient * d >= n && (quotient - 1n) * d < n).toBe(true);
      }),
    );
  });
});
