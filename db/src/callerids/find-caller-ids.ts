import type { TenantTx } from '../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../cursor.ts';
import { DomainError } from '../errors.ts';
import { findTenant } from '../tenancy/index.ts';
import type { CallerIdState } from './caller-id-state.ts';
import { searchBy } from './search-by.ts';
import {
  type CallerIdView,
  type DocumentView,
  type EventView,
  selectCallerIds,
  selectEvents,
  selectPapers,
  stateAt,
} from './select-caller-ids.ts';

const maxCallerIds = 1000;

/** The current tenant's caller IDs with the state of their approval, newest first; at most 1,000, for choosing one. */
export function listCallerIds(tx: TenantTx, at: Date): Promise<CallerIdView[]> {
  const { tenantId } = tx.actor;
  return selectCallerIds(tx, at, tx.sql`c.tenant_id = ${tenantId} order by c.id desc limit ${maxCallerIds}`);
}

export interface CallerIdFilter {
  readonly state?: CallerIdState | undefined;
  /** Digits of the number, or words of a customer's name where there are several. */
  readonly words?: string | undefined;
}

/** Filters; it may name `c` and `t`. */
function narrowed(tx: TenantTx, filter: CallerIdFilter, at: Date) {
  const { sql } = tx;
  const { words, state } = filter;
  return sql`${state === undefined ? sql`` : sql`and ${stateAt(tx, at)} = ${state}`} ${searchBy(tx, words)}`;
}

/** A page of the current tenant's caller IDs, newest first. */
export async function pageOfCallerIds(
  tx: TenantTx,
  filter: CallerIdFilter,
  page: PageRequest,
  at: Date,
): Promise<Page<CallerIdView>> {
  const { sql } = tx;
  const [after] = page.cursor === undefined ? [] : readCursor(page.cursor, [cursorForms.uuid]);
  const rows = await selectCallerIds(
    tx,
    at,
    sql`c.tenant_id = ${tx.actor.tenantId} ${narrowed(tx, filter, at)} ${after === undefined ? sql`` : sql`and c.id < ${after}::uuid`}
      order by c.id desc limit ${page.limit + 1}`,
  );
  return toPage(rows, page.limit, { item: (row) => row, key: (row) => [row.id] });
}

/** How many of the current tenant's caller IDs are in each state. */
export async function countCallerIds(tx: TenantTx, at: Date): Promise<Record<CallerIdState, number>> {
  const counted = await tx.sql<{ state: CallerIdState; n: number }[]>`
    select ${stateAt(tx, at)} as state, count(*)::int n from caller_ids c where c.tenant_id = ${tx.actor.tenantId} group by 1`;
  const counts = { submitted: 0, withdrawn: 0, approved: 0, rejected: 0, revoked: 0, expired: 0 };
  for (const { state, n } of counted) counts[state] = n;
  return counts;
}

/**
 * Caller IDs of a tenant below the current one, or, for itself, its own and those of everybody below, newest first. Throws `not_found`
 * for any other tenant.
 */
export async function pageOfCallerIdsBelow(
  tx: TenantTx,
  tenantId: string,
  filter: CallerIdFilter,
  page: PageRequest,
  at: Date,
): Promise<Page<CallerIdView>> {
  const { sql } = tx;
  await findTenant(tx, tenantId);
  const [after] = page.cursor === undefined ? [] : readCursor(page.cursor, [cursorForms.uuid]);
  const rows = await selectCallerIds(
    tx,
    at,
    sql`${tenantId === tx.actor.tenantId ? sql`c.tenant_id = any (array(select descendant from tenant_closure where ancestor = ${tenantId}))` : sql`c.tenant_id = ${tenantId}`}
      ${narrowed(tx, filter, at)} ${after === undefined ? sql`` : sql`and c.id < ${after}::uuid`}
      order by c.id desc limit ${page.limit + 1}`,
  );
  return toPage(rows, page.limit, { item: (row) => row, key: (row) => [row.id] });
}

export interface CallerIdDetail extends CallerIdView {
  /** Of the last submission. */
  readonly documents: readonly DocumentView[];
  readonly events: readonly EventView[];
}

/** One of the current tenant's with its documents and history. Throws `not_found`. */
export async function getCallerId(tx: TenantTx, callerIdId: string, at: Date): Promise<CallerIdDetail> {
  const { tenantId } = tx.actor;
  const [found] = await selectCallerIds(tx, at, tx.sql`c.tenant_id = ${tenantId} and c.id = ${callerIdId}`);
  if (found === undefined) throw new DomainError('not_found');
  const documents = await selectPapers(tx, { tenantId, callerIdId, submission: found.submission });
  return { ...found, documents, events: await selectEvents(tx, { tenantId, callerIdId }) };
}

/** One of a tenant below, with its history and without its documents. Throws `not_found`. */
export async function getCallerIdBelow(
  tx: TenantTx,
  { tenantId, callerIdId }: { readonly tenantId: string; readonly callerIdId: string },
  at: Date,
): Promise<CallerIdDetail> {
  await findTenant(tx, tenantId);
  const [found] = await selectCallerIds(tx, at, tx.sql`c.tenant_id = ${tenantId} and c.id = ${callerIdId}`);
  if (found === undefined) throw new DomainError('not_found');
  return { ...found, documents: [], events: await selectEvents(tx, { tenantId, callerIdId }) };
}
