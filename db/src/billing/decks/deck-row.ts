// What a line of a deck can say, and what can be wrong with it.
import type { Micros } from '../micros.ts';

/** The meanings that a column of a deck can have. */
export const deckFields = [
  'prefix',
  'destination',
  'pricePerMinute',
  'pricePerBlock',
  'blockSeconds',
  'firstBlockSeconds',
  'firstBlockPrice',
  'connectionFee',
  'graceSeconds',
  'minimumCharge',
] as const;
export type DeckField = (typeof deckFields)[number];

export const cellFaults = [
  'blank',
  'formula',
  'not_a_prefix',
  'ambiguous_prefix',
  'range_too_wide',
  'too_long',
  'not_an_amount',
  'negative',
  'too_many_decimals',
  'too_large',
  'ambiguous_separator',
  'decimal_sign',
  'not_seconds',
  'out_of_range',
  'duplicate',
] as const;
export type CellFault = (typeof cellFaults)[number];

/** The price of one prefix as it is stored. Seconds and micro-units. */
export interface DeckPrice {
  readonly blockSeconds: number;
  readonly pricePerBlockMicros: Micros;
  readonly firstBlockSeconds: number | null;
  readonly firstBlockPriceMicros: Micros | null;
  readonly connectionFeeMicros: Micros;
  readonly graceSeconds: number;
  readonly minimumChargeMicros: Micros;
}

export interface DeckRate extends DeckPrice {
  /** From 1. */
  readonly line: number;
  readonly prefix: string;
  /** undefined where the deck has no such column: the destination stays as it is. */
  readonly destination: string | undefined;
}

export interface RejectedRow {
  readonly line: number;
  readonly field: DeckField;
  readonly reason: CellFault;
  /** What stood there, shortened; of a duplicate, the line it differs from. */
  readonly cell: string;
}

export interface DeckReading {
  /** Rows below the heading. */
  readonly rows: number;
  /** One a prefix, in the order of the file. */
  readonly rates: readonly DeckRate[];
  /** Said again in just the same words. */
  readonly repeated: readonly DeckRate[];
  /** The first ones; all are counted. */
  readonly rejected: readonly RejectedRow[];
  readonly rejectedCount: number;
  /** Prefixes of rejected rows: the deck did not leave them out. */
  readonly rejectedPrefixes: ReadonlySet<string>;
}

export function samePrice(a: DeckPrice, b: DeckPrice): boolean {
  return (
    a.blockSeconds === b.blockSeconds &&
    a.pricePerBlockMicros === b.pricePerBlockMicros &&
    a.firstBlockSeconds === b.firstBlockSeconds &&
    a.firstBlockPriceMicros === b.firstBlockPriceMicros &&
    a.connectionFeeMicros === b.connectionFeeMicros &&
    a.graceSeconds === b.graceSeconds &&
    a.minimumChargeMicros === b.minimumChargeMicros
  );
}
