/**
 * What a cell of a table that we write may hold. A string is text, whatever it looks like. `decimal` is an amount of money or another
 * exact figure in plain digits: a number where a program that calculates in doubles keeps every digit of it, text otherwise.
 */
export type Cell = string | number | bigint | null | { readonly decimal: string };

/** Rows one after the other: an export is never held as a whole. */
export type Rows = AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>;

/** What Excel keeps of a number: https://support.microsoft.com/office/excel-specifications-and-limits */
const maxDigits = 15;
const plainDecimal = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/;

/** A cell as it is written; a figure is exact where it may be a number: in plain digits, of which none would be lost. */
export function readCell(cell: Cell): { readonly text: string; readonly exact: boolean } {
  if (cell === null || typeof cell === 'string') return { text: cell ?? '', exact: false };
  const text = typeof cell === 'object' ? cell.decimal : String(cell);
  const digits = text.replace(/^-?0*\.?0*/, '').replace('.', '');
  return { text, exact: plainDecimal.test(text) && digits.length <= maxDigits };
}

const dangerous = /^[=+\-@\t\r\n＝＋－＠]/;
const signedNumber = /^[+-][0-9]+(\.[0-9]+)?$/;

/**
 * True for text that a table program would run as a formula (https://owasp.org/www-community/attacks/CSV_Injection). A number with its
 * sign, as phone numbers have one, is none.
 */
export function looksLikeFormula(text: string): boolean {
  return dangerous.test(text) && !signedNumber.test(text);
}

/** Written at once; small pieces are slow, large ones take memory. Characters. */
const pieceLength = 64 * 1024;

/** Joins short texts into pieces of some size. */
export async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let piece = '';
  for await (const text of texts) {
    piece += text;
    if (piece.length < pieceLength) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  if (piece !== '') yield Buffer.from(piece);
}
