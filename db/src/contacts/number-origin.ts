import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** What limits on destinations ask of a number. */
export interface NumberOrigin {
  /** ISO 3166 code; undefined for numbers of no country, such as international freephone. */
  readonly country: string | undefined;
  /** Calling it costs more than the way there: the callee's side is paid, too. */
  readonly premium: boolean;
}

/** Nearly all numbers of any list: `+86 1…` with eleven digits. No premium number of China looks so. */
const chineseMobile = /^\+861[3-9]\d{9}$/;
const chinese: NumberOrigin = { country: 'CN', premium: false };

/** Where an E.164 number belongs and whether it is a premium one, by libphonenumber's metadata. */
export function originOf(number: string): NumberOrigin {
  if (chineseMobile.test(number)) return chinese;
  const parsed = parsePhoneNumberFromString(number);
  return { country: parsed?.country, premium: parsed?.getType() === 'PREMIUM_RATE' };
}
