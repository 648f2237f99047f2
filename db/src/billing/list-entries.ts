import type { TenantTx } from '../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../cursor.ts';
import { getWallet } from './get-wallet.ts';
import type { Micros } from './micros.ts';
import type { entryKinds } from './tables.ts';

export type EntryKind = (typeof entryKinds)[number];

export interface EntryFilter {
  /** Whose main wallet: the current tenant's or one below it. */
  readonly tenantId: string;
  readonly kind?: EntryKind | undefined;
  /** Inclusive. */
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly to?: Date | undefined;
}

export interface ListedEntry {
  readonly walletId: string;
  readonly seq: bigint;
  readonly tenantId: string;
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

/** A wallet's entries, newest first, like a bank statement. Throws `not_found` for a wallet that is not at or below one. */
export async function listEntries(tx: TenantTx, filter: EntryFilter, page: PageRequest): Promise<Page<ListedEntry>> {
  const { sql } = tx;
  const wallet = await getWallet(tx, filter.tenantId);
  const [seq] = page.cursor === undefined ? [] : readCursor(page.cursor, [cursorForms.integer]);
  const rows = await sql<ListedEntry[]>`
    with page as (
      select e.* from entries e where e.tenant_id = ${wallet.tenantId} and e.wallet_id = ${wallet.id}
        ${seq === undefined ? sql`` : sql`and e.seq < ${seq}::bigint`}
        ${filter.kind === undefined ? sql`` : sql`and e.kind = ${filter.kind}`}
        ${filter.from === undefined ? sql`` : sql`and e.occurred_at >= ${filter.from}`}
        ${filter.to === undefined ? sql`` : sql`and e.occurred_at < ${filter.to}`}
      order by e.seq desc limit ${page.limit + 1}
    ), others as materialized (
      select t.id, t.name from (select distinct counterparty_tenant_id as id from page) p
        join tenant_closure v on v.ancestor = ${tx.actor.tenantId} and v.descendant = p.id join tenants t on t.id = v.descendant
    )
    select e.wallet_id as "walletId", e.seq, e.tenant_id as "tenantId", e.occurred_at as "occurredAt", e.kind,
      e.amount_micros as "amountMicros", e.balance_after_micros as "balanceAfterMicros", e.transfer_id as "transferId",
      case when c.id is not null then json_build_object('id', c.id, 'name', c.name) end as counterparty, t.note
    from page e left join others c on c.id = e.counterparty_tenant_id
      -- Calls, which are nearly all, have no transfer to look for.
      left join transfers t on t.id = case when e.kind not like 'call%' then e.transfer_id end
        and t.tenant_id in (e.tenant_id, e.counterparty_tenant_id)
    order by e.seq desc`;
  return toPage(rows, page.limit, { item: (row) => row, key: (row) => [String(row.seq)] });
}
