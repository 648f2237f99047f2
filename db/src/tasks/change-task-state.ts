import { getWallet } from '../billing/index.ts';
import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { recordAudit } from '../tenancy/index.ts';
import { getTask } from './get-task.ts';
import { notifyTaskChanged } from './notify-task.ts';
import type { TaskView } from './select-tasks.ts';
import { type TaskAction, type TaskState, taskActions } from './task-state.ts';

/**
 * Starts, pauses, resumes or stops a task of the current tenant and tells the workers on commit. Throws `not_found`,
 * `invalid_transition`, and before calls begin (again) `empty_list`, `tenant_disabled`, `wallet_blocked`, `insufficient_funds`,
 * `caller_id_not_approved` or `audio_not_approved`.
 */
export async function changeTaskState(tx: TenantTx, taskId: string, action: TaskAction, at: Date): Promise<TaskView> {
  const { tenantId } = tx.actor;
  const { from, to }: { from: readonly TaskState[]; to: TaskState } = taskActions[action];
  const task = await getTask(tx, taskId);
  if (!from.includes(task.state))
    throw new DomainError('invalid_transition', `a task that is ${task.state} cannot ${action}`);
  if (to === 'running') await checkReadiness(tx, task, at);
  const changed = await tx.sql`
    update tasks set state = ${to}, state_reason = null,
      started_at = case when ${to} = 'running' then coalesce(started_at, ${at}) else started_at end,
      ended_at = case when ${to} = 'stopped' then ${at}::timestamptz end
    where tenant_id = ${tenantId} and id = ${taskId} and state = any (${from}::text[]) returning id`;
  if (changed.length === 0) throw new DomainError('invalid_transition', 'the task changed meanwhile');
  await recordAudit(tx, { tenantId, action: `task.${action}`, subjectType: 'task', subjectId: taskId });
  await notifyTaskChanged(tx, taskId);
  return getTask(tx, taskId);
}

/** What admission would refuse call by call is said once, before the first. Admission checks it all again. */
async function checkReadiness(tx: TenantTx, task: TaskView, at: Date): Promise<void> {
  const { tenantId } = tx.actor;
  if (task.total === 0) throw new DomainError('empty_list');
  const [ready] = await tx.sql<[{ active: boolean; callerId: boolean; audio: boolean }]>`
    select tenant_is_active(${tenantId}) as active,
      exists (select from caller_ids c where c.tenant_id = ${tenantId} and (c.id = ${task.callerIdId} or c.id in (
          select m.caller_id_id from caller_id_pool_members m where m.tenant_id = ${tenantId} and m.pool_id = ${task.callerIdPoolId}))
        and c.state = 'approved' and c.approved_until > ${at}) as "callerId",
      exists (select from flow_versions v join audio a on (a.tenant_id, a.id) = (v.tenant_id, v.audio_id)
        where v.tenant_id = ${tenantId} and v.flow_id = ${task.flowId} and v.version = ${task.flowVersion}
          and a.state = 'approved') as audio`;
  if (!ready.active) throw new DomainError('tenant_disabled');
  if (!ready.callerId) throw new DomainError('caller_id_not_approved');
  if (!ready.audio) throw new DomainError('audio_not_approved');
  const wallet = await getWallet(tx, tenantId);
  if (wallet.state !== 'active') throw new DomainError('wallet_blocked');
  if (wallet.availableMicros <= 0n) throw new DomainError('insufficient_funds');
}
