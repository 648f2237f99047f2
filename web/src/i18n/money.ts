// Money arrives as a decimal string of millionths of the currency unit and is only ever a bigint here:
// a float would lose the last digit of a large balance.

const microsPerUnit = 1_000_000n;
const fractionDigits = 6;
const minus = '\u2212';

/** An amount in micro-units, from its wire form. Anything but an integer is a broken contract and throws. */
export function toMicros(wire: string): bigint {
  if (!/^-?\d+$/.test(wire)) throw new TypeError(`not an amount in micro-units: ${wire}`);
  return BigInt(wire);
}

function grouped(units: bigint): string {
  return units.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}

/** How many decimals show an amount without loss: at least `least`, at most six. */
export function decimalsOf(micros: bigint, least = 2): number {
  const fraction = (micros < 0n ? -micros : micros) % microsPerUnit;
  const digits = fraction.toString().padStart(fractionDigits, '0').replace(/0+$/, '').length;
  return Math.max(least, digits);
}

/** The decimals under which every one of the amounts shows without loss, so that a column aligns. */
export function decimalsOfAll(amounts: readonly bigint[], least = 2): number {
  return amounts.reduce((widest, micros) => Math.max(widest, decimalsOf(micros, least)), least);
}

/** An amount with all its digits and at least `least` decimals: 1380000 → "1.38", 138000 → "0.138". */
export function formatMicrosExact(micros: bigint, least = 2): string {
  return formatMicrosFloor(micros, decimalsOf(micros, least));
}

/** An amount cut to `decimals`, rounded towards less money, so that no figure promises what is not there. */
export function formatMicrosFloor(micros: bigint, decimals: number): string {
  const step = 10n ** BigInt(fractionDigits - decimals);
  const cut = micros >= 0n ? micros / step : -((-micros + step - 1n) / step);
  const size = cut < 0n ? -cut : cut;
  const perUnit = 10n ** BigInt(decimals);
  const fraction = decimals === 0 ? '' : `.${(size % perUnit).toString().padStart(decimals, '0')}`;
  return `${cut < 0n ? minus : ''}${grouped(size / perUnit)}${fraction}`;
}

/** The same with a plus sign before what came in: for movements, where the direction is the message. */
export function formatMovement(micros: bigint, decimals: number): string {
  return micros > 0n ? `+${formatMicrosFloor(micros, decimals)}` : formatMicrosFloor(micros, decimals);
}

/** A plain decimal for files and form fields: no grouping, ASCII sign, no lost digit. */
export function plainDecimal(micros: bigint): string {
  return formatMicrosExact(micros).replaceAll(',', '').replace(minus, '-');
}

/** What a person typed as an amount, or null: full-width digits and grouping commas are forgiven, a seventh decimal is not. */
export function parseAmount(typed: string): bigint | null {
  const plain = typed.normalize('NFKC').replace(/[\s,¥$€]/g, '');
  const match = /^(\d{1,12})(?:\.(\d{1,6}))?$/.exec(plain);
  if (match === null) return null;
  return BigInt(match[1] ?? '0') * microsPerUnit + BigInt((match[2] ?? '').padEnd(fractionDigits, '0'));
}

const secondsPerMinute = 60n;

/** What a minute costs when billed in whole blocks, in micro-units, rounded up: 6 s at 0.01 make 0.1. */
export function perMinuteMicros(pricePerBlockMicros: bigint, blockSeconds: number): bigint {
  const seconds = BigInt(blockSeconds);
  return (pricePerBlockMicros * secondsPerMinute + seconds - 1n) / seconds;
}

/** The sign of a currency, "CNY" → "¥"; a code without one stays the code. */
export function currencySign(currency: string, locale: string): string {
  const parts = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  return parts.formatToParts(0).find((part) => part.type === 'currency')?.value ?? currency;
}

/** Units as a float for the height of a chart's pixel, never for a figure. */
export function chartUnits(micros: bigint): number {
  return Number(micros) / Number(microsPerUnit);
}
