import type { TenantTx } from '../../connect/index.ts';
import { type Page, type PageRequest, writeCursor } from '../../cursor.ts';
import type { Micros } from '../micros.ts';
import {
  after,
  type EntryFilter,
  type EntryKind,
  type EntryPosition,
  type EntrySearch,
  readPosition,
  searchEntries,
} from './entry-filter.ts';
import type { Fragment } from './find-reference.ts';

export interface ListedEntry {
  readonly walletId: string;
  readonly seq: bigint;
  readonly tenant: { readonly id: string; readonly name: string };
  /** When the money moved. */
  readonly recordedAt: Date;
  /** When what it is for happened: a call's end. */
  readonly occurredAt: Date;
  readonly kind: EntryKind;
  /** Signed: what came in is positive. */
  readonly amountMicros: Micros;
  readonly balanceAfterMicros: Micros;
  /** null where the other side lies above the current tenant. */
  readonly counterparty: { readonly id: string; readonly name: string } | null;
  /** A transfer's id, or the attempt's for a call. */
  readonly transferId: string;
  readonly note: string | null;
}

export interface EntryPage extends Page<ListedEntry> {
  /** Where a page ends early because there was too much to look through: so far back it is complete. The next page goes on from there. */
  readonly searchedTo: Date | null;
}

/** Of what no index finds, so much is looked through at once: little first, as what is asked for is mostly near. Entries in all. */
const depths = [2_000, 100_000] as const;
/** Of each wallet of many, at least. */
const leastDepth = 200;

/** Entries, latest booked first. Throws `not_found` for a wallet that is not at or below one, `invalid_input` for a foreign cursor. */
export async function listEntries(tx: TenantTx, filter: EntryFilter, page: PageRequest): Promise<EntryPage> {
  const position = readPosition(page.cursor);
  const search = await searchEntries(tx, filter);
  if (search.looked === undefined) return readPage(tx, search, position, page.limit);
  const [{ wallets }] = await tx.sql<[{ wallets: number }]>`select count(*)::int as wallets from (${search.purses}) p`;
  let found: EntryPage = { items: [], nextCursor: null, searchedTo: null };
  for (const depth of depths) {
    const frontier = await findFrontier(
      tx,
      search,
      position,
      Math.max(leastDepth, Math.floor(depth / Math.max(1, wallets))),
    );
    found = await readPage(tx, search, position, page.limit, frontier);
    if (found.searchedTo === null) break;
  }
  return found;
}

interface Row extends Omit<ListedEntry, 'tenant' | 'counterparty'> {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly counterpartyId: string | null;
  readonly counterpartyName: string | null;
  readonly microseconds: bigint;
}

const positionOf = (row: Row): EntryPosition => ({
  microseconds: String(row.microseconds),
  walletId: row.walletId,
  seq: String(row.seq),
});

const cursorOf = ({ microseconds, walletId, seq }: EntryPosition) => writeCursor([microseconds, walletId, seq]);

async function readPage(
  tx: TenantTx,
  search: EntrySearch,
  position: EntryPosition | undefined,
  limit: number,
  frontier?: EntryPosition,
): Promise<EntryPage> {
  const rows = await selectEntries(tx, search, position, limit + 1, frontier);
  const items = rows.slice(0, limit).map(itemOf);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  if (last !== undefined) return { items, nextCursor: cursorOf(positionOf(last)), searchedTo: null };
  if (frontier === undefined) return { items, nextCursor: null, searchedTo: null };
  return { items, nextCursor: cursorOf(frontier), searchedTo: new Date(Number(frontier.microseconds) / 1000) };
}

/**
 * Down to where `depth` entries of each wallet reach, counted on the index alone: whatever is above that is found completely. undefined
 * where no wallet has so many.
 */
export async function findFrontier(
  tx: TenantTx,
  { purses, source, found }: EntrySearch,
  position: EntryPosition | undefined,
  depth: number,
): Promise<EntryPosition | undefined> {
  const [frontier] = await tx.sql<{ microseconds: bigint; walletId: string; seq: bigint }[]>`
    with purses as materialized (${purses})
    select (extract(epoch from f.recorded_at) * 1000000)::bigint as microseconds, p.wallet_id as "walletId", f.seq
    from purses p cross join lateral (
      select e.recorded_at, e.seq from ${source} e where ${found} ${after(tx, position)}
      order by e.recorded_at desc, e.seq desc offset ${depth - 1} limit 1
    ) f order by f.recorded_at desc, p.wallet_id desc, f.seq desc limit 1`;
  return frontier === undefined
    ? undefined
    : { ...frontier, microseconds: String(frontier.microseconds), seq: String(frontier.seq) };
}

