import type { PlatformTx } from '../connect/index.ts';
import type { TaskKey } from './worker-row.ts';

/**
 * Ends a running task of this worker when no target of it waits or is leased, so also when retries are still to come it goes on.
 * Answers whether it ended.
 */
export async function finishTask(tx: PlatformTx, task: TaskKey & { readonly workerId: string; readonly at: Date }) {
  const { tenantId, taskId } = task;
  // A statement of its own: numbers that were being added when it began to wait are visible to the next one.
  await tx.sql`select from tasks where tenant_id = ${tenantId} and id = ${taskId} for update`;
  const ended = await tx.sql`
    with ended as (
      update tasks k set state = 'finished', state_reason = null, ended_at = ${task.at}, worker_id = null, lease_until = null
      where k.tenant_id = ${tenantId} and k.id = ${taskId} and k.state = 'running' and k.worker_id = ${task.workerId}
        and not exists (select from targets t where t.tenant_id = ${tenantId} and t.task_id = ${taskId} and t.state = 'waiting')
        and not exists (select from targets t where t.tenant_id = ${tenantId} and t.task_id = ${taskId} and t.state = 'leased')
      returning k.id
    )
    update task_counters c set ringing = 0, talking = 0, waiting_for_seat = 0
    from ended e where c.tenant_id = ${tenantId} and c.task_id = e.id
    returning c.task_id`;
  if (ended.length > 0) await notifyTask(tx, task);
  return ended.length > 0;
}

/** Pauses a running task of this worker that cannot go on, with the reason that its pages show. Answers whether it did. */
export async function haltTask(tx: PlatformTx, task: TaskKey & { readonly workerId: string; readonly reason: string }) {
  const halted = await tx.sql`
    update tasks set state = 'paused', state_reason = ${task.reason}, worker_id = null, lease_until = null
    where tenant_id = ${task.tenantId} and id = ${task.taskId} and state = 'running' and worker_id = ${task.workerId}
    returning id`;
  if (halted.length > 0) await notifyTask(tx, task);
  return halted.length > 0;
}

/** Says why a running task stands still for the moment, or with null that it moves. */
export async function explainTask(tx: PlatformTx, task: TaskKey & { workerId: string; reason: string | null }) {
  const told = await tx.sql`
    update tasks set state_reason = ${task.reason}
    where tenant_id = ${task.tenantId} and id = ${task.taskId} and state = 'running' and worker_id = ${task.workerId}
      and state_reason is distinct from ${task.reason}
    returning id`;
  if (told.length > 0) await notifyTask(tx, task);
}

async function notifyTask(tx: PlatformTx, { tenantId, taskId }: TaskKey): Promise<void> {
  await tx.sql`
    select pg_notify('task_progress', json_build_object('tenantId', ${tenantId}::uuid, 'taskId', ${taskId}::uuid)::text)`;
}
