// How a stored number is shown, logged and handed to a carrier.
import { type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { type E164, type Region, homeRegion } from '../numbers/index.ts';

export const carrierNumberFormats = ['national', 'e164', 'e164_plus'] as const;
/** How a trunk wants numbers: as dialed in its country, `8613…`, or `+8613…`. */
export type CarrierNumberFormat = (typeof carrierNumberFormats)[number];

export interface CarrierNumberOptions {
  /** Taken off the front where it is there, before `addPrefix`. */
  readonly stripPrefix?: string;
  readonly addPrefix?: string;
  /** The trunk's country, for `national`. */
  readonly region?: Region;
}

const chineseMobile = /^\+861[3-9][0-9]{9}$/;

/** Undefined for a number that no country has any more: it is shown and dialed as it is written. */
function parse(number: E164): PhoneNumber | undefined {
  return parsePhoneNumberFromString(number, { extract: false });
}

function internationalDialing(parsed: PhoneNumber, region: Region): string {
  const dialed: string | undefined = parsed.format('IDD', { fromCountry: region });
  // A region with several international prefixes has no default one: 00 is what ITU-T E.164 recommends.
  return dialed ?? `00${parsed.number}`;
}

/**
 * The digits one dials in `region`: 13822310487, 01082286688, 4008823823; a foreign number with the region's
 * international prefix (001…).
 */
export function formatNational(number: E164, region: Region = homeRegion): string {
  if (region === 'CN' && chineseMobile.test(number)) return number.slice(3);
  const parsed = parse(number);
  if (parsed === undefined) return `00${number.slice(1)}`;
  const text = parsed.country === region ? parsed.formatNational() : internationalDialing(parsed, region);
  return text.replace(/[^0-9]/g, '');
}

/** The number in the groups people read: 138 2231 0487, 010 8228 6688, 400 882 3823; a foreign one as +1 202 555 0100. */
export function displayGroups(number: E164, region: Region = homeRegion): string {
  if (region === 'CN' && chineseMobile.test(number)) {
    return `${number.slice(3, 6)} ${number.slice(6, 10)} ${number.slice(10)}`;
  }
  const parsed = parse(number);
  if (parsed === undefined) return number;
  return parsed.country === region ? parsed.formatNational() : parsed.formatInternational();
}

/** A number or number-like text for a log line: first digits and the last two; the rest does not leave the record. */
export function maskNumber(text: string): string {
  const kept = text.length >= 10 ? 6 : Math.min(2, Math.max(0, text.length - 4));
  const tail = text.length >= 6 ? 2 : 0;
  return text.slice(0, kept) + '*'.repeat(Math.max(0, text.length - kept - tail)) + text.slice(text.length - tail);
}

/** The number as one trunk wants it in the request URI. */
export function toCarrierFormat(
  number: E164,
  format: CarrierNumberFormat,
  { stripPrefix = '', addPrefix = '', region = homeRegion }: CarrierNumberOptions = {},
): string {
  const spelled = format === 'national' ? formatNational(number, region) : format === 'e164' ? number.slice(1) : number;
  const stripped = stripPrefix !== '' && spelled.startsWith(stripPrefix) ? spelled.slice(stripPrefix.length) : spelled;
  return addPrefix + stripped;
}
