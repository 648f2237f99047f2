import type { PlatformTx } from '../connect/index.ts';
import type { TaskKey } from './worker-row.ts';

/** Why a target was not dialed and never will be in this task; the gate's name stays with it. */
export interface Skip {
  readonly targetId: string;
  readonly reason: string;
}

/** Ends leased targets that a gate keeps from being dialed. */
export async function skipTargets(
  tx: PlatformTx,
  skipped: TaskKey & { readonly workerId: string; readonly at: Date; readonly skips: readonly Skip[] },
): Promise<void> {
  const { tenantId, taskId, skips } = skipped;
  await tx.sql`
    with ended as (
      update targets t set state = 'skipped', leased_by = null, reason = s.reason, changed_at = ${skipped.at}
      from unnest(${skips.map((s) => s.targetId)}::uuid[], ${skips.map((s) => s.reason)}::text[]) s (id, reason)
      where t.tenant_id = ${tenantId} and t.id = s.id and t.state = 'leased' and t.leased_by = ${skipped.workerId}
      returning t.id
    ), counted as (
      update task_counters set leased = leased - n, skipped = skipped + n from (select count(*)::int n from ended) e
      where tenant_id = ${tenantId} and task_id = ${taskId}
    )
    select pg_notify('task_progress', json_build_object('tenantId', ${tenantId}::uuid, 'taskId', ${taskId}::uuid)::text)`;
}
