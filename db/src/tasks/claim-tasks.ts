import type { PlatformTx } from '../connect/index.ts';
import type { TaskKey } from './worker-row.ts';

/**
 * Takes running tasks that nobody works on, larger priority first: without a worker, with a lease that ran out, or with a worker
 * whose lock is free, which means that it is gone. Answers what was taken, at most `limit`.
 */
export async function claimTasks(
  tx: PlatformTx,
  claim: { readonly workerId: string; readonly leaseSeconds: number; readonly limit: number },
): Promise<TaskKey[]> {
  return tx.sql<TaskKey[]>`
    with foreign_tasks as materialized (
      select tenant_id, id, priority, worker_id, coalesce(lease_until < now(), true) expired from tasks
      where state = 'running' and worker_id is distinct from ${claim.workerId}
    ), free as materialized (
      select tenant_id, id from foreign_tasks
      where worker_id is null or expired or pg_try_advisory_xact_lock(hashtextextended(worker_id::text, 0))
      order by priority desc, id limit ${claim.limit}
    ), locked as (
      select k.tenant_id, k.id from tasks k join free f on (f.tenant_id, f.id) = (k.tenant_id, k.id)
      where k.state = 'running' and k.worker_id is distinct from ${claim.workerId} for update of k skip locked
    )
    update tasks k set worker_id = ${claim.workerId}, lease_until = now() + make_interval(secs => ${claim.leaseSeconds})
    from locked l where (k.tenant_id, k.id) = (l.tenant_id, l.id)
    returning k.tenant_id as "tenantId", k.id as "taskId"`;
}

/** Gives tasks back that this worker no longer works on, so that another may take them at once. */
export async function releaseTasks(tx: PlatformTx, workerId: string, tasks: readonly TaskKey[]): Promise<void> {
  await tx.sql`
    update tasks k set worker_id = null, lease_until = null
    from unnest(${tasks.map((t) => t.tenantId)}::uuid[], ${tasks.map((t) => t.taskId)}::uuid[]) r (tenant_id, id)
    where (k.tenant_id, k.id) = (r.tenant_id, r.id) and k.worker_id = ${workerId}`;
}
