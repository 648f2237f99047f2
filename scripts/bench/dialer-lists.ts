// Lists for a worker to dial, started as a person starts them, and what came of them as the record has it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@yunhu/db/connect';
import { changeTaskState } from '@yunhu/db/tasks';
import type postgres from 'postgres';
import { addTargets, type CustomerIds } from '../fixture/hierarchy.ts';
import type { BenchRecord } from './record.ts';

export interface DialedLists {
  readonly attempts: number;
  readonly answered: number;
  readonly transferred: number;
  readonly abandoned: number;
  readonly optedOut: number;
  /** Of the answered, whole seconds, rounded up. */
  readonly billedSeconds: number;
  /** From the first originate to the last. */
  readonly attemptsPerSecond: number;
}

const pollMs = 100;

/** One new task like the customer's own for each customer, with its numbers (E.164). Nothing dials yet. */
export async function addLists(
  sql: postgres.Sql,
  record: BenchRecord,
  lists: readonly { readonly customer: CustomerIds; readonly numbers: readonly string[] }[],
): Promise<CustomerIds[]> {
  const tasks: CustomerIds[] = [];
  for (const { customer, numbers } of lists) {
    const [task] = await sql<[{ id: string }]>`
      insert into tasks (tenant_id, name, flow_id, flow_version, caller_id_id, send_ratio_percent, channel_limit)
      select tenant_id, 'Bench', flow_id, flow_version, caller_id_id, send_ratio_percent, channel_limit from tasks
      where id = ${customer.taskId} returning id`;
    await sql`insert into task_counters (tenant_id, task_id) values (${customer.tenantId}, ${task.id})`;
    tasks.push({ ...customer, taskId: task.id });
    await addTargets(record.superuserUrl, { ...customer, taskId: task.id }, numbers);
  }
  await sql`vacuum analyze targets`;
  return tasks;
}

/** Starts the tasks and waits until all are finished. Throws when that takes longer than `limitMs`. */
export async function dialLists(
  sql: postgres.Sql,
  database: Database,
  tasks: readonly CustomerIds[],
  limitMs: number,
): Promise<DialedLists> {
  const ids = tasks.map((task) => task.taskId);
  for (const { tenantId, taskId } of tasks) {
    await database.withTenant({ tenantId }, (tx) => changeTaskState(tx, taskId, 'start', new Date()));
  }
  const deadline = Date.now() + limitMs;
  for (;;) {
    const [{ open }] = await sql<[{ open: number }]>`
      select count(*)::int open from tasks where id = any (${ids}::uuid[]) and state <> 'finished'`;
    if (open === 0) break;
    if (Date.now() > deadline) throw new Error(`${open} lists were not dialed within ${limitMs / 1000} s`);
    await sleep(pollMs);
  }
  const [dialed] = await sql<[DialedLists]>`
    select count(*)::int attempts, count(*) filter (where result = 'answered')::int answered, count(*) filter (where transferred)::int transferred,
      count(*) filter (where abandoned)::int abandoned, count(*) filter (where opted_out)::int "optedOut", sum(billed_seconds)::int "billedSeconds",
      (count(*) / greatest(extract(epoch from max(originated_at) - min(originated_at)), 0.001))::float8 "attemptsPerSecond"
    from attempts where task_id = any (${ids}::uuid[])`;
  return dialed;
}

/** Throws unless money was conserved and every hold released. */
export async function demandCleanLedger(sql: postgres.Sql): Promise<void> {
  const drifting = await sql<{ invariant: string }[]>`select invariant from prove_ledger() where drift <> 0`;
  const [{ holds }] = await sql<[{ holds: number }]>`select count(*)::int holds from holds`;
  if (drifting.length > 0 || holds > 0) {
    throw new Error(`holds open: ${holds}; the ledger drifts: ${drifting.map((row) => row.invariant).join(', ')}`);
  }
}
