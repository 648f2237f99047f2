import type postgres from 'postgres';
import type { TenantTx } from '../../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../../cursor.ts';
import { DomainError } from '../../errors.ts';
import type { supportEnds } from '../audit/tables.ts';
import { findTenant } from '../find-tenant.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface SupportSessionView {
  readonly id: string;
  /** The customer. */
  readonly tenant: Named;
  /** Who looked, by the names of that time. */
  readonly staff: Named;
  readonly staffTenant: Named;
  readonly reason: string;
  readonly address: string | null;
  readonly openedAt: Date;
  readonly until: Date;
  /** null while it is open, and for one whose time was over a moment ago. */
  readonly endedAt: Date | null;
  readonly endedBy: (typeof supportEnds)[number] | null;
  readonly open: boolean;
  /** How many different things were looked at. */
  readonly views: number;
}

/** What was looked at: a path without its query. */
export interface SupportView {
  readonly path: string;
  readonly times: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

const maxViews = 500;

/**
 * Support sessions, latest first: of a customer that is named, else those at the current tenant and those that its own people opened.
 * Throws `not_found` for a tenant that is neither the current one nor below it.
 */
export async function listSupportSessions(
  tx: TenantTx,
  filter: { readonly tenantId?: string | undefined; readonly open?: boolean | undefined },
  at: Date,
  page: PageRequest,
): Promise<Page<SupportSessionView>> {
  const { sql, actor } = tx;
  if (filter.tenantId !== undefined) await findTenant(tx, filter.tenantId);
  const [after] = page.cursor === undefined ? [] : readCursor(page.cursor, [cursorForms.uuid]);
  const whose =
    filter.tenantId === undefined
      ? sql`(s.tenant_id = ${actor.tenantId} or s.staff_tenant_id = ${actor.tenantId})`
      : sql`s.tenant_id = ${filter.tenantId}`;
  const isOpen = sql`s.ended_at is null and s.until > ${at}`;
  const rows = await select(
    tx,
    sql`${whose} ${filter.open === undefined ? sql`` : filter.open ? sql`and ${isOpen}` : sql`and not (${isOpen})`}
      ${after === undefined ? sql`` : sql`and s.id < ${after}::uuid`} order by s.id desc limit ${page.limit + 1}`,
    at,
  );
  return toPage(rows, page.limit, { item: (row) => row, key: (row) => [row.id] });
}

/** One support session with what was looked at, latest first. Throws `not_found`. */
export async function getSupportSession(
  tx: TenantTx,
  id: string,
  at: Date,
): Promise<SupportSessionView & { readonly viewed: SupportView[] }> {
  const { sql, actor } = tx;
  const seen = sql`s.id = ${id} and s.tenant_id = any (array(select descendant from tenant_closure where ancestor = ${actor.tenantId}))`;
  const [session] = await select(tx, seen, at);
  if (session === undefined) throw new DomainError('not_found');
  const viewed = await sql<SupportView[]>`
    select path, times, first_at as "firstAt", last_at as "lastAt" from support_session_views
    where (tenant_id, session_id) = (${session.tenant.id}, ${id}) order by last_at desc, path limit ${maxViews}`;
  return { ...session, viewed: [...viewed] };
}

function select({ sql }: TenantTx, where: postgres.PendingQuery<postgres.Row[]>, at: Date) {
  return sql<SupportSessionView[]>`
    select s.id, jsonb_build_object('id', t.id, 'name', t.name) as tenant, jsonb_build_object('id', s.staff_id, 'name', s.staff_name) as staff,
      jsonb_build_object('id', s.staff_tenant_id, 'name', s.staff_tenant_name) as "staffTenant", s.reason, s.address,
      s.opened_at as "openedAt", s.until, s.ended_at as "endedAt", s.ended_by as "endedBy", s.ended_at is null and s.until > ${at} as open,
      (select count(*)::int from support_session_views v where (v.tenant_id, v.session_id) = (s.tenant_id, s.id)) as views
    from support_sessions s join tenants t on t.id = s.tenant_id where ${where}`;
}
