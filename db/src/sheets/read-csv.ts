import { CsvError, parse } from 'csv-parse';
import { decodeText } from './decode-text.ts';
import { findSeparator } from './find-separator.ts';
import { type SheetRow, unreadable } from './sheet-row.ts';

/** Of one record with all its cells; text is counted in UTF-16 units. */
const maxRecordLength = 64 * 1024;
export const maxCells = 256;
/** Text by which the separator is told. */
const headLength = 16 * 1024;

/**
 * Yields the rows of a text file in any of the encodings and separators that spreadsheets write; blank lines are left out.
 * Throws `file_unreadable`.
 */
export async function* readCsv(source: AsyncIterable<Uint8Array>): AsyncGenerator<SheetRow> {
  const text = decodeText(source);
  let head = '';
  for (let next = await text.next(); next.done !== true; next = await text.next()) {
    head += next.value;
    if (head.length >= headLength) break;
  }
  const isSaid = /^sep=[,;\t|]\r?\n/.test(head);
  const rows: SheetRow[] = [];
  const parser = parse({
    delimiter: findSeparator(head.slice(0, headLength)),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: maxRecordLength,
    ...(isSaid ? { from_line: 2 } : {}),
    // Taken here, as the parser's own stream of objects costs more than the parsing.
    on_record: (cells: string[], { lines }) => {
      if (cells.length > maxCells) throw unreadable('too_wide', lines);
      rows.push({ line: lines, cells });
      return null;
    },
  });
  // Each step tells of its own failure; the event comes besides, and later.
  parser.on('error', () => undefined);
  try {
    for await (const piece of whole(head, text)) {
      await settle((done) => parser.write(piece, done));
      yield* rows.splice(0);
    }
    await settle((done) => parser.end(done));
    yield* rows.splice(0);
  } catch (error) {
    throw error instanceof CsvError ? faultOf(error) : error;
  } finally {
    parser.destroy();
  }
}

async function* whole(head: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield head;
  yield* rest;
}

/** Waits for one step of the parser, or throws what it failed with. */
async function settle(step: (done: (error?: Error | null) => void) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    step((error) => (error ? reject(error) : resolve()));
  });
}

function faultOf(error: CsvError): Error {
  const line = 'lines' in error && typeof error.lines === 'number' ? error.lines : undefined;
  return unreadable(error.code === 'CSV_MAX_RECORD_SIZE' ? 'too_wide' : 'quotes', line);
}
