import { type E164, formatNational, maskNumber, parsePhoneNumber } from '../../contacts/index.ts';

const digitsOnly = /[^0-9+]/g;

/**
 * A called number as a carrier writes it, in the one form that we store: `13800138000`, `013800138000`, `8613800138000`,
 * `0086…`, `+86…`, with or without the prefix that the trunk puts in front. undefined for what is no number.
 */
export function readCarrierNumber(raw: string, trunkPrefix: string): E164 | undefined {
  const text = raw.replace(/^'/, '').trim();
  const dialed = text.replace(/^sips?:|@.*$/g, '').replace(digitsOnly, '');
  const stripped = trunkPrefix !== '' && dialed.startsWith(trunkPrefix) ? dialed.slice(trunkPrefix.length) : undefined;
  for (const spelled of stripped === undefined ? [dialed] : [stripped, dialed]) {
    for (const form of [spelled, `+${spelled}`, spelled.replace(/^0(?=1)/, '')]) {
      const parsed = parsePhoneNumber(form);
      if (parsed.ok) return parsed.number;
    }
  }
  return undefined;
}

const shownFirst = 3;
const shownLast = 2;

/**
 * A number as the operator's finance sees it: the first three digits and the last two, which is enough to find the line in the
 * carrier's own file and not enough to call anybody. A customer's calls are not the operator's to read.
 */
export function maskForMatching(number: string): string {
  const national = number.startsWith('+86') ? formatNational(number as E164) : number;
  if (national.length < shownFirst + shownLast + 3) return maskNumber(national);
  const hidden = national.length - shownFirst - shownLast;
  return national.slice(0, shownFirst) + '*'.repeat(hidden) + national.slice(-shownLast);
}
