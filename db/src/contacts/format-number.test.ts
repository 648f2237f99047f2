import { describe, expect, it } from 'vitest';
import { displayGroups, formatNational, maskNumber, toCarrierFormat } from './format-number.ts';
import { type E164, asE164, parsePhoneNumber } from '../numbers/index.ts';

function number(raw: string): E164 {
  const result = parsePhoneNumber(raw);
  if (!result.ok) throw new Error(`${raw}: ${result.reason}`);
  return result.number;
}

describe('formatNational and displayGroups', () => {
  it.each([
    ['13822310487', '13822310487', '138 2231 0487'],
    ['010 8228 6688', '01082286688', '010 8228 6688'],
    ['0755 83765566', '075583765566', '0755 8376 5566'],
    ['400-882-3823', '4008823823', '400 882 3823'],
    ['+12024561111', '0012024561111', '+1 202 456 1111'],
    ['+442071838750', '00442071838750', '+44 20 7183 8750'],
  ])('spell %s as %s and %s in China', (raw, national, groups) => {
    expect(formatNational(number(raw))).toBe(national);
    expect(displayGroups(number(raw))).toBe(groups);
  });

  it('spell a number of the region they are asked for without its country code', () => {
    expect(formatNational(number('+12024561111'), 'US')).toBe('2024561111');
    expect(formatNational(number('13822310487'), 'US')).toBe('0118613822310487');
  });

  it('leave a stored number of no country as it is', () => {
    expect(displayGroups(asE164('+999123456'))).toBe('+999123456');
    expect(formatNational(asE164('+999123456'))).toBe('00999123456');
  });

  it('give what parses back to the same number', () => {
    for (const raw of ['13822310487', '01082286688', '4008823823', '+12024561111', '+442071838750']) {
      expect(number(formatNational(number(raw)))).toBe(number(raw));
      expect(number(displayGroups(number(raw)))).toBe(number(raw));
    }
  });
});

describe('toCarrierFormat', () => {
  it.each([
    ['national', {}, '01082286688'],
    ['e164', {}, '861082286688'],
    ['e164_plus', {}, '+861082286688'],
    ['national', { stripPrefix: '0' }, '1082286688'],
    ['national', { addPrefix: '9' }, '901082286688'],
    ['e164', { stripPrefix: '86', addPrefix: '0086' }, '00861082286688'],
    ['national', { stripPrefix: '86' }, '01082286688'],
  ] as const)('writes %s with %j as %s', (format, options, expected) => {
    expect(toCarrierFormat(number('01082286688'), format, options)).toBe(expected);
  });
});

describe('maskNumber', () => {
  it.each([
    ['+8613822310487', '+86138******87'],
    ['1082286688', '108228**88'],
    ['10086', '1****'],
    ['110', '***'],
    ['', ''],
  ])('writes %j as %s', (text, masked) => {
    expect(maskNumber(text)).toBe(masked);
  });
});
