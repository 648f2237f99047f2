import { DomainError } from './errors.ts';

/** A place in an ordered list, as the parts of its last row's sort key. Opaque to who carries it, and trusted in nothing. */
export function writeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** The parts of a cursor, each of the form asked for. Throws `invalid_input` on the field `cursor` for anything else. */
export function readCursor(cursor: string, forms: readonly RegExp[]): string[] {
  const parts = parse(cursor);
  const fits =
    Array.isArray(parts) && parts.length === forms.length && parts.every((part, i) => isForm(part, forms[i]));
  if (fits) return parts as string[];
  throw new DomainError('invalid_input', 'the cursor is not one of ours', [
    { field: 'cursor', code: 'invalid_cursor', message: 'take it from nextCursor of the page before' },
  ]);
}

/** Forms of the parts. Integers stay below 2^53, so that each is also a valid bigint and instant. */
export const cursorForms = {
  integer: /^-?[0-9]{1,16}$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
} as const;

/** A page of rows that were asked for with one more than `limit`; its cursor is null when nothing follows. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  read: { item: (row: Row) => Item; key: (row: Row) => readonly string[] },
): Page<Item> {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map(read.item),
    nextCursor: last === undefined ? null : writeCursor(read.key(last)),
  };
}

/** Part of a long list, in its order. */
export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

/** Which part of a long list is asked for; `limit` is bounded by who asks. */
export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function isForm(part: unknown, form: RegExp | undefined): boolean {
  return typeof part === 'string' && form?.test(part) === true;
}
