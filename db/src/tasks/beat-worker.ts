import type { PlatformTx } from '../connect/index.ts';
import type { TaskKey, WorkerRow } from './worker-row.ts';

/**
 * Says that the worker lives and renews the leases of the running tasks it owns. Leases run on the database's clock, the one clock
 * that all workers share. Answers the tasks that are still its own.
 */
export async function beatWorker(
  tx: PlatformTx,
  worker: Pick<WorkerRow, 'id' | 'switchState'>,
  leaseSeconds: number,
): Promise<TaskKey[]> {
  const [, owned] = await Promise.all([
    tx.sql`update workers set heartbeat_at = now(), switch_state = ${worker.switchState} where id = ${worker.id}`,
    tx.sql<TaskKey[]>`
      update tasks set lease_until = now() + make_interval(secs => ${leaseSeconds})
      where state = 'running' and worker_id = ${worker.id}
      returning tenant_id as "tenantId", id as "taskId"`,
  ]);
  return owned;
}
