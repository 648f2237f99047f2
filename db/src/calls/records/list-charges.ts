import type postgres from 'postgres';
import type { Micros } from '../../billing/index.ts';
import type { TenantTx } from '../../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, writeCursor } from '../../cursor.ts';
import { findTenant } from '../../tenancy/index.ts';
import { depths, leastIdAt } from './look-through.ts';

export interface ChargeFilter {
  /** What this one paid, which stands at or below the current tenant. Without one: what all right below paid. */
  readonly tenantId?: string | undefined;
  /** Answered at or after. */
  readonly from?: Date | undefined;
  /** Answered before. */
  readonly to?: Date | undefined;
  /** Of the matched prefix: its first digits. */
  readonly prefix?: string | undefined;
  /** Billed, inclusive. */
  readonly leastSeconds?: number | undefined;
  readonly mostSeconds?: number | undefined;
  /** Of what was paid, inclusive. */
  readonly leastMicros?: Micros | undefined;
  readonly mostMicros?: Micros | undefined;
}

/** What one level paid for one call: its money and its length, never whom it reached. */
export interface ChargeView {
  readonly attemptId: string;
  readonly payer: { readonly id: string; readonly name: string };
  /** Whose call it was. */
  readonly customer: { readonly id: string; readonly name: string };
  readonly answeredAt: Date;
  readonly prefix: string;
  /** Where the current tenant sold at the rate: the destination's name in it. */
  readonly destination: string | null;
  readonly billedSeconds: number;
  readonly blocks: number;
  readonly paidMicros: Micros;
  /** What the current tenant itself paid for the call; null where it is not the payee. */
  readonly costMicros: Micros | null;
}

export interface ChargePage extends Page<ChargeView> {
  readonly searchedTo: Date | null;
}

type Fragment = postgres.PendingQuery<postgres.Row[]>;

interface Search {
  /** Who paid. */
  readonly payers: Fragment;
  readonly found: Fragment;
  readonly looked: Fragment | undefined;
}

interface Row extends Omit<ChargeView, 'payer' | 'customer'> {
  readonly payerId: string;
  readonly payerName: string;
  readonly customerId: string;
  readonly customerName: string;
}

/** From admission to answer, at most: attempts are named by when they were admitted. */
const longestRingMs = 2 * 3_600_000;
const leastDepth = 200;

/**
 * Charges by their calls, latest admitted first. Throws `not_found` for a tenant that is not at or below the current one, and
 * `invalid_input` for a foreign cursor.
 */
export async function listCharges(tx: TenantTx, filter: ChargeFilter, page: PageRequest): Promise<ChargePage> {
  const [position] = page.cursor === undefined ? [] : readCursor(page.cursor, [cursorForms.uuid]);
  const search = await searchCharges(tx, filter);
  if (search.looked === undefined) return readPage(tx, search, position, page.limit);
  const [{ payers }] = await tx.sql<[{ payers: number }]>`select count(*)::int as payers from (${search.payers}) p`;
  let read: ChargePage = { items: [], nextCursor: null, searchedTo: null };
  for (const depth of depths) {
    const each = Math.max(leastDepth, Math.floor(depth / Math.max(1, payers)));
    read = await readPage(tx, search, position, page.limit, await findFrontier(tx, search, position, each));
    if (read.searchedTo === null) break;
  }
  return read;
}

/** How many charges a filter leaves: for a job, which has the time. */
export async function countCharges(tx: TenantTx, filter: ChargeFilter): Promise<number> {
  const { payers, found, looked } = await searchCharges(tx, filter);
  const { sql } = tx;
  const [{ count }] = await sql<[{ count: number }]>`
    with payers as materialized (${payers}) select count(*)::int as count from payers p join attempt_charges x on ${found} ${looked ?? sql``}`;
  return count;
}

