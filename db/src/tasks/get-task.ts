import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { selectTasks, type TaskView } from './select-tasks.ts';

/** A task of the current tenant with its counters. Throws `not_found`. */
export async function getTask(tx: TenantTx, taskId: string): Promise<TaskView> {
  const [task] = await selectTasks(tx, tx.sql`and k.id = ${taskId}`);
  if (task === undefined) throw new DomainError('not_found');
  return task;
}
