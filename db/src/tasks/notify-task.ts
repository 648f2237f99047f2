import type { TenantTx } from '../connect/index.ts';

/** Tells workers and pages, when the transaction commits, that a task is not what it was. */
export async function notifyTaskChanged(tx: TenantTx, taskId: string): Promise<void> {
  await tx.sql`
    select pg_notify('task_changed', json_build_object('tenantId', ${tx.actor.tenantId}::uuid, 'taskId', ${taskId}::uuid)::text)`;
}
