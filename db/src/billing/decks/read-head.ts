import { type SheetRow } from '../../sheets/index.ts';
import { DomainError } from '../../errors.ts';
import { findHeading } from './mapping.ts';

/** Of a deck as it is uploaded; beyond, nobody has a price list. */
export const maxDeckBytes = 128 * 1024 * 1024;
const rowsLookedAt = 20;
const rowsShown = 5;
const maxColumns = 60;
const maxCell = 60;

/** The beginning of a deck, for people to say what its columns mean. */
export interface DeckHead {
  readonly headingRows: number;
  /** As many as the widest of the first rows has. */
  readonly headings: readonly string[];
  /** The first rows below the headings. */
  readonly sample: readonly (readonly string[])[];
}

/** Reads no further than it needs. Throws `file_unreadable` for a file without any row, and whatever the rows throw. */
export async function readDeckHead(rows: AsyncIterable<SheetRow>): Promise<DeckHead> {
  const first: (readonly string[])[] = [];
  for await (const { cells } of rows) {
    first.push(
      cells.slice(0, maxColumns).map((cell) => cell.slice(0, maxCell).replaceAll(/\p{Cc}|\p{Cs}/gu, '\ufffd')),
    );
    if (first.length === rowsLookedAt) break;
  }
  if (first.length === 0) {
    throw new DomainError('file_unreadable', 'the file has no rows', [
      { field: 'file', code: 'empty', message: 'the file has no rows' },
    ]);
  }
  const { headingRows, headings } = findHeading(first);
  const sample = first.slice(headingRows, headingRows + rowsShown);
  const width = Math.max(headings.length, ...sample.map((cells) => cells.length));
  const widen = (cells: readonly string[]) => Array.from({ length: width }, (_, i) => cells[i] ?? '');
  return { headingRows, headings: headingRows === 0 ? widen([]) : widen(headings), sample: sample.map(widen) };
}
