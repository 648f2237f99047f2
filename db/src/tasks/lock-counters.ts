import type { PlatformTx } from '../connect/index.ts';
import type { TaskKey } from './worker-row.ts';

/**
 * Locks the counters of these tasks, always in the order of their keys: whoever changes the counters of several tasks does this first,
 * so that two of them never wait for each other in a circle. Wallets are locked before, never after.
 */
export async function lockCounters(tx: PlatformTx, keys: readonly TaskKey[]): Promise<void> {
  await tx.sql`
    select from task_counters c
    where (c.tenant_id, c.task_id) in (
      select * from unnest(${keys.map((key) => key.tenantId)}::uuid[], ${keys.map((key) => key.taskId)}::uuid[]))
    order by c.tenant_id, c.task_id for update`;
}
