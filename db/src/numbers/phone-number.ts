// What counts as a phone number, and its one stored form. Numbers come from lists, forms and the switch; nothing else
// in the house decides whether a text is a number. Validity is libphonenumber's (the `max` metadata, which knows the
// type of every Chinese number); Chinese mobiles, nearly all of any list, take a shortcut that gives the same answer.
import {
  type CountryCode,
  type PhoneNumber,
  ParseError,
  parsePhoneNumberWithError,
  validatePhoneNumberLength,
} from 'libphonenumber-js/max';

declare const e164Brand: unique symbol;

/** A valid number as ITU-T E.164 writes it: `+`, country code, national number; 15 digits at most. */
export type E164 = string & { readonly [e164Brand]: true };

/** ISO 3166 code of the country whose national spelling a number without country code has. */
export type Region = CountryCode;

/** `toll` is what the caller's own tariff does not cover: free and shared-cost numbers (400, 800). */
export type NumberKind = 'mobile' | 'fixed' | 'toll' | 'other';

export const numberRejections = ['blank', 'not_a_number', 'too_short', 'too_long', 'invalid_number'] as const;
export type NumberRejection = (typeof numberRejections)[number];

export interface ParsedNumber {
  readonly ok: true;
  readonly number: E164;
  readonly kind: NumberKind;
  /** Undefined for numbers of no country, such as international freephone (+800). */
  readonly region: Region | undefined;
}
export type PhoneNumberResult = ParsedNumber | { readonly ok: false; readonly reason: NumberRejection };

export const homeRegion: Region = 'CN';

/** Longer than any number with separators; what stands behind is not read. */
const maxTextLength = 64;
/** No country has a number this short; spares the long way for house numbers, years and other junk. */
const minDigits = 5;
/** `00`, or a Chinese carrier code of five digits, before the fifteen of E.164. */
const maxDigits = 20;

/**
 * Exactly what libphonenumber calls a valid Chinese mobile in national spelling (a test compares them prefix by
 * prefix). Source: https://github.com/google/libphonenumber, metadata of CN.
 */
const chineseMobile = /^1(?:610\d|740[0-5])\d{6}$|^1(?:[38]\d|4[57]|[59][0-35-9]|6[25-7]|7[0-35-8])\d{8}$/;

// Format characters (zero width, direction marks) come along when a number is copied from an address book.
const invisible = /\p{Cf}/gu;
// A slash is no separator: "82286688/89" means two numbers, and joined it would be a third one.
const separators = /[\s().·\-\u2010-\u2015\u2212\u30fc]/gu;
const plusAndDigits = /^\+?[0-9]+$/;

const kinds: Partial<Record<string, NumberKind>> = {
  MOBILE: 'mobile',
  FIXED_LINE: 'fixed',
  TOLL_FREE: 'toll',
  SHARED_COST: 'toll',
};

function reject(reason: NumberRejection): PhoneNumberResult {
  return { ok: false, reason };
}

/**
 * Reads one phone number as people write it: national or with `+`/`00` and country code; full-width digits, spaces,
 * hyphens, dots and parentheses are skipped. A text with anything else is not a number: nothing is extracted from
 * prose, and letters never stand for digits. Short codes (110, 10086) are no numbers to call.
 */
export function parsePhoneNumber(raw: string, defaultRegion: Region = homeRegion): PhoneNumberResult {
  if (defaultRegion === 'CN' && chineseMobile.test(raw)) return chineseMobileNumber(raw);
  const trimmed = raw.trim();
  const text = trimmed.slice(0, maxTextLength).normalize('NFKC').replace(invisible, '').trim();
  if (text === '') return reject('blank');
  const dialed = text.replace(separators, '');
  if (!plusAndDigits.test(dialed)) return reject('not_a_number');
  if (trimmed.length > maxTextLength) return reject('too_long');
  if (dialed.length < minDigits) return reject('too_short');
  if (dialed.length > maxDigits) return reject('too_long');
  if (defaultRegion === 'CN' && chineseMobile.test(dialed)) return chineseMobileNumber(dialed);
  return parseWithMetadata(dialed, defaultRegion);
}

function chineseMobileNumber(national: string): PhoneNumberResult {
  return { ok: true, number: `+86${national}` as E164, kind: 'mobile', region: 'CN' };
}

function parseWithMetadata(dialed: string, defaultRegion: Region): PhoneNumberResult {
  let parsed: PhoneNumber;
  try {
    parsed = parsePhoneNumberWithError(dialed, { defaultCountry: defaultRegion, extract: false });
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    if (error.message === 'TOO_SHORT') return reject('too_short');
    return reject(error.message === 'TOO_LONG' ? 'too_long' : 'invalid_number');
  }
  if (!parsed.isValid()) return reject(lengthRejection(dialed, defaultRegion) ?? 'invalid_number');
  const kind = kinds[parsed.getType() ?? ''] ?? 'other';
  return { ok: true, number: parsed.number as E164, kind, region: parsed.country };
}

function lengthRejection(dialed: string, defaultRegion: Region): NumberRejection | undefined {
  const length = validatePhoneNumberLength(dialed, { defaultCountry: defaultRegion });
  if (length === 'TOO_SHORT') return 'too_short';
  return length === 'TOO_LONG' ? 'too_long' : undefined;
}

const e164 = /^\+[1-9][0-9]{4,14}$/;

/** Takes back a number that this house stored or sent; throws a RangeError for anything of another form. */
export function asE164(stored: string): E164 {
  if (!e164.test(stored)) throw new RangeError('not a number in E.164 form');
  return stored as E164;
}
