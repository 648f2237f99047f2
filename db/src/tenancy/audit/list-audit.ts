// The audit as people read it: latest first by keyset, of one tenant or of all below, each entry with names where the reader may know them.
import type { TenantTx } from '../../connect/index.ts';
import { cursorForms, type PageRequest, readCursor, writeCursor } from '../../cursor.ts';
import { DomainError } from '../../errors.ts';
import { findTenant } from '../find-tenant.ts';
import type { AuditFilter, AuditPage, AuditView } from './audit-view.ts';
import { isPrivateAction } from './private-nouns.ts';
import {
  type AuditPosition,
  type AuditRow,
  describeEntries,
  findFrontier,
  narrowed,
  selectAudit,
  whoseOf,
  wordsOf,
} from './select-audit.ts';

/** Words are looked for in so many rows of a tenant at once, few first; then the page says how far back it has looked. */
const depths = [2_000, 50_000] as const;
/** Of many tenants at once. */
const depthsBelow = [500, 5_000] as const;

/**
 * The audit of a tenant, or of all below, latest first. Throws `not_found` for a tenant that is neither the current one nor below it, and
 * `invalid_input` for a foreign cursor.
 */
export async function listAudit(tx: TenantTx, filter: AuditFilter, page: PageRequest): Promise<AuditPage> {
  await refuseStrangers(tx, filter);
  const position = page.cursor === undefined ? undefined : readPosition(page.cursor);
  if (filter.q === undefined)
    return pageOf(tx, await selectAudit(tx, filter, position, page.limit + 1), page.limit, undefined);
  let read: AuditPage = { items: [], nextCursor: null, searchedTo: null };
  for (const depth of filter.scope === 'below' ? depthsBelow : depths) {
    const rows = await selectAudit(tx, filter, position, page.limit + 1, depth);
    read = pageOf(tx, rows, page.limit, await findFrontier(tx, filter, position, depth));
    if (read.searchedTo === null) break;
  }
  return read;
}

/** One entry of the current tenant's or of one below. Throws `not_found`. */
export async function getAuditEntry(tx: TenantTx, id: string): Promise<AuditView> {
  const { sql } = tx;
  const found = sql`select e.* from audit_entries e
    where e.id = ${id} and e.tenant_id = any (array(select descendant from tenant_closure where ancestor = ${tx.actor.tenantId}))`;
  const [row] = await describeEntries(tx, found, 1);
  if (row === undefined) throw new DomainError('not_found');
  return viewOf(tx, row);
}

function viewOf(tx: TenantTx, row: AuditRow): AuditView {
  const { microseconds: _, ...entry } = row;
  return { ...entry, hidden: entry.tenant.id !== tx.actor.tenantId && isPrivateAction(entry.action) };
}

/** How many entries a filter leaves: for a job, which has the time. */
export async function countAudit(tx: TenantTx, filter: AuditFilter): Promise<number> {
  const { sql } = tx;
  await refuseStrangers(tx, filter);
  const [{ count }] = await sql<[{ count: number }]>`
    select count(*)::int as count from tenant_closure c join audit_entries e on e.tenant_id = c.descendant
    where ${whoseOf(tx, filter)} ${narrowed(tx, filter)}
      ${filter.actions === undefined ? sql`` : sql`and e.action = any (${filter.actions}::text[])`} ${wordsOf(tx, filter)}`;
  return count;
}

/** Every action that a tenant's audit has (of the current one where none is named), in the order of the alphabet. */
export async function listAuditActions(tx: TenantTx, tenantId: string = tx.actor.tenantId): Promise<string[]> {
  await findTenant(tx, tenantId);
  // From one to the next over the index: as many steps as there are actions, however many rows.
  const rows = await tx.sql<{ action: string }[]>`
    with recursive actions as (
      (select action from audit_entries where tenant_id = ${tenantId} order by action limit 1)
      union all
      select (select e.action from audit_entries e where e.tenant_id = ${tenantId} and e.action > a.action order by e.action limit 1)
      from actions a where a.action is not null
    ) select action from actions where action is not null`;
  return rows.map((row) => row.action);
}

/** What a filter names has to be the reader's to see; row-level security says what is. */
async function refuseStrangers(tx: TenantTx, { tenantId, staffId, supportSessionId }: AuditFilter): Promise<void> {
  const { sql } = tx;
  if (tenantId !== undefined) await findTenant(tx, tenantId);
  const [seen] = await sql<[{ person: boolean; session: boolean }]>`
    select ${staffId ?? null}::uuid is null or exists (select from staff where id = ${staffId ?? null}) as person,
      ${supportSessionId ?? null}::uuid is null or exists (select from support_sessions where id = ${supportSessionId ?? null}) as session`;
  if (!seen.person || !seen.session) throw new DomainError('not_found');
}

function readPosition(cursor: string): AuditPosition {
  const [microseconds = '', id = ''] = readCursor(cursor, [cursorForms.integer, cursorForms.uuid]);
  return { microseconds, id };
}

function pageOf(
  tx: TenantTx,
  rows: readonly AuditRow[],
  limit: number,
  frontier: AuditPosition | undefined,
): AuditPage {
  const items = rows.slice(0, limit).map((row) => viewOf(tx, row));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  if (last !== undefined)
    return { items, nextCursor: writeCursor([String(last.microseconds), last.id]), searchedTo: null };
  if (frontier === undefined) return { items, nextCursor: null, searchedTo: null };
  const nextCursor = writeCursor([frontier.microseconds, frontier.id]);
  return { items, nextCursor, searchedTo: new Date(Number(frontier.microseconds) / 1000) };
}
