// The audit as people read it: latest first by keyset, of one tenant or of all below, each entry with names where the reader may know them.
import type postgres from 'postgres';
import type { TenantTx } from '../../connect/index.ts';
import { cursorForms, type PageRequest, readCursor, writeCursor } from '../../cursor.ts';
import { DomainError } from '../../errors.ts';
import { findTenant } from '../find-tenant.ts';
import type { AuditFields } from './changed-fields.ts';
import { isPrivateAction } from './private-nouns.ts';
import type { clientKinds } from './tables.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Who acted: somebody of the tenant that reads, of one below, of one above (not named, but in a support session), or nobody but the system. */
export interface AuditActor {
  readonly kind: 'self' | 'below' | 'above' | 'system';
  readonly tenant: Named | null;
  readonly staff: Named | null;
}

export interface AuditView {
  readonly id: string;
  /** Whose row it was. */
  readonly tenant: Named;
  readonly actor: AuditActor;
  readonly action: string;
  readonly subject: { readonly type: string; readonly id: string; readonly name: string | null };
  /** Empty for who reads from above what is the tenant's alone. */
  readonly details: AuditFields;
  readonly before: AuditFields | null;
  readonly after: AuditFields | null;
  /** There is more to it, which is the tenant's alone. */
  readonly hidden: boolean;
  readonly address: string | null;
  readonly requestId: string | null;
  readonly client: (typeof clientKinds)[number] | null;
  readonly supportSessionId: string | null;
  readonly occurredAt: Date;
}

export interface AuditFilter {
  /** Oneself, or one below; oneself when absent. */
  readonly tenantId?: string | undefined;
  /** `below`: all below as one, in place of one tenant. */
  readonly scope?: 'below' | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Who acted. */
  readonly staffId?: string | undefined;
  /** Any of these. */
  readonly actions?: readonly string[] | undefined;
  readonly subjectId?: string | undefined;
  readonly supportSessionId?: string | undefined;
  /** Words that stand in the action, the subject, the address or what changed. */
  readonly q?: string | undefined;
}

export interface AuditPage {
  readonly items: AuditView[];
  readonly nextCursor: string | null;
  /** Where a page ends early because there was too much to look through: so far back it is complete. */
  readonly searchedTo: Date | null;
}

type Fragment = postgres.PendingQuery<postgres.Row[]>;

interface Position {
  readonly microseconds: string;
  readonly id: string;
}
type Row = Omit<AuditView, 'hidden'> & { readonly microseconds: bigint };

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
  const [row] = await describe(tx, found, 1);
  if (row === undefined) throw new DomainError('not_found');
  return viewOf(tx, row);
}

function viewOf(tx: TenantTx, { microseconds: _, ...entry }: Row): AuditView {
  return { ...entry, hidden: entry.tenant.id !== tx.actor.tenantId && isPrivateAction(entry.action) };
}

