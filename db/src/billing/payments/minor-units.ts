import { micros, type Micros } from '../micros.ts';

/**
 * How the service writes an amount of a currency: whole minor units, `perUnit` of them in one unit, in steps of `step`.
 * https://docs.stripe.com/currencies: zero-decimal currencies; three-decimal ones whose last digit must be 0; and two that have no
 * decimals but are written with two.
 */
interface MinorUnits {
  readonly perUnit: bigint;
  readonly step: bigint;
}

const twoDecimals: MinorUnits = { perUnit: 100n, step: 1n };
const noDecimals: MinorUnits = { perUnit: 1n, step: 1n };
const threeDecimals: MinorUnits = { perUnit: 1000n, step: 10n };
const noDecimalsWrittenWithTwo: MinorUnits = { perUnit: 100n, step: 100n };

const ofCurrency: Readonly<Record<string, MinorUnits>> = {
  ...Object.fromEntries(
    ['BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA', 'PYG', 'RWF', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'].map(
      (currency) => [currency, noDecimals],
    ),
  ),
  ...Object.fromEntries(['BHD', 'JOD', 'KWD', 'OMR', 'TND'].map((currency) => [currency, threeDecimals])),
  ISK: noDecimalsWrittenWithTwo,
  UGX: noDecimalsWrittenWithTwo,
};

const microsPerUnit = 1_000_000n;

/** The smallest amount that can be paid by card, in units; what the service itself asks for at least, and a round sum elsewhere. */
const leastUnits: Readonly<Record<string, number>> = {
  ...{ USD: 1, EUR: 1, GBP: 1, AUD: 1, CAD: 1, CHF: 1, NZD: 1, SGD: 1, BRL: 1, INR: 1, MYR: 2, PLN: 2, BGN: 1 },
  ...{ AED: 2, RON: 2, DKK: 3, SEK: 3, NOK: 3, HKD: 4, MXN: 10, THB: 10, CZK: 15, JPY: 50, HUF: 175 },
};
const leastUnitsElsewhere = 10;

/** Eight digits are what every card network takes. */
const mostMinorUnits = 99_999_999n;

const unitsOf = (currency: string): MinorUnits => ofCurrency[currency] ?? twoDecimals;

export interface PaymentBounds {
  readonly minimumMicros: Micros;
  readonly maximumMicros: Micros;
  /** Amounts are multiples of it. */
  readonly stepMicros: Micros;
}

/** What can be paid by card in a currency. */
export function paymentBounds(currency: string): PaymentBounds {
  const { perUnit, step } = unitsOf(currency);
  const microsPerMinor = microsPerUnit / perUnit;
  return {
    minimumMicros: micros(BigInt(leastUnits[currency] ?? leastUnitsElsewhere) * microsPerUnit),
    maximumMicros: micros((mostMinorUnits / step) * step * microsPerMinor),
    stepMicros: micros(step * microsPerMinor),
  };
}

/** An amount as the service writes it, or undefined where it has no whole number of steps. Nothing is rounded. */
export function toMinorUnits(amount: Micros, currency: string): number | undefined {
  const { perUnit, step } = unitsOf(currency);
  const microsPerStep = (microsPerUnit / perUnit) * step;
  return amount % microsPerStep === 0n ? Number((amount / microsPerStep) * step) : undefined;
}

/** What the service wrote, as money. */
export function fromMinorUnits(minor: number, currency: string): Micros {
  return micros(BigInt(minor) * (microsPerUnit / unitsOf(currency).perUnit));
}
