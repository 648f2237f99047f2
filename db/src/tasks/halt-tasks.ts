import type { Actor, PlatformTx } from '../connect/index.ts';
import { writeAudit } from '../tenancy/index.ts';
import type { TaskKey } from './worker-row.ts';

/** Why tasks are halted from outside; a task's page has words for each. */
export type HaltReason =
  'caller_id_revoked' | 'caller_id_expired' | 'audio_revoked' | 'audio_changed' | 'tenant_disabled' | 'tenant_moved';

/**
 * Which tasks: those of tenants and of everybody below them, or those that play one audio, or that show one number and, where it is
 * of a pool, have no other one to show.
 */
export type HaltedTasks =
  | { readonly tenantIds: readonly string[] }
  | { readonly tenantId: string; readonly callerIdId: string; readonly at: Date }
  | { readonly tenantId: string; readonly audioId: string };

export type TaskHalt = HaltedTasks & {
  readonly reason: HaltReason;
  /** Who is behind it, for the audit; the task's own tenant where nobody is, as when time runs out. */
  readonly actor?: Actor | undefined;
};

/**
 * Pauses running tasks that may not go on, with the reason that their pages show, and tells the workers on commit: within seconds
 * nothing more is dialed, what was admitted and not dialed is undone, calls in progress go on. Call it in the transaction of its
 * cause. Answers the tasks that it halted.
 */
export async function haltTasks(tx: PlatformTx, halt: TaskHalt): Promise<TaskKey[]> {
  const halted = await tx.sql<TaskKey[]>`
    with chosen as materialized (
      select k.tenant_id, k.id from tasks k where k.state = 'running' and ${chosenBy(tx, halt)} order by k.id for update
    )
    update tasks k set state = 'paused', state_reason = ${halt.reason} from chosen c
    where (k.tenant_id, k.id) = (c.tenant_id, c.id) and k.state = 'running'
    returning k.tenant_id as "tenantId", k.id as "taskId"`;
  for (const { tenantId, taskId } of halted) {
    const entry = { tenantId, action: 'task.halt', subjectType: 'task', subjectId: taskId } as const;
    await writeAudit(tx, halt.actor ?? { tenantId }, { ...entry, details: { reason: halt.reason } });
  }
  await tx.sql`
    select pg_notify('task_changed', json_build_object('tenantId', h.tenant_id, 'taskId', h.task_id)::text)
    from unnest(${halted.map((task) => task.tenantId)}::uuid[], ${halted.map((task) => task.taskId)}::uuid[]) h (tenant_id, task_id)`;
  return halted;
}

function chosenBy({ sql }: PlatformTx, halt: HaltedTasks) {
  if ('tenantIds' in halt)
    return sql`k.tenant_id in (
      select c.descendant from tenant_closure c where c.ancestor = any (${halt.tenantIds}::uuid[]))`;
  if ('callerIdId' in halt)
    return sql`k.tenant_id = ${halt.tenantId} and (k.caller_id_id = ${halt.callerIdId} or (
      exists (select from caller_id_pool_members m
        where (m.tenant_id, m.pool_id, m.caller_id_id) = (k.tenant_id, k.caller_id_pool_id, ${halt.callerIdId}))
      and not exists (select from caller_id_pool_members m join caller_ids c on (c.tenant_id, c.id) = (m.tenant_id, m.caller_id_id)
        where (m.tenant_id, m.pool_id) = (k.tenant_id, k.caller_id_pool_id) and m.caller_id_id <> ${halt.callerIdId}
          and c.state = 'approved' and c.approved_until > ${halt.at})))`;
  return sql`k.tenant_id = ${halt.tenantId} and exists (
    select from flow_versions v where (v.tenant_id, v.flow_id, v.version) = (k.tenant_id, k.flow_id, k.flow_version)
      and v.audio_id = ${halt.audioId})`;
}
