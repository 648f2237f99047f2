// Money: whole millionths of a currency unit. The currency stands beside the amount, never inside it.
declare const microsBrand: unique symbol;

/** An amount in millionths of a currency unit; negative where the account's side says so. */
export type Micros = bigint & { readonly [microsBrand]: true };

/** What the ledger takes in one movement; millions of such movements still fit a PostgreSQL bigint. */
const maxUnits = 1_000_000_000n;
const microsPerUnit = 1_000_000n;
const decimals = 6;
/** Room for leading and trailing zeros around the digits that matter; a longer text is not read. */
const maxTextLength = 40;

export const maxMicros = (maxUnits * microsPerUnit) as Micros;
export const zeroMicros = 0n as Micros;

export const amountRejections = ['blank', 'not_an_amount', 'negative', 'too_many_decimals', 'too_large'] as const;
export type AmountRejection = (typeof amountRejections)[number];
export type AmountResult =
  { readonly ok: true; readonly micros: Micros } | { readonly ok: false; readonly reason: AmountRejection };

/** Brands an integer that counts micro-units: a database column, a JSON string, a literal of a test. */
export function micros(value: bigint | string | number): Micros {
  return BigInt(value) as Micros;
}

const amount = /^(-?)([0-9]+)(?:\.([0-9]+))?$/;

/**
 * Reads a decimal amount in currency units ("100", "0.5", "0.000001"). Nothing is rounded: a seventh decimal that is
 * not zero is refused, and so are exponents, thousands separators, a plus sign and, unless allowed, a minus.
 */
export function parseMicros(text: string, { allowNegative = false } = {}): AmountResult {
  if (text === '') return { ok: false, reason: 'blank' };
  if (text.length > maxTextLength) return { ok: false, reason: longAmount(text) };
  const match = amount.exec(text);
  if (match === null) return { ok: false, reason: 'not_an_amount' };
  const [, sign = '', units = '', fraction = ''] = match;
  if (sign !== '' && !allowNegative) return { ok: false, reason: 'negative' };
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > decimals) return { ok: false, reason: 'too_many_decimals' };
  const value = BigInt(units) * microsPerUnit + BigInt(significant.padEnd(decimals, '0'));
  if (value > maxMicros) return { ok: false, reason: 'too_large' };
  return { ok: true, micros: micros(sign === '' ? value : -value) };
}

function longAmount(text: string): AmountRejection {
  if (!/^-?[0-9.]+$/.test(text)) return 'not_an_amount';
  return text.includes('.') ? 'too_many_decimals' : 'too_large';
}

/** The exact amount in currency units, with at least two decimals and no more than it needs: "100.00", "0.0125". */
export function formatMicros(value: Micros): string {
  const magnitude = value < 0n ? -value : value;
  const fraction = (magnitude % microsPerUnit)
    .toString()
    .padStart(decimals, '0')
    .replace(/0{1,4}$/, '');
  return `${value < 0n ? '-' : ''}${magnitude / microsPerUnit}.${fraction}`;
}

/** The one rounding of money in the house: n/d to the next whole micro-unit above, for n ≥ 0 and d > 0. */
export function divideRoundingUp(numerator: bigint, denominator: bigint): Micros {
  return ((numerator + denominator - 1n) / denominator) as Micros;
}
