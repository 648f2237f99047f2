import type { TenantTx } from '../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../cursor.ts';
import { DomainError } from '../errors.ts';
import type { JobKind } from './kinds.ts';
import type { jobStates } from './tables.ts';

export type JobState = (typeof jobStates)[number];

export interface JobView {
  readonly id: string;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly progressDone: bigint;
  readonly progressTotal: bigint | null;
  readonly result: unknown;
  readonly failureCode: string | null;
  readonly failureDetail: string | null;
  /** Asked to end, and not ended yet. */
  readonly cancelling: boolean;
  /** Who asked; null where nobody of the tenant's staff did. */
  readonly staff: { readonly id: string; readonly name: string } | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

/** Which jobs may be seen. */
export interface JobViewer {
  /** One's own alone, or those of all of the tenant. */
  readonly of: { readonly staffId: string } | 'all';
  /** `jobKindsSeenBy` says which. */
  readonly kinds: readonly string[];
}

export interface JobFilter {
  readonly kind?: string | undefined;
  readonly state?: JobState | undefined;
  /** true: waiting and running; false: ended. */
  readonly open?: boolean | undefined;
}

/** The current tenant's jobs, newest first. */
export async function listJobs(
  tx: TenantTx,
  filter: JobFilter,
  viewer: JobViewer,
  page: PageRequest,
): Promise<Page<JobView>> {
  const { sql } = tx;
  const [after] = page.cursor === undefined ? [] : readCursor(page.cursor, [cursorForms.uuid]);
  const rows = await selectJobs(
    tx,
    viewer,
    sql`${after === undefined ? sql`` : sql`and j.id < ${after}::uuid`}
      ${filter.kind === undefined ? sql`` : sql`and j.kind = ${filter.kind}`}
      ${filter.state === undefined ? sql`` : sql`and j.state = ${filter.state}`}
      ${filter.open === undefined ? sql`` : filter.open ? sql`and j.ended_at is null` : sql`and j.ended_at is not null`}
      order by j.id desc limit ${page.limit + 1}`,
  );
  return toPage(rows, page.limit, { item: (row) => row, key: (row) => [row.id] });
}

/** One job of the current tenant. Throws `not_found`, also for one that is not the viewer's to see. */
export async function getJob(tx: TenantTx, id: string, viewer: JobViewer): Promise<JobView> {
  const [job] = await selectJobs(tx, viewer, tx.sql`and j.id = ${id}`);
  if (job === undefined) throw new DomainError('not_found');
  return job;
}

function selectJobs({ sql, actor }: TenantTx, { of, kinds }: JobViewer, narrowed: ReturnType<TenantTx['sql']>) {
  return sql<JobView[]>`
    select j.id, j.kind, j.state, j.progress_done as "progressDone", j.progress_total as "progressTotal", j.result,
      j.failure_code as "failureCode", j.failure_detail as "failureDetail",
      j.cancel_requested_at is not null and j.ended_at is null as cancelling,
      case when s.id is not null then jsonb_build_object('id', s.id, 'name', s.name) end as staff,
      j.created_at as "createdAt", j.started_at as "startedAt", j.ended_at as "endedAt"
    from jobs j left join staff s on (s.tenant_id, s.id) = (j.tenant_id, j.staff_id)
    where j.tenant_id = ${actor.tenantId} and j.kind = any (${kinds}::text[])
      ${of === 'all' ? sql`` : sql`and j.staff_id = ${of.staffId}`} ${narrowed}`;
}
