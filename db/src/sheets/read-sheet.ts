import { readCsv } from './read-csv.ts';
import { readWorkbook } from './read-workbook.ts';
import { type SheetRow, tooLarge, unreadable } from './sheet-row.ts';

export interface ReadSheetOptions {
  /** Rows with any cell, the heading's too. */
  readonly maxRows: number;
  readonly maxBytes: number;
}

const zipMagic = [0x50, 0x4b, 0x03, 0x04];
/** Compound files: XLS, and XLSX under a password. */
const compoundMagic = [0xd0, 0xcf, 0x11, 0xe0];

/**
 * Yields the rows of a table that somebody sends: CSV in UTF-8, UTF-16 or GB18030 with whatever separator, or an XLSX workbook's first
 * sheet; told by the content, not by the file's name. Rows without any text are left out. A text file is read as it streams in; a
 * workbook is held packed in memory. Throws `file_unreadable` with what is wrong, `sheet_too_large`, and whatever the source throws.
 */
export async function* readSheet(
  source: AsyncIterable<Uint8Array>,
  { maxRows, maxBytes }: ReadSheetOptions,
): AsyncGenerator<SheetRow> {
  const bytes = boundedBytes(source, maxBytes);
  const [head, whole] = await peek(bytes, zipMagic.length);
  if (beginsWith(head, compoundMagic)) throw unreadable('old_excel');
  const rows = beginsWith(head, zipMagic) ? readWorkbook(await collect(whole)) : readCsv(whole);
  let count = 0;
  for await (const row of rows) {
    if (row.cells.every((cell) => cell === '')) continue;
    if (++count > maxRows) throw tooLarge(`${maxRows.toLocaleString('en')} rows`);
    yield row;
  }
}

async function* boundedBytes(source: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of source) {
    total += chunk.byteLength;
    if (total > maxBytes) throw tooLarge(`${maxBytes.toLocaleString('en')} bytes`);
    yield chunk;
  }
}

/** The first bytes, and the same stream from its beginning. */
async function peek(
  bytes: AsyncGenerator<Uint8Array>,
  length: number,
): Promise<[head: Uint8Array, whole: AsyncGenerator<Uint8Array>]> {
  let head: Uint8Array = Buffer.alloc(0);
  while (head.length < length) {
    const next = await bytes.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = async function* () {
    yield head;
    yield* bytes;
  };
  return [head, whole()];
}

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function beginsWith(head: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => head[i] === byte);
}
