// The rates that a deck says, line by line, before anything is stored: pure but for the rows it awaits.
import { type SheetRow } from '../../sheets/index.ts';
import { zeroMicros, type Micros } from '../micros.ts';
import { pricePerBlockFromPerMinute } from '../rate-call.ts';
import {
  type CellFault,
  type DeckField,
  type DeckPrice,
  type DeckRate,
  type DeckReading,
  type RejectedRow,
  samePrice,
} from './deck-row.ts';
import type { DeckMapping } from './mapping.ts';
import {
  type CellResult,
  maxPriceMicros,
  readDeckAmount,
  readIncrement,
  readSeconds,
  readWords,
} from './read-cells.ts';
import { readPrefixes } from './read-prefixes.ts';

/** Rows of a deck, and prefixes that they come to. */
export const maxDeckRows = 1_000_000;
/** Rejected rows that a preview shows; all are counted. */
const maxShownRejects = 10_000;
const maxDestination = 200;
const maxShownCell = 80;

/** A cell that is wrong; thrown within a row and caught at its end. */
class WrongCell extends Error {
  constructor(
    readonly field: DeckField,
    readonly reason: CellFault,
    readonly cell: string,
  ) {
    super(reason);
  }
}

/**
 * Reads the rows of a deck by a mapping of its columns. A line of several prefixes gives each its rate. Of two lines with one prefix the
 * later is `repeated` where it says the same price, and rejected where it does not. Throws only what the rows throw.
 */
export async function readDeck(rows: AsyncIterable<SheetRow>, mapping: DeckMapping): Promise<DeckReading> {
  const reading = new Reading(mapping);
  let place = 0;
  for await (const row of rows) if (place++ >= mapping.headingRows) reading.add(row);
  return reading;
}

class Reading implements DeckReading {
  rows = 0;
  rejectedCount = 0;
  readonly rates: DeckRate[] = [];
  readonly repeated: DeckRate[] = [];
  readonly rejected: RejectedRow[] = [];
  readonly rejectedPrefixes = new Set<string>();
  readonly #byPrefix = new Map<string, DeckRate>();
  readonly #mapping: DeckMapping;

  constructor(mapping: DeckMapping) {
    this.#mapping = mapping;
  }

  add({ line, cells }: SheetRow): void {
    this.rows++;
    let prefixes: readonly string[] = [];
    try {
      prefixes = this.#prefixesOf(cells);
      const price = readPrice(cells, this.#mapping);
      const destination = readDestination(cells, this.#mapping);
      for (const prefix of prefixes) this.#keep({ line, prefix, destination, ...price });
    } catch (error) {
      if (!(error instanceof WrongCell)) throw error;
      for (const prefix of prefixes) this.rejectedPrefixes.add(prefix);
      this.#reject(line, error.field, error.reason, error.cell);
    }
  }

  #prefixesOf(cells: readonly string[]): readonly string[] {
    const cell = cellOf(cells, this.#mapping, 'prefix');
    const read = readPrefixes(cell);
    if (typeof read === 'string') throw new WrongCell('prefix', read, cell);
    return read;
  }

  #keep(rate: DeckRate): void {
    const known = this.#byPrefix.get(rate.prefix);
    if (known === undefined) {
      this.#byPrefix.set(rate.prefix, rate);
      this.rates.push(rate);
    } else if (samePrice(known, rate)) {
      this.repeated.push(rate);
    } else {
      this.#reject(rate.line, 'prefix', 'duplicate', `${rate.prefix} (${known.line})`);
    }
  }

  #reject(line: number, field: DeckField, reason: CellFault, cell: string): void {
    this.rejectedCount++;
    if (this.rejected.length >= maxShownRejects) return;
    this.rejected.push({ line, field, reason, cell: shown(cell) });
  }
}

