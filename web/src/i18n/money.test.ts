import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  currencySign,
  decimalsOf,
  decimalsOfAll,
  formatMicrosExact,
  formatMicrosFloor,
  formatMovement,
  parseAmount,
  perMinuteMicros,
  plainDecimal,
  toMicros,
} from './money.ts';

const anyAmount = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });

describe('money on the page', () => {
  test('shows every digit of an amount and at least two decimals', () => {
    expect(formatMicrosExact(138_000n)).toBe('0.138');
    expect(formatMicrosExact(12_680_450_000n)).toBe('12,680.45');
    expect(formatMicrosExact(100_000_000n)).toBe('100.00');
    expect(formatMicrosExact(1n)).toBe('0.000001');
  });

  test('keeps the last digit of a balance no float can hold', () => {
    expect(formatMicrosExact(9_007_199_254_740_993_000_001n)).toBe('9,007,199,254,740,993.000001');
  });

  test('cuts a figure towards less money, also below zero', () => {
    expect(formatMicrosFloor(1_999_999n, 2)).toBe('1.99');
    expect(formatMicrosFloor(-1_001n, 2)).toBe('\u22120.01');
    expect(formatMicrosFloor(26_653_900_000n, 0)).toBe('26,653');
  });

  test('signs a movement in both directions', () => {
    expect(formatMovement(138_000n, 4)).toBe('+0.1380');
    expect(formatMovement(-138_000n, 4)).toBe('\u22120.1380');
    expect(formatMovement(0n, 4)).toBe('0.0000');
  });

  test('aligns a column at the widest amount', () => {
    expect(decimalsOfAll([100_000_000n, 138_000n, -46_500n])).toBe(4);
    expect(decimalsOf(0n, 4)).toBe(4);
  });

  test('reads what people type and refuses what cannot be money', () => {
    expect(parseAmount('100')).toBe(100_000_000n);
    expect(parseAmount(' ¥1,234.50 ')).toBe(1_234_500_000n);
    expect(parseAmount('１２．５')).toBe(12_500_000n);
    for (const typed of ['', '-1', '1e3', '0.0000001', '1.2.3', 'abc', '1234567890123']) {
      expect(parseAmount(typed), typed).toBeNull();
    }
  });

  test('loses nothing between the wire, the file and the field', () => {
    fc.assert(
      fc.property(anyAmount, (micros) => {
        expect(toMicros(micros.toString())).toBe(micros);
        const [units = '', fraction = ''] = plainDecimal(micros).replace('-', '').split('.');
        const back = BigInt(units) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
        expect(plainDecimal(micros).startsWith('-') ? -back : back).toBe(micros);
      }),
    );
  });

  test('never shows more money than there is', () => {
    fc.assert(
      fc.property(anyAmount, fc.integer({ min: 0, max: 6 }), (micros, decimals) => {
        const shown = formatMicrosFloor(micros, decimals).replaceAll(',', '').replace('\u2212', '-');
        const [units = '', fraction = ''] = shown.replace('-', '').split('.');
        const size = BigInt(units) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
        const value = shown.startsWith('-') ? -size : size;
        expect(value <= micros).toBe(true);
        expect(micros - value < 1_000_000n).toBe(true);
      }),
    );
  });

  test('refuses a wire amount that is not an integer', () => {
    expect(() => toMicros('1.5')).toThrow(TypeError);
    expect(() => toMicros('')).toThrow(TypeError);
  });

  test('compares blocks of any length by the minute, never below the price', () => {
    expect(perMinuteMicros(10_000n, 6)).toBe(100_000n);
    expect(perMinuteMicros(138_000n, 60)).toBe(138_000n);
    expect(perMinuteMicros(1n, 7)).toBe(9n);
  });

  test('knows the sign of a currency in both languages', () => {
    expect(currencySign('CNY', 'zh-CN')).toBe('¥');
    expect(currencySign('CNY', 'en-GB')).toBe('¥');
    expect(currencySign('USD', 'zh-CN')).toBe('$');
  });
});
