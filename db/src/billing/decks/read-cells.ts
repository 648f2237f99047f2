// Single cells of a deck: amounts and seconds as people and spreadsheets write them. Nothing is guessed: what two readers could read
// differently is refused with the reason.
import { type Micros, parseMicros } from '../micros.ts';
import type { CellFault } from './deck-row.ts';

export type CellResult<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: CellFault };

/** What a block, a fee or a minimum may cost, as the table's checks say. */
export const maxPriceMicros = 1_000_000_000_000n;

const money = /^(?:[¥$€£]|CNY|RMB|USD|EUR|GBP|HKD)?(-?[0-9.,]+)(?:[¥$€£元]|CNY|RMB|USD|EUR|GBP|HKD)?$/i;

/**
 * An amount in currency units. Commas before groups of three are taken where nothing else can be meant ("1,234.5", "1,234,567");
 * "1,234" is ambiguous, and "0,5" a decimal comma, which is read only where the mapping says that the file has them.
 */
export function readDeckAmount(cell: string, { decimalComma = false } = {}): CellResult<Micros> {
  const plain = cell.normalize('NFKC').replaceAll(/[\s'’]/g, '');
  if (plain === '') return refused('blank');
  if (plain.startsWith('=')) return refused('formula');
  const typed = money.exec(plain)?.[1];
  if (typed === undefined) return refused('not_an_amount');
  const digits = decimalComma ? typed.replaceAll(/[.,]/g, (sign) => (sign === ',' ? '.' : ',')) : typed;
  if (digits.includes(',')) {
    if (!/^-?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?$/.test(digits)) {
      return refused(/^-?[0-9]+,[0-9]+$/.test(digits) ? 'decimal_sign' : 'not_an_amount');
    }
    if (/^-?[0-9]+,[0-9]{3}$/.test(digits)) return refused('ambiguous_separator');
  }
  const read = parseMicros(digits.replaceAll(',', ''));
  if (!read.ok) return refused(read.reason);
  if (read.micros > maxPriceMicros) return refused('too_large');
  return { ok: true, value: read.micros };
}

/** Whole seconds within bounds: "6", "6 s", "60秒". */
export function readSeconds(cell: string, least: number, most: number): CellResult<number> {
  const plain = cell.normalize('NFKC').replaceAll(/\s/g, '');
  if (plain === '') return refused('blank');
  if (plain.startsWith('=')) return refused('formula');
  const digits = /^([0-9]{1,9})(?:s|sec|secs|seconds|秒)?$/i.exec(plain)?.[1];
  if (digits === undefined) return refused('not_seconds');
  const seconds = Number(digits);
  return seconds >= least && seconds <= most ? { ok: true, value: seconds } : refused('out_of_range');
}

/** "60/6": the first block and those after it; "6" alone has no first block of its own. */
export function readIncrement(cell: string): CellResult<{ first: number | null; block: number }> {
  const [one = '', two] = cell.split('/');
  const first = readSeconds(one, 1, 86_400);
  if (!first.ok) return first;
  if (two === undefined) return { ok: true, value: { first: null, block: first.value } };
  const block = readSeconds(two, 1, 86_400);
  if (!block.ok) return block;
  return { ok: true, value: { first: first.value === block.value ? null : first.value, block: block.value } };
}

/** Words on one line, as inert text; the apostrophe that an export sets before `=` and its like is taken off again. */
export function readWords(cell: string): string {
  return cell
    .replaceAll(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
    .trim()
    .replace(/^'(?=[=+\-@])/, '');
}

function refused(reason: CellFault): { readonly ok: false; readonly reason: CellFault } {
  return { ok: false, reason };
}
