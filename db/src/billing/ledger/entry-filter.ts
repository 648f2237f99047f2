// What a list of entries is asked for, and how it is found: through an index alone, or by looking through a bounded stretch.
import type { TenantTx } from '../../connect/index.ts';
import { cursorForms, readCursor } from '../../cursor.ts';
import { DomainError } from '../../errors.ts';
import type { Micros } from '../micros.ts';
import type { entryKinds } from '../tables.ts';
import { findReference, type Fragment, type Reference } from './find-reference.ts';

export type EntryKind = (typeof entryKinds)[number];
export type WalletKind = 'main' | 'external' | 'loss';

export interface EntryFilter {
  /** Whose wallet: the current tenant's or one below it. Without one: the main wallets of everybody below, as one list. */
  readonly tenantId?: string | undefined;
  /** `main` unless told; the others are the operator's. */
  readonly wallet?: WalletKind | undefined;
  /** Any of these; every kind where it is empty or absent. */
  readonly kinds?: readonly EntryKind[] | undefined;
  /** Booked at or after. */
  readonly from?: Date | undefined;
  /** Booked before. */
  readonly to?: Date | undefined;
  /** Signed and inclusive: what went out is negative. */
  readonly leastMicros?: Micros | undefined;
  readonly mostMicros?: Micros | undefined;
  /** The id of a transfer, an attempt or a payment, the end of one, a payment service's name of one, or words of a note. */
  readonly reference?: string | undefined;
}

/** The place of one entry in the order of the lists: latest booked first, then by wallet, then the later in its wallet. */
export interface EntryPosition {
  /** Microseconds since the epoch, as a Date would lose three digits. */
  readonly microseconds: string;
  readonly walletId: string;
  readonly seq: string;
}

/** A list that was asked for, in SQL; fragments speak of the entry as `e` and of its wallet as `p (tenant_id, wallet_id)`. */
export interface EntrySearch {
  /** The wallets. */
  readonly purses: Fragment;
  /** Where entries are taken from: all of them, or those that a reference names, found before anything else is thought of. */
  readonly source: Fragment;
  /** What an index answers: wallet, time, the rare kinds and amounts, references. */
  readonly found: Fragment;
  /** What has to be looked at entry by entry; undefined where the index says it all. */
  readonly looked: Fragment | undefined;
  readonly isOneWallet: boolean;
}

/** Kinds of which there is one a call; all others are indexed apart. */
const manyKinds: readonly EntryKind[] = ['call_charge', 'call_revenue'];
/** Beyond this either way an entry is indexed apart, whatever its kind; as the index of the record says. */
const largeMicros = 10_000_000n;

/** Throws `not_found` for a wallet that is not at or below the current tenant. */
export async function searchEntries(tx: TenantTx, filter: EntryFilter): Promise<EntrySearch> {
  const { sql } = tx;
  const { purses } = await findPurses(tx, filter);
  const reference =
    filter.reference === undefined ? undefined : await findReference(tx, filter.reference, filter.tenantId);
  const kinds = filter.kinds ?? [];
  const isRare = kinds.length > 0 && !kinds.some((kind) => manyKinds.includes(kind));
  const conditions = [
    ...(isRare || kinds.length === 0 ? [] : [sql`and e.kind = any (${kinds})`]),
    ...(filter.leastMicros === undefined ? [] : [sql`and e.amount_micros >= ${filter.leastMicros}`]),
    ...(filter.mostMicros === undefined ? [] : [sql`and e.amount_micros <= ${filter.mostMicros}`]),
    ...(reference?.looked === undefined ? [] : [reference.looked]),
  ];
  const found = sql`e.tenant_id = p.tenant_id and e.wallet_id = p.wallet_id
    ${filter.from === undefined ? sql`` : sql`and e.recorded_at >= ${filter.from}`}
    ${filter.to === undefined ? sql`` : sql`and e.recorded_at < ${filter.to}`}
    ${onIndex(tx, filter, isRare, reference)}`;
  const all = conditions.reduce<Fragment>((before, condition) => sql`${before} ${condition}`, sql``);
  const ids = reference?.transferIds;
  const source =
    ids === undefined ? sql`entries` : sql`(select * from entries where transfer_id = any (${ids}::uuid[]) offset 0)`;
  const isOneWallet = filter.tenantId !== undefined;
  // Of the few that an id names, there is nothing to look through.
  if (conditions.length === 0 || ids !== undefined) {
    return { purses, source, found: sql`${found} ${all}`, looked: undefined, isOneWallet };
  }
  return { purses, source, found, looked: all, isOneWallet };
}

/** In an object, as awaiting a fragment would send it. */
async function findPurses(tx: TenantTx, { tenantId, wallet = 'main' }: EntryFilter): Promise<{ purses: Fragment }> {
  const { sql } = tx;
  if (tenantId === undefined) {
    const purses = sql`
      select w.tenant_id, w.id as wallet_id from tenant_closure c join wallets w on w.tenant_id = c.descendant and w.kind = 'main'
      where c.ancestor = ${tx.actor.tenantId} and c.depth > 0`;
    return { purses };
  }
  const [found] = await sql<{ id: string }[]>`
    select id from wallets where tenant_id = ${tenantId} and kind = ${wallet}`;
  if (found === undefined) throw new DomainError('not_found');
  return { purses: sql`select ${tenantId}::uuid as tenant_id, ${found.id}::uuid as wallet_id` };
}

/** What sends the search to the index of the rare kinds, or of the large amounts; those kinds are found there and not looked for. */
function onIndex(
  { sql }: TenantTx,
  { kinds = [], leastMicros, mostMicros }: EntryFilter,
  isRare: boolean,
  reference: Reference | undefined,
): Fragment {
  if (isRare) return sql`and e.kind not in ('call_charge', 'call_revenue') and e.kind = any (${kinds})`;
  if (reference?.isOfTransfer === true) return sql`and e.kind not in ('call_charge', 'call_revenue')`;
  const isLarge =
    (leastMicros !== undefined && leastMicros > largeMicros) || (mostMicros !== undefined && mostMicros < -largeMicros);
  return isLarge ? sql`and e.amount_micros not between -10000000 and 10000000` : sql``;
}

/** Throws `invalid_input` for a cursor that is not of these lists. */
export function readPosition(cursor: string | undefined): EntryPosition | undefined {
  if (cursor === undefined) return undefined;
  const { integer, uuid } = cursorForms;
  const [microseconds = '', walletId = '', seq = ''] = readCursor(cursor, [integer, uuid, integer]);
  return { microseconds, walletId, seq };
}

/** The entries after a position; the first condition is what the index begins at. */
export function after({ sql }: TenantTx, position: EntryPosition | undefined): Fragment {
  if (position === undefined) return sql``;
  const at = sql`timestamptz 'epoch' + ${position.microseconds}::bigint * interval '1 microsecond'`;
  return sql`and e.recorded_at <= ${at} and (e.recorded_at, e.wallet_id, e.seq) < (${at}, ${position.walletId}::uuid, ${position.seq}::bigint)`;
}
