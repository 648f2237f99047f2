import type { TenantTx } from '../../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../../cursor.ts';
import { DomainError } from '../../errors.ts';
import { findTenant } from '../find-tenant.ts';
import { recordAudit } from '../record-audit.ts';
import type { alertLevels } from '../tables.ts';
import { type AlertKind, alertKindsSeenBy } from './alert-kinds.ts';

export interface AlertView {
  readonly id: string;
  readonly kind: AlertKind;
  readonly level: (typeof alertLevels)[number];
  readonly subjectType: string;
  readonly subjectId: string;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
  readonly times: number;
  readonly raisedAt: Date;
  readonly lastRaisedAt: Date;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: { readonly id: string; readonly name: string } | null;
  readonly resolvedAt: Date | null;
}

/** What somebody may do: only kinds that it opens are there for him. */
export type Held = readonly string[];

export interface AlertFilter {
  /** Oneself, or one below. */
  readonly tenantId: string;
  readonly held: Held;
  /** Without those whose cause is gone. */
  readonly open: boolean;
}

/** A tenant's alerts of the kinds that the reader sees, newest first. Throws `not_found` for a tenant that is neither the current one nor below it. */
export async function listAlerts(tx: TenantTx, filter: AlertFilter, page: PageRequest): Promise<Page<AlertView>> {
  const { sql } = tx;
  await findTenant(tx, filter.tenantId);
  const [after] = page.cursor === undefined ? [] : readCursor(page.cursor, [cursorForms.uuid]);
  const rows = await selectAlerts(
    tx,
    filter.held,
    sql`a.tenant_id = ${filter.tenantId} ${filter.open ? sql`and a.resolved_at is null` : sql``}
      ${after === undefined ? sql`` : sql`and a.id < ${after}::uuid`} order by a.id desc limit ${page.limit + 1}`,
  );
  return toPage(rows, page.limit, { item: (row) => row, key: (row) => [row.id] });
}

/** How many of those are open and seen by nobody yet; counted up to `atMost`. */
export async function countNewAlerts(
  tx: TenantTx,
  { tenantId, held }: Pick<AlertFilter, 'tenantId' | 'held'>,
  atMost: number,
): Promise<number> {
  const [{ count }] = await tx.sql<[{ count: number }]>`
    select count(*)::int count from (
      select from alerts a where a.tenant_id = ${tenantId} and ${seenBy(tx, held)} and a.resolved_at is null and a.acknowledged_at is null
      limit ${atMost}) a`;
  return count;
}

/**
 * Somebody has seen one of the current tenant's own alerts. Seen once is seen: a second time changes nothing. Throws `not_found`, also
 * for kinds that are not his to see, and for those of tenants below, who are to see theirs themselves.
 */
export async function acknowledgeAlert(tx: TenantTx, id: string, held: Held): Promise<AlertView> {
  const { tenantId, staffId } = tx.actor;
  const [changed] = await tx.sql`
    update alerts a set acknowledged_at = now(), acknowledged_by = ${staffId ?? null}
    where (a.tenant_id, a.id) = (${tenantId}, ${id}) and ${seenBy(tx, held)} and a.acknowledged_at is null returning a.kind`;
  const [alert] = await selectAlerts(tx, held, tx.sql`a.tenant_id = ${tenantId} and a.id = ${id}`);
  if (alert === undefined) throw new DomainError('not_found');
  if (changed !== undefined) {
    const details = { kind: alert.kind };
    await recordAudit(tx, { tenantId, action: 'alert.acknowledge', subjectType: 'alert', subjectId: id, details });
  }
  return alert;
}

function seenBy({ sql }: TenantTx, held: Held) {
  return sql`a.kind = any(${alertKindsSeenBy(held)}::text[])`;
}

function selectAlerts(tx: TenantTx, held: Held, narrowed: ReturnType<TenantTx['sql']>) {
  return tx.sql<AlertView[]>`
    select a.id, a.kind, a.level, a.subject_type as "subjectType", a.subject_id as "subjectId", a.details, a.times,
      a.raised_at as "raisedAt", a.last_raised_at as "lastRaisedAt", a.acknowledged_at as "acknowledgedAt",
      case when s.id is not null then jsonb_build_object('id', s.id, 'name', s.name) end as "acknowledgedBy",
      a.resolved_at as "resolvedAt"
    from alerts a left join staff s on (s.tenant_id, s.id) = (a.tenant_id, a.acknowledged_by)
    where ${seenBy(tx, held)} and ${narrowed}`;
}