/** At or above a frontier. */
export function above({ sql }: TenantTx, frontier: EntryPosition | undefined) {
  if (frontier === undefined) return sql``;
  const at = sql`timestamptz 'epoch' + ${frontier.microseconds}::bigint * interval '1 microsecond'`;
  return sql`and e.recorded_at >= ${at} and (e.recorded_at, e.wallet_id, e.seq) >= (${at}, ${frontier.walletId}::uuid, ${frontier.seq}::bigint)`;
}

function selectEntries(
  tx: TenantTx,
  search: EntrySearch,
  position: EntryPosition | undefined,
  count: number,
  frontier: EntryPosition | undefined,
): Promise<Row[]> {
  const { sql } = tx;
  const where = sql`${search.found} ${search.looked ?? sql``} ${after(tx, position)} ${above(tx, frontier)}`;
  const newest = sql`order by e.recorded_at desc, e.seq desc`;
  const { heads, bound } = search.isOneWallet
    ? { heads: sql`select * from purses`, bound: sql`` }
    : { heads: newestWallets(tx, search, where, count), bound: sql`and e.recorded_at >= (select at from bound)` };
  return sql<Row[]>`
    with purses as materialized (
      ${search.purses}
    ), heads as materialized (
      ${heads}
    ), bound as materialized (
      ${search.isOneWallet ? sql`select 1` : oldestNeeded(tx, search, where, count)}
    ), page as materialized (
      select x.* from heads p cross join lateral (select e.* from ${search.source} e where ${where} ${bound} ${newest} limit ${count}) x
      order by x.recorded_at desc, x.wallet_id desc, x.seq desc limit ${count}
    ), named as materialized (
      select t.id, t.name from (select counterparty_tenant_id as id from page union select tenant_id from page) n
        join tenant_closure v on v.ancestor = ${tx.actor.tenantId} and v.descendant = n.id join tenants t on t.id = v.descendant
    )
    select e.wallet_id as "walletId", e.seq, e.tenant_id as "tenantId", o.name as "tenantName", e.recorded_at as "recordedAt",
      (extract(epoch from e.recorded_at) * 1000000)::bigint as microseconds, e.occurred_at as "occurredAt", e.kind,
      e.amount_micros as "amountMicros", e.balance_after_micros as "balanceAfterMicros", e.transfer_id as "transferId",
      c.id as "counterpartyId", c.name as "counterpartyName", t.note
    from page e join named o on o.id = e.tenant_id left join named c on c.id = e.counterparty_tenant_id
      -- Calls, which are nearly all, have no transfer to look for.
      left join transfers t on t.id = case when e.kind not like 'call%' then e.transfer_id end
        and t.tenant_id in (e.tenant_id, e.counterparty_tenant_id)
    order by e.recorded_at desc, e.wallet_id desc, e.seq desc`;
}

/** A page holds entries of at most as many wallets as it has rows: those whose newest is newest. */
function newestWallets({ sql }: TenantTx, { source }: EntrySearch, where: Fragment, count: number) {
  return sql`
    select p.*, h.recorded_at as newest from purses p cross join lateral (
      select e.recorded_at from ${source} e where ${where} order by e.recorded_at desc, e.seq desc limit 1
    ) h order by h.recorded_at desc, p.wallet_id desc limit ${count}`;
}

/** Wallets of which one alone may fill a page; it is the busy ones that have moved last. */
const probed = 8;

/** One wallet that fills a page by itself says how far back the others need be read. */
function oldestNeeded({ sql }: TenantTx, { source }: EntrySearch, where: Fragment, count: number) {
  return sql`
    select coalesce(max(b.recorded_at), '-infinity') as at from (select * from heads order by newest desc limit ${probed}) p
      cross join lateral (
        select e.recorded_at from ${source} e where ${where} order by e.recorded_at desc, e.seq desc offset ${count - 1} limit 1
      ) b`;
}

function itemOf(row: Row): ListedEntry {
  const { tenantId, tenantName, counterpartyId, counterpartyName, microseconds: _, ...entry } = row;
  return {
    ...entry,
    tenant: { id: tenantId, name: tenantName },
    counterparty: counterpartyId === null ? null : { id: counterpartyId, name: counterpartyName ?? '' },
  };
}
