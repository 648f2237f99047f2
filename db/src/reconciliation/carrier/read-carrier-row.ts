import { type Micros, parseMicros } from '../../billing/index.ts';
import type { E164 } from '../../contacts/index.ts';
import { readCarrierNumber } from './carrier-number.ts';
import { readInstant } from './carrier-time.ts';
import type { CarrierColumns } from './columns.ts';

/** One call as the carrier tells it. */
export interface CarrierCall {
  readonly line: number;
  readonly number: E164;
  readonly startedAtMs: number;
  readonly seconds: number;
  /** null where the file has no prices, or none for this call. */
  readonly amountMicros: Micros | null;
}

export const carrierRowFaults = ['number', 'startedAt', 'seconds', 'amount'] as const;
export type CarrierRowFault = (typeof carrierRowFaults)[number];

export interface CarrierReading {
  readonly columns: CarrierColumns;
  readonly timeZone: string;
  /** What the trunk puts in front of each number. */
  readonly trunkPrefix: string;
}

const clock = /^(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:\.\d+)?$/;
const decimal = /^\d{1,7}(\.\d{1,9})?$/;
/** The longest call that anybody bills. Seconds. */
const maxSeconds = 7 * 86_400;

/** Reads a row, or says which cell is wrong. */
export function readCarrierRow(
  line: number,
  cells: readonly string[],
  { columns, timeZone, trunkPrefix }: CarrierReading,
): CarrierCall | { readonly fault: CarrierRowFault } {
  const number = readCarrierNumber(cells[columns.numberColumn] ?? '', trunkPrefix);
  if (number === undefined) return { fault: 'number' };
  const startedAtMs = readInstant(cells[columns.startedAtColumn] ?? '', timeZone);
  if (startedAtMs === undefined) return { fault: 'startedAt' };
  const seconds = readSeconds(cells[columns.secondsColumn] ?? '');
  if (seconds === undefined) return { fault: 'seconds' };
  const amountMicros = columns.amountColumn === undefined ? null : readCost(cells[columns.amountColumn] ?? '');
  if (amountMicros === undefined) return { fault: 'amount' };
  return { line, number, startedAtMs, seconds, amountMicros };
}

/** `61`, `60.4` (a started second counts), `1:01`, `0:01:01`. */
function readSeconds(text: string): number | undefined {
  const parts = clock.exec(text);
  const seconds =
    parts === null
      ? decimal.test(text)
        ? Math.ceil(Number(text))
        : undefined
      : Number(parts[1] ?? 0) * 3600 + Number(parts[2]) * 60 + Number(parts[3]);
  return seconds !== undefined && seconds <= maxSeconds ? seconds : undefined;
}

/** `0.138`, `¥1,234.50`, `0.1380000000`; an empty cell has no price. Digits below the micro-unit are refused, not rounded away. */
function readCost(text: string): Micros | null | undefined {
  const plain = text.replaceAll(/[\s,¥￥$€£]|CNY|USD|EUR|RMB|元/giu, '');
  if (plain === '') return null;
  const read = parseMicros(plain);
  return read.ok ? read.micros : undefined;
}
