import fc from 'fast-check';
import { isValidPhoneNumber, parsePhoneNumberWithError } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { asE164, parsePhoneNumber } from './phone-number.ts';

function numberOf(raw: string): string {
  const result = parsePhoneNumber(raw);
  return result.ok ? result.number : result.reason;
}

describe('parsePhoneNumber', () => {
  it.each([
    ['13822310487', '+8613822310487', 'mobile'],
    ['+8613822310487', '+8613822310487', 'mobile'],
    ['008613822310487', '+8613822310487', 'mobile'],
    ['8613822310487', '+8613822310487', 'mobile'],
    ['013822310487', '+8613822310487', 'mobile'],
    ['+86 0138 2231 0487', '+8613822310487', 'mobile'],
    ['1082286688', '+861082286688', 'fixed'],
    ['17951 13822310487', '+8613822310487', 'mobile'],
    ['01082286688', '+861082286688', 'fixed'],
    ['0755-83765566', '+8675583765566', 'fixed'],
    ['400 882 3823', '+864008823823', 'toll'],
    ['800-810-8888', '+868008108888', 'toll'],
    ['+44 20 7183 8750', '+442071838750', 'fixed'],
    ['+1 (727) 555-1212', '+17275551212', 'other'],
  ])('reads %s as %s, %s', (raw, number, kind) => {
    expect(parsePhoneNumber(raw)).toMatchObject({ ok: true, number, kind });
  });

  it.each([
    ['full-width digits and plus', '＋８６１３８２２３１０４８７'],
    ['full-width spaces', '\u3000138\u30002231\u30000487\u3000'],
    ['no-break spaces and tabs', '\u00a0138\t2231\u00a00487'],
    ['every kind of dash', '138-2231‐0487'],
    ['figure, en and em dashes', '138‒22–31—0487'],
    ['minus and full-width hyphen', '138−2231－0487'],
    ['dots', '138.2231．0487'],
    ['parentheses, also full-width', '(+86)138（2231）0487'],
    ['any number of spaces around', `${' '.repeat(100)}13822310487${' '.repeat(100)}`],
    ['direction marks of a copied contact', '\u202d13822310487\u202c'],
    ['zero-width space and byte-order mark', '\ufeff138\u200b22310487'],
  ])('skips %s', (_name, raw) => {
    expect(numberOf(raw)).toBe('+8613822310487');
  });

  it.each([
    ['', 'blank'],
    [' \u3000\t\u200b', 'blank'],
    [' '.repeat(500), 'blank'],
    ['call 13822310487', 'not_a_number'],
    ['1-800-FLOWERS', 'not_a_number'],
    ['138223l0487', 'not_a_number'],
    ['13822310487 ext 5', 'not_a_number'],
    ['010-82286688/89', 'not_a_number'],
    ['13822310487,13822310488', 'not_a_number'],
    ['13822310487\0', 'not_a_number'],
    ['1.3822310487E+10', 'not_a_number'],
    ['138+22310487', 'not_a_number'],
    ['++8613822310487', 'not_a_number'],
    ['٠١٢٣٤٥٦٧٨٩', 'not_a_number'],
    ['---', 'not_a_number'],
    ['+', 'not_a_number'],
    ['110', 'too_short'],
    ['10086', 'too_short'],
    ['95588', 'too_short'],
    ['+8610086', 'too_short'],
    ['1382231048799', 'too_long'],
    ['13822310487 13822310488', 'too_long'],
    ['1'.repeat(10_000), 'too_long'],
    [`40001100|First|Last|${'x'.repeat(100)}`, 'not_a_number'],
    ['14400000000', 'invalid_number'],
    ['12345678901', 'invalid_number'],
    ['7275551213', 'invalid_number'],
    ['+999123456789', 'invalid_number'],
  ])('refuses %j as %s', (raw, reason) => {
    expect(parsePhoneNumber(raw)).toEqual({ ok: false, reason });
  });

  it('reads the national spelling of another region when asked to', () => {
    expect(parsePhoneNumber('(202) 456-1111', 'US')).toMatchObject({ number: '+12024561111', region: 'US' });
    expect(numberOf('(727) 555-1212')).toBe('invalid_number');
    expect(parsePhoneNumber('13822310487', 'US')).toMatchObject({ number: '+13822310487', region: 'CA' });
  });

  it('agrees with libphonenumber on every five-digit start of an eleven-digit Chinese number', () => {
    const disagreements: string[] = [];
    for (let start = 10_000; start < 20_000; start++) {
      for (const rest of ['000000', '231048']) {
        const raw = `${start}${rest}`;
        if (parsePhoneNumber(raw).ok !== isValidPhoneNumber(raw, 'CN')) disagreements.push(raw);
      }
    }
    expect(disagreements).toEqual([]);
  });

  it('agrees with libphonenumber on number, country and validity of random digits, with and without prefixes', () => {
    const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
    const raws = fc.oneof(
      fc.tuple(fc.constantFrom('', '0', '+86', '0086', '86', '+', '00'), fc.integer({ min: 5, max: 12 }).chain(digits)),
      fc.tuple(fc.constantFrom('1', '01', '+861', '861', '179511'), digits(10)),
    );
    fc.assert(
      fc.property(raws, ([prefix, rest]) => {
        const raw = prefix + rest;
        const ours = parsePhoneNumber(raw);
        expect(ours.ok).toBe(isValidPhoneNumber(raw, 'CN'));
        if (!ours.ok) return;
        const theirs = parsePhoneNumberWithError(raw, { defaultCountry: 'CN', extract: false });
        expect(ours).toMatchObject({ number: theirs.number, region: theirs.country });
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads back what it stored as the same number', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^(1[3-9]|0[1-9][0-9]|400|\+1|\+44)[0-9]{7,9}$/), (raw) => {
        const first = parsePhoneNumber(raw);
        fc.pre(first.ok);
        expect(parsePhoneNumber(first.number)).toEqual(first);
        expect(asE164(first.number)).toBe(first.number);
      }),
    );
  });

  it('answers any text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (raw) => {
        expect(typeof parsePhoneNumber(raw).ok).toBe('boolean');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('asE164', () => {
  it.each(['13822310487', '8613822310487', '+', '+0123456', '+1234567890123456', '+86 138', ''])(
    'refuses %j',
    (text) => {
      expect(() => asE164(text)).toThrow(RangeError);
    },
  );
});
