// The rows of the audit as the database finds them: of each tenant and action by the index that fits.
import type postgres from 'postgres';
import type { TenantTx } from '../../connect/index.ts';
import type { AuditFilter, AuditView } from './audit-view.ts';

type Fragment = postgres.PendingQuery<postgres.Row[]>;

export interface AuditPosition {
  readonly microseconds: string;
  readonly id: string;
}

/** An entry with its place among the others. */
export type AuditRow = Omit<AuditView, 'hidden'> & { readonly microseconds: bigint };

/** Whose rows: of one tenant or of all below, over `tenant_closure c`. */
export const whoseOf = ({ sql, actor }: TenantTx, { tenantId, scope }: AuditFilter): Fragment =>
  scope === 'below'
    ? sql`c.ancestor = ${actor.tenantId} and c.depth > 0`
    : sql`c.ancestor = ${actor.tenantId} and c.descendant = ${tenantId ?? actor.tenantId}`;

/** What a filter narrows rows `e` by, but for its actions and its words. */
export function narrowed({ sql }: TenantTx, filter: AuditFilter): Fragment {
  return sql`
    ${filter.from === undefined ? sql`` : sql`and e.occurred_at >= ${filter.from}`}
    ${filter.to === undefined ? sql`` : sql`and e.occurred_at < ${filter.to}`}
    ${filter.staffId === undefined ? sql`` : sql`and e.actor_staff_id = ${filter.staffId}`}
    ${filter.subjectId === undefined ? sql`` : sql`and e.subject_id = ${filter.subjectId}`}
    ${filter.supportSessionId === undefined ? sql`` : sql`and e.support_session_id = ${filter.supportSessionId}`}`;
}

/** The words of a filter, on rows `e`. */
export function wordsOf({ sql }: TenantTx, { q }: AuditFilter): Fragment {
  if (q === undefined) return sql``;
  return sql`and position(lower(${q}) in lower(concat_ws(' ', e.action, e.subject_type, e.subject_id, e.address, e.request_id,
    e.details::text, e.before::text, e.after::text,
    (select concat_ws(' ', x.details::text, x.before::text, x.after::text) from audit_contents x
      where (x.tenant_id, x.id) = (e.tenant_id, e.id))))) > 0`;
}

const instantOf = ({ sql }: TenantTx, { microseconds }: AuditPosition) =>
  sql`timestamptz 'epoch' + ${microseconds}::bigint * interval '1 microsecond'`;

/** The latest `count` of a filter without its words, of each tenant and action by the index that fits, and then of all together. */
function latest(tx: TenantTx, filter: AuditFilter, position: AuditPosition | undefined, count: number): Fragment {
  const { sql } = tx;
  const after =
    position === undefined
      ? sql``
      : sql`and (e.occurred_at, e.id) < (${instantOf(tx, position)}, ${position.id}::uuid)`;
  const actions = filter.actions === undefined ? sql`` : sql`cross join unnest(${filter.actions}::text[]) k (action)`;
  return sql`
    select l.* from tenant_closure c ${actions} cross join lateral (
      select e.* from audit_entries e where e.tenant_id = c.descendant ${filter.actions === undefined ? sql`` : sql`and e.action = k.action`}
        ${narrowed(tx, filter)} ${after}
      order by e.occurred_at desc, e.id desc limit ${count}
    ) l where ${whoseOf(tx, filter)} order by l.occurred_at desc, l.id desc limit ${count}`;
}

/** The latest `count` that a filter leaves after a position; its words are looked for in the latest `depth` only. */
export function selectAudit(
  tx: TenantTx,
  filter: AuditFilter,
  position: AuditPosition | undefined,
  count: number,
  depth?: number,
): Promise<AuditRow[]> {
  if (depth === undefined) return describeEntries(tx, latest(tx, filter, position, count), count);
  const { sql } = tx;
  const looked = sql`select e.* from (${latest(tx, filter, position, depth)}) e where true ${wordsOf(tx, filter)}
    order by e.occurred_at desc, e.id desc limit ${count}`;
  return describeEntries(tx, looked, count);
}

/** The last row that a look of this depth reaches; none where it reaches the end. */
export async function findFrontier(
  tx: TenantTx,
  filter: AuditFilter,
  position: AuditPosition | undefined,
  depth: number,
): Promise<AuditPosition | undefined> {
  const [frontier] = await tx.sql<{ microseconds: bigint; id: string }[]>`
    select (extract(epoch from f.occurred_at) * 1000000)::bigint as microseconds, f.id
    from (${latest(tx, filter, position, depth)}) f offset ${depth - 1} limit 1`;
  return frontier === undefined ? undefined : { microseconds: String(frontier.microseconds), id: frontier.id };
}

/** Entries with names: of tenants and people at or below the reader, and of those above who came in a support session. */
export function describeEntries(tx: TenantTx, entries: Fragment, count: number): Promise<AuditRow[]> {
  const { sql, actor } = tx;
  const subjectId = sql`case when e.subject_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then e.subject_id::uuid end`;
  return sql<AuditRow[]>`
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