function readPrice(cells: readonly string[], mapping: DeckMapping): DeckPrice {
  const increment = optional(cells, mapping, 'blockSeconds', readIncrement);
  const blockSeconds = increment?.block ?? mapping.blockSeconds;
  const perMinute = amountOf(cells, mapping, 'pricePerMinute');
  const pricePerBlockMicros =
    perMinute === undefined
      ? required(cells, mapping, 'pricePerBlock')
      : pricePerBlockFromPerMinute(perMinute, blockSeconds);
  const firstSeconds =
    optional(cells, mapping, 'firstBlockSeconds', (cell) => readSeconds(cell, 0, 86_400)) ?? increment?.first ?? 0;
  const price = {
    blockSeconds,
    pricePerBlockMicros,
    ...readFirstBlock(cells, mapping, firstSeconds, perMinute),
    connectionFeeMicros: amountOf(cells, mapping, 'connectionFee', true) ?? zeroMicros,
    graceSeconds:
      optional(cells, mapping, 'graceSeconds', (cell) => readSeconds(cell, 0, 3600)) ?? mapping.graceSeconds,
    minimumChargeMicros: amountOf(cells, mapping, 'minimumCharge', true) ?? zeroMicros,
  };
  const dearest = [pricePerBlockMicros, price.firstBlockPriceMicros ?? zeroMicros].some(
    (each) => each > maxPriceMicros,
  );
  if (dearest) throw wrong(cells, mapping, priceFieldOf(mapping), 'too_large');
  return price;
}

/** A first block of no seconds is none. By the minute it costs its share; by the block its price has to be said. */
function readFirstBlock(
  cells: readonly string[],
  mapping: DeckMapping,
  seconds: number,
  perMinute: Micros | undefined,
): Pick<DeckPrice, 'firstBlockSeconds' | 'firstBlockPriceMicros'> {
  if (seconds === 0) return { firstBlockSeconds: null, firstBlockPriceMicros: null };
  const said = amountOf(cells, mapping, 'firstBlockPrice', true);
  const price = said ?? (perMinute === undefined ? undefined : pricePerBlockFromPerMinute(perMinute, seconds));
  if (price === undefined) throw wrong(cells, mapping, 'firstBlockPrice', 'blank');
  return { firstBlockSeconds: seconds, firstBlockPriceMicros: price };
}

function readDestination(cells: readonly string[], mapping: DeckMapping): string | undefined {
  if (mapping.columns.destination === undefined) return undefined;
  const words = readWords(cellOf(cells, mapping, 'destination'));
  if (words.length > maxDestination) throw wrong(cells, mapping, 'destination', 'too_long');
  return words;
}

function priceFieldOf({ columns }: DeckMapping): DeckField {
  return columns.pricePerMinute === undefined ? 'pricePerBlock' : 'pricePerMinute';
}

/** undefined where the deck has no such column, or where an empty cell may stand for none. */
function amountOf(
  cells: readonly string[],
  mapping: DeckMapping,
  field: DeckField,
  mayBeBlank = false,
): Micros | undefined {
  if (mapping.columns[field] === undefined) return undefined;
  const read = readDeckAmount(cellOf(cells, mapping, field), mapping);
  if (read.ok) return read.value;
  if (mayBeBlank && read.reason === 'blank') return undefined;
  throw wrong(cells, mapping, field, read.reason);
}

function required(cells: readonly string[], mapping: DeckMapping, field: DeckField): Micros {
  const amount = amountOf(cells, mapping, field);
  if (amount === undefined) throw wrong(cells, mapping, field, 'blank');
  return amount;
}

function optional<Value>(
  cells: readonly string[],
  mapping: DeckMapping,
  field: DeckField,
  read: (cell: string) => CellResult<Value>,
): Value | undefined {
  if (mapping.columns[field] === undefined) return undefined;
  const result = read(cellOf(cells, mapping, field));
  if (result.ok) return result.value;
  if (result.reason === 'blank') return undefined;
  throw wrong(cells, mapping, field, result.reason);
}

function cellOf(cells: readonly string[], { columns }: DeckMapping, field: DeckField): string {
  return cells[columns[field] ?? -1] ?? '';
}

function wrong(cells: readonly string[], mapping: DeckMapping, field: DeckField, reason: CellFault): WrongCell {
  return new WrongCell(field, reason, cellOf(cells, mapping, field));
}

function shown(cell: string): string {
  return cell.slice(0, maxShownCell).replaceAll(/\p{Cc}|\p{Cs}/gu, '\ufffd');
}
