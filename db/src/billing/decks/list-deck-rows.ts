import type { TenantTx } from '../../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../../cursor.ts';
import type { Micros } from '../micros.ts';
import type { CellFault, DeckField } from './deck-row.ts';
import { findDeck } from './find-deck.ts';
import type { deckRowKinds } from './tables.ts';

export type DeckRowKind = (typeof deckRowKinds)[number];

interface ListedPrice {
  readonly destination: string;
  readonly blockSeconds: number;
  readonly pricePerBlockMicros: Micros;
  readonly firstBlockSeconds: number | null;
  readonly firstBlockPriceMicros: Micros | null;
  readonly connectionFeeMicros: Micros;
  readonly graceSeconds: number;
  readonly minimumChargeMicros: Micros;
}

/** A row that a preview found. */
export interface DeckRow {
  readonly place: number;
  readonly line: number | null;
  readonly prefix: string | null;
  /** What is in force; null for what is added, and for rejected rows. */
  readonly before: ListedPrice | null;
  /** What the deck says; null for what is removed, and for rejected rows. */
  readonly after: ListedPrice | null;
  readonly rejection: { readonly field: DeckField; readonly reason: CellFault; readonly cell: string } | null;
}

interface FlatRow {
  readonly place: number;
  readonly line: number | null;
  readonly prefix: string | null;
  readonly before: ListedPrice | null;
  readonly after: ListedPrice | null;
  readonly field: DeckField | null;
  readonly reason: CellFault | null;
  readonly cell: string | null;
}

/** The rows of one kind that a deck's preview found, in the order of the file. Throws `not_found`. */
export async function listDeckRows(
  tx: TenantTx,
  { rateGroupId, deckId, kind }: { readonly rateGroupId: string; readonly deckId: string; readonly kind: DeckRowKind },
  page: PageRequest,
): Promise<Page<DeckRow>> {
  const { tenantId } = tx.actor;
  await findDeck(tx, { rateGroupId, deckId });
  const [after] = page.cursor === undefined ? ['-1'] : readCursor(page.cursor, [cursorForms.integer]);
  const rows = await tx.sql<(FlatRow & Record<string, unknown>)[]>`
    select d.place, d.line, d.prefix, d.field, d.reason, d.cell, ${priceOf(tx, 'r')} as before, ${priceOf(tx, 'd')} as after
    from rate_deck_rows d left join rates r on (r.tenant_id, r.id) = (d.tenant_id, d.previous_rate_id)
    where d.tenant_id = ${tenantId} and d.deck_id = ${deckId} and d.kind = ${kind} and d.place > ${after ?? '-1'}::bigint
    order by d.place limit ${page.limit + 1}`;
  return toPage(rows, page.limit, { item: (row) => viewRow(kind, row), key: (row) => [String(row.place)] });
}

/** A price as JSON whose amounts are texts: its numbers are doubles to a reader. */
function priceOf({ sql }: TenantTx, alias: 'r' | 'd') {
  const at = sql(alias);
  return sql`case when ${at}.block_seconds is not null then jsonb_build_object('destination', ${at}.destination,
    'blockSeconds', ${at}.block_seconds, 'pricePerBlockMicros', ${at}.price_per_block_micros::text,
    'firstBlockSeconds', ${at}.first_block_seconds, 'firstBlockPriceMicros', ${at}.first_block_price_micros::text,
    'connectionFeeMicros', ${at}.connection_fee_micros::text, 'graceSeconds', ${at}.grace_seconds,
    'minimumChargeMicros', ${at}.minimum_charge_micros::text) end`;
}

function viewRow(kind: DeckRowKind, row: FlatRow): DeckRow {
  const { place, line, prefix, field, reason, cell } = row;
  const rejection = field !== null && reason !== null ? { field, reason, cell: cell ?? '' } : null;
  return {
    place,
    line,
    prefix,
    before: readPrice(row.before),
    after: kind === 'removed' ? null : readPrice(row.after),
    rejection,
  };
}

function readPrice(price: ListedPrice | null): ListedPrice | null {
  if (price === null) return null;
  const amount = (text: unknown) => BigInt(String(text)) as Micros;
  return {
    ...price,
    pricePerBlockMicros: amount(price.pricePerBlockMicros),
    firstBlockPriceMicros: price.firstBlockPriceMicros === null ? null : amount(price.firstBlockPriceMicros),
    connectionFeeMicros: amount(price.connectionFeeMicros),
    minimumChargeMicros: amount(price.minimumChargeMicros),
  };
}