/** How many entries a filter leaves: for a job, which has the time. */
export async function countAudit(tx: TenantTx, filter: AuditFilter): Promise<number> {
  const { sql } = tx;
  await refuseStrangers(tx, filter);
  const [{ count }] = await sql<[{ count: number }]>`
    select count(*)::int as count from tenant_closure c join audit_entries e on e.tenant_id = c.descendant
    where ${whoseOf(tx, filter)} ${narrowed(tx, filter)}
      ${filter.actions === undefined ? sql`` : sql`and e.action = any (${filter.actions as string[]}::text[])`} ${wordsOf(tx, filter)}`;
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

const whoseOf = ({ sql, actor }: TenantTx, { tenantId, scope }: AuditFilter): Fragment =>
  scope === 'below'
    ? sql`c.ancestor = ${actor.tenantId} and c.depth > 0`
    : sql`c.ancestor = ${actor.tenantId} and c.descendant = ${tenantId ?? actor.tenantId}`;

function narrowed({ sql }: TenantTx, filter: AuditFilter): Fragment {
  return sql`
    ${filter.from === undefined ? sql`` : sql`and e.occurred_at >= ${filter.from}`}
    ${filter.to === undefined ? sql`` : sql`and e.occurred_at < ${filter.to}`}
    ${filter.staffId === undefined ? sql`` : sql`and e.actor_staff_id = ${filter.staffId}`}
    ${filter.subjectId === undefined ? sql`` : sql`and e.subject_id = ${filter.subjectId}`}
    ${filter.supportSessionId === undefined ? sql`` : sql`and e.support_session_id = ${filter.supportSessionId}`}`;
}

function wordsOf({ sql }: TenantTx, { q }: AuditFilter): Fragment {
  if (q === undefined) return sql``;
  return sql`and position(lower(${q}) in lower(concat_ws(' ', e.action, e.subject_type, e.subject_id, e.address, e.request_id,
    e.details::text, e.before::text, e.after::text,
    (select concat_ws(' ', x.details::text, x.before::text, x.after::text) from audit_contents x
      where (x.tenant_id, x.id) = (e.tenant_id, e.id))))) > 0`;
}

const instantOf = ({ sql }: TenantTx, { microseconds }: Position) =>
  sql`timestamptz 'epoch' + ${microseconds}::bigint * interval '1 microsecond'`;

/** The latest `count` of a filter without its words, of each tenant and action by the index that fits, and then of all together. */
function latest(tx: TenantTx, filter: AuditFilter, position: Position | undefined, count: number): Fragment {
  const { sql } = tx;
  const after =
    position === undefined
      ? sql``
      : sql`and (e.occurred_at, e.id) < (${instantOf(tx, position)}, ${position.id}::uuid)`;
  const actions =
    filter.actions === undefined ? sql`` : sql`cross join unnest(${filter.actions as string[]}::text[]) k (action)`;
  return sql`
    select l.* from tenant_closure c ${actions} cross join lateral (
      select e.* from audit_entries e where e.tenant_id = c.descendant ${filter.actions === undefined ? sql`` : sql`and e.action = k.action`}
        ${narrowed(tx, filter)} ${after}
      order by e.occurred_at desc, e.id desc limit ${count}
    ) l where ${whoseOf(tx, filter)} order by l.occurred_at desc, l.id desc limit ${count}`;
}

function selectAudit(
  tx: TenantTx,
  filter: AuditFilter,
  position: Position | undefined,
  count: number,
  depth?: number,
): Promise<Row[]> {
  if (depth === undefined) return describe(tx, latest(tx, filter, position, count), count);
  const { sql } = tx;
  const looked = sql`select e.* from (${latest(tx, filter, position, depth)}) e where true ${wordsOf(tx, filter)}
    order by e.occurred_at desc, e.id desc limit ${count}`;
  return describe(tx, looked, count);
}

async function findFrontier(
  tx: TenantTx,
  filter: AuditFilter,
  position: Position | undefined,
  depth: number,
): Promise<Position | undefined> {
  const [frontier] = await tx.sql<{ microseconds: bigint; id: string }[]>`
    select (extract(epoch from f.occurred_at) * 1000000)::bigint as microseconds, f.id
    from (${latest(tx, filter, position, depth)}) f offset ${depth - 1} limit 1`;
  return frontier === undefined ? undefined : { microseconds: String(frontier.microseconds), id: frontier.id };
}

/** Entries with names: of tenants and people at or below the reader, and of those above who came in a support session. */
function describe(tx: TenantTx, entries: Fragment, count: number): Promise<Row[]> {
  const { sql, actor } = tx;
  const subjectId = sql`case when e.subject_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then e.subject_id::uuid end`;
  return sql<Row[]>`
    with page as materialized (${entries})
    select e.id, jsonb_build_object('id', t.id, 'name', t.name) as tenant,
      jsonb_build_object(
        'kind', case when e.actor_tenant_id = ${actor.tenantId} and e.actor_staff_id is null then 'system'
          when e.actor_tenant_id = ${actor.tenantId} then 'self' when k.descendant is null then 'above'
          when e.actor_staff_id is null then 'system' else 'below' end,
        'tenant', case when a.id is not null then jsonb_build_object('id', a.id, 'name', a.name)
          when s.id is not null then jsonb_build_object('id', s.staff_tenant_id, 'name', s.staff_tenant_name) end,
        'staff', case when p.id is not null then jsonb_build_object('id', p.id, 'name', p.name)
          when s.id is not null then jsonb_build_object('id', s.staff_id, 'name', s.staff_name) end) as actor,
      e.action,
      jsonb_build_object('type', e.subject_type, 'id', e.subject_id, 'name', coalesce(st.name, sp.name)) as subject,
      coalesce(x.details, e.details) as details, coalesce(x.before, e.before) as before, coalesce(x.after, e.after) as after,
      e.address, e.request_id as "requestId", e.client, e.support_session_id as "supportSessionId", e.occurred_at as "occurredAt",
      (extract(epoch from e.occurred_at) * 1000000)::bigint as microseconds
    from page e join tenants t on t.id = e.tenant_id
      left join audit_contents x on (x.tenant_id, x.id) = (e.tenant_id, e.id)
      left join tenant_closure k on k.ancestor = ${actor.tenantId} and k.descendant = e.actor_tenant_id
      left join tenants a on a.id = e.actor_tenant_id
      left join staff p on (p.tenant_id, p.id) = (e.actor_tenant_id, e.actor_staff_id)
      left join support_sessions s on (s.tenant_id, s.id) = (e.tenant_id, e.support_session_id)
      left join tenants st on e.subject_type = 'tenant' and st.id = ${subjectId}
      left join staff sp on e.subject_type = 'staff' and (sp.tenant_id, sp.id) = (e.tenant_id, ${subjectId})
    order by e.occurred_at desc, e.id desc limit ${count}`;
}

function readPosition(cursor: string): Position {
  const [microseconds = '', id = ''] = readCursor(cursor, [cursorForms.integer, cursorForms.uuid]);
  return { microseconds, id };
}

function pageOf(tx: TenantTx, rows: readonly Row[], limit: number, frontier: Position | undefined): AuditPage {
  const items = rows.slice(0, limit).map((row) => viewOf(tx, row));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  if (last !== undefined)
    return { items, nextCursor: writeCursor([String(last.microseconds), last.id]), searchedTo: null };
  if (frontier === undefined) return { items, nextCursor: null, searchedTo: null };
  const nextCursor = writeCursor([frontier.microseconds, frontier.id]);
  return { items, nextCursor, searchedTo: new Date(Number(frontier.microseconds) / 1000) };
}
