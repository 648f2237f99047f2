import { Readable } from 'node:stream';
import { type Cell, inPieces, looksLikeFormula, readCell, type Rows } from './cell.ts';

const byteOrderMark = '\uFEFF';

/**
 * A table as CSV (RFC 4180: commas, CRLF), in UTF-8 with the mark that Excel wants to see for it. Text that would be run as a formula
 * gets a `'` before it; figures stay as they are. Rows are asked for as they are read; an error of theirs is the stream's.
 */
export function writeCsv(rows: Rows, { heading }: { readonly heading?: readonly string[] } = {}): Readable {
  async function* lines(): AsyncGenerator<string> {
    yield byteOrderMark;
    if (heading !== undefined) yield lineOf(heading);
    for await (const row of rows) yield lineOf(row);
  }
  return Readable.from(inPieces(lines()), { objectMode: false });
}

function lineOf(row: readonly Cell[]): string {
  // A line with one empty cell would be an empty line, which readers leave out.
  if (row.length === 1 && textOf(row[0] ?? null) === '') return '""\r\n';
  return `${row.map((cell) => quoted(textOf(cell))).join(',')}\r\n`;
}

function textOf(cell: Cell): string {
  // What claims to be a figure and is none, is text.
  const { text } = readCell(cell);
  return looksLikeFormula(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
