// What a list of numbers says, line by line, before anything is stored: pure but for the bytes it awaits, so a slow
// upload holds no transaction open.
import { setImmediate as letOthersRun } from 'node:timers/promises';
import { type E164, type NumberRejection, type Region, homeRegion, parsePhoneNumber } from '../../contacts/index.ts';
import { DomainError } from '../../errors.ts';
import { type Line, decodeLines, maxListBytes } from './decode-lines.ts';

/** Numbers one list may bring; what comes after is counted and left out. */
export const maxListNumbers = 50_000;
/** Rejected lines that a report shows; all are counted. */
export const maxListedRejects = 1_000;
/** Twenty times a full list; only junk has more lines than this in 16 MiB. */
const maxLines = 1_000_000;
const maxRejectText = 64;

export type RejectReason = NumberRejection | 'duplicate' | 'over_limit';

/** A line that brought no number, for the report. */
export interface RejectedLine {
  /** From 1. */
  readonly line: number;
  readonly reason: RejectReason;
  /** The line's beginning, without control characters. */
  readonly text: string;
}

/** lines = numbers.length + duplicates + invalid + overLimit. */
export interface NumberList {
  readonly lines: number;
  /** The accepted numbers in order, each once, and the line (from 1) of each. */
  readonly numbers: readonly E164[];
  readonly numberLines: readonly number[];
  readonly duplicates: number;
  readonly invalid: number;
  readonly overLimit: number;
  readonly invalidReasons: Readonly<Partial<Record<NumberRejection, number>>>;
  /** The first `maxListedRejects`, by line. */
  readonly rejects: readonly RejectedLine[];
}

export interface ReadListOptions {
  readonly region?: Region;
  readonly maxNumbers?: number;
  readonly maxBytes?: number;
}

/**
 * Reads a *.txt list with one number a line. Every line is accepted, a duplicate of an earlier line, invalid with a
 * reason (a blank line too) or over the limit. Separators left over at a line's end are no fault. Throws DomainError
 * `list_too_large` above 16 MiB or a million lines, and whatever the source throws; nothing else.
 */
export async function readList(
  source: AsyncIterable<Uint8Array>,
  { region = homeRegion, maxNumbers = maxListNumbers, maxBytes = maxListBytes }: ReadListOptions = {},
): Promise<NumberList> {
  const reading = new ListReading(region, maxNumbers);
  for await (const batch of decodeLines(source, { maxBytes })) {
    for (const line of batch) reading.add(line);
    if (reading.lines > maxLines) throw new DomainError('list_too_large', `a list has at most ${maxLines} lines`);
    await letOthersRun();
  }
  return reading;
}

class ListReading implements NumberList {
  lines = 0;
  duplicates = 0;
  invalid = 0;
  overLimit = 0;
  readonly numbers: E164[] = [];
  readonly numberLines: number[] = [];
  readonly rejects: RejectedLine[] = [];
  readonly invalidReasons: Partial<Record<NumberRejection, number>> = {};
  readonly #seen = new Set<E164>();
  readonly #region: Region;
  readonly #maxNumbers: number;

  constructor(region: Region, maxNumbers: number) {
    this.#region = region;
    this.#maxNumbers = maxNumbers;
  }

  add(line: Line): void {
    this.lines++;
    const result = classify(line, this.#region);
    if (!result.ok) {
      this.invalid++;
      this.invalidReasons[result.reason] = (this.invalidReasons[result.reason] ?? 0) + 1;
      this.#reject(result.reason, line);
    } else if (this.#seen.has(result.number)) {
      this.duplicates++;
      this.#reject('duplicate', line);
    } else if (this.#seen.add(result.number).size > this.#maxNumbers) {
      this.overLimit++;
      this.#reject('over_limit', line);
    } else {
      this.numbers.push(result.number);
      this.numberLines.push(this.lines);
    }
  }

  #reject(reason: RejectReason, line: Line): void {
    if (this.rejects.length >= maxListedRejects) return;
    this.rejects.push({ line: this.lines, reason, text: printable(line ?? '', maxRejectText) });
  }
}

function classify(line: Line, region: Region): { ok: true; number: E164 } | { ok: false; reason: NumberRejection } {
  if (line === null) return { ok: false, reason: 'too_long' };
  const result = parsePhoneNumber(line, region);
  if (result.ok || result.reason === 'blank') return result;
  const number = withoutEmptyRemainder(line);
  return number.length === line.length ? result : parsePhoneNumber(number, region);
}

const remainder = new Set([' ', '\t', ',', ';', '，', '；', '、']);

/** "13822310487,," is a number and two empty columns of a spreadsheet. */
function withoutEmptyRemainder(line: string): string {
  let end = line.length;
  while (end > 0 && remainder.has(line.charAt(end - 1))) end--;
  return line.slice(0, end);
}

/** What a page and a database column can hold: no control characters, no halves of characters. */
export function printable(text: string, maxLength: number): string {
  return text.slice(0, maxLength).replace(/\p{Cc}|\p{Cs}/gu, '\ufffd');
}
