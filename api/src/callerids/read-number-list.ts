import { readCallerNumber } from '@yunhu/db/callerids';
import { DomainError } from '@yunhu/db';
import { readSheet } from '@yunhu/db/sheets';
import { callerIdLimits } from './schemas.ts';

/** With the heading, and some lines that are refused for being too many. */
const maxRows = callerIdLimits.bulkNumbers + 1;

/**
 * The numbers of a list that somebody sends, one a row, as they are written: the first cell of each row that reads as a number, else
 * its first one with any text. A heading is left out. Throws `file_unreadable`, `sheet_too_large`, and `empty_list`.
 */
export async function readNumberList(body: ReadableStream<Uint8Array> | null): Promise<string[]> {
  const texts: string[] = [];
  if (body === null) throw new DomainError('empty_list');
  for await (const { cells } of readSheet(body, { maxRows, maxBytes: callerIdLimits.bulkBytes })) {
    const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
    const text = filled.find((cell) => readCallerNumber(cell).ok) ?? filled[0];
    if (text !== undefined) texts.push(text.slice(0, 200));
  }
  const isHeading = texts[0] !== undefined && !/\d/.test(texts[0]);
  const numbers = isHeading ? texts.slice(1) : texts;
  if (numbers.length === 0) throw new DomainError('empty_list');
  return numbers;
}