async function searchCharges(tx: TenantTx, filter: ChargeFilter): Promise<Search> {
  const { sql } = tx;
  if (filter.tenantId !== undefined) await findTenant(tx, filter.tenantId);
  const payers =
    filter.tenantId === undefined
      ? sql`select id as tenant_id from tenants where parent_id = ${tx.actor.tenantId}`
      : sql`select ${filter.tenantId}::uuid as tenant_id`;
  const from = filter.from === undefined ? undefined : leastIdAt(new Date(filter.from.getTime() - longestRingMs));
  const found = sql`x.tenant_id = p.tenant_id
    ${from === undefined ? sql`` : sql`and x.attempt_id >= ${from}::uuid`}
    ${filter.to === undefined ? sql`` : sql`and x.attempt_id < ${leastIdAt(filter.to)}::uuid`}`;
  const conditions = [
    ...(filter.from === undefined ? [] : [sql`and x.answered_at >= ${filter.from}`]),
    ...(filter.to === undefined ? [] : [sql`and x.answered_at < ${filter.to}`]),
    ...(filter.prefix === undefined ? [] : [sql`and starts_with(x.prefix, ${filter.prefix})`]),
    ...(filter.leastSeconds === undefined ? [] : [sql`and x.billed_seconds >= ${filter.leastSeconds}`]),
    ...(filter.mostSeconds === undefined ? [] : [sql`and x.billed_seconds <= ${filter.mostSeconds}`]),
    ...(filter.leastMicros === undefined ? [] : [sql`and x.amount_micros >= ${filter.leastMicros}`]),
    ...(filter.mostMicros === undefined ? [] : [sql`and x.amount_micros <= ${filter.mostMicros}`]),
  ];
  if (conditions.length === 0) return { payers, found, looked: undefined };
  return { payers, found, looked: conditions.reduce<Fragment>((before, one) => sql`${before} ${one}`, sql``) };
}

async function findFrontier(
  { sql }: TenantTx,
  { payers, found }: Search,
  position: string | undefined,
  depth: number,
): Promise<string | undefined> {
  const [frontier] = await sql<{ id: string }[]>`
    with payers as materialized (${payers})
    select f.attempt_id as id from payers p cross join lateral (
      select x.attempt_id from attempt_charges x where ${found} ${position === undefined ? sql`` : sql`and x.attempt_id < ${position}::uuid`}
      order by x.attempt_id desc offset ${depth - 1} limit 1
    ) f order by f.attempt_id desc limit 1`;
  return frontier?.id;
}

async function readPage(
  tx: TenantTx,
  search: Search,
  position: string | undefined,
  limit: number,
  frontier?: string,
): Promise<ChargePage> {
  const rows = await selectCharges(tx, search, position, limit + 1, frontier);
  const items = rows.slice(0, limit).map(itemOf);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  if (last !== undefined) return { items, nextCursor: writeCursor([last.attemptId]), searchedTo: null };
  if (frontier === undefined) return { items, nextCursor: null, searchedTo: null };
  return { items, nextCursor: writeCursor([frontier]), searchedTo: momentOf(frontier) };
}

function selectCharges(
  { sql, actor }: TenantTx,
  { payers, found, looked }: Search,
  position: string | undefined,
  count: number,
  frontier: string | undefined,
): Promise<Row[]> {
  return sql<Row[]>`
    with payers as materialized (${payers}), page as materialized (
      select y.* from payers p cross join lateral (
        select x.* from attempt_charges x where ${found} ${looked ?? sql``}
          ${position === undefined ? sql`` : sql`and x.attempt_id < ${position}::uuid`}
          ${frontier === undefined ? sql`` : sql`and x.attempt_id >= ${frontier}::uuid`}
        order by x.attempt_id desc limit ${count}
      ) y order by y.attempt_id desc limit ${count}
    )
    select x.attempt_id as "attemptId", x.tenant_id as "payerId", t.name as "payerName", o.tenant_id as "customerId", k.name as "customerName",
      x.answered_at as "answeredAt", x.prefix, nullif(f.destination, '') as destination, x.billed_seconds as "billedSeconds", x.blocks,
      x.amount_micros as "paidMicros",
      case when x.payee_tenant_id = ${actor.tenantId} then coalesce(own.amount_micros, 0) end::bigint as "costMicros"
    from page x
      join tenants t on t.id = x.tenant_id
      join attempt_charges o on o.attempt_id = x.attempt_id and o.level = 0
      join tenants k on k.id = o.tenant_id
      left join attempt_charges own on own.tenant_id = ${actor.tenantId} and own.attempt_id = x.attempt_id
      left join frozen_rates f on f.tenant_id = ${actor.tenantId} and f.id = x.rate_id
    order by x.attempt_id desc`;
}

function itemOf({ payerId, payerName, customerId, customerName, ...row }: Row): ChargeView {
  return { ...row, payer: { id: payerId, name: payerName }, customer: { id: customerId, name: customerName } };
}

const momentOf = (id: string): Date => new Date(parseInt(id.replaceAll('-', '').slice(0, 12), 16));
