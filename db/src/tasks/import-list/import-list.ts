import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import type { TaskState } from '../task-state.ts';
import { type NumberList, type RejectedLine, maxListedRejects, printable } from './read-list.ts';
import { storeTargets } from './store-targets.ts';

export interface ImportListInput {
  readonly taskId: string;
  /** As the person named it; shown in reports only. */
  readonly fileName: string;
  /** What `readList` made of the bytes, before this transaction began. */
  readonly list: NumberList;
  readonly at: Date;
}

/** What happened to every line: lines = accepted + duplicates + invalid + overLimit. */
export interface ListReport {
  readonly id: string;
  readonly fileName: string;
  readonly lines: number;
  readonly accepted: number;
  /** Of an earlier line, or of a number that the task had already. */
  readonly duplicates: number;
  readonly invalid: number;
  readonly overLimit: number;
  /** Of the accepted: on a black list of the customer or of one above it, so stored as skipped. */
  readonly blackListed: number;
  readonly invalidReasons: Readonly<Record<string, number>>;
  /** The first 1,000 lines that were not accepted, in order. */
  readonly rejects: readonly RejectedLine[];
  readonly createdAt: Date;
}

/** A list can still be added to a task in these states. */
const openStates: readonly TaskState[] = ['draft', 'running', 'paused'];
const maxFileName = 255;

/**
 * Adds a list's numbers to a task of the actor's tenant, all or none: new ones as targets in the list's order, waiting
 * or, where a black list has them, skipped with the reason `black_list`; keeps the report and the counters. Throws
 * `not_found`, and `invalid_transition` for a task that is over, also when it ends meanwhile.
 */
export async function importList(tx: TenantTx, { taskId, fileName, list, at }: ImportListInput): Promise<ListReport> {
  const { tenantId } = tx.actor;
  await requireOpenTask(tx, taskId, false);
  const stored = await storeTargets(tx, { taskId, numbers: list.numbers, at });
  const duplicates = list.duplicates + stored.known.size;
  const [{ id }] = await tx.sql<[{ id: string }]>`
    insert into list_imports (tenant_id, task_id, file_name, lines, accepted, duplicates, invalid, over_limit, black_listed,
      invalid_reasons, rejects, created_at)
    values (${tenantId}, ${taskId}, ${shownName(fileName)}, ${list.lines}, ${stored.made}, ${duplicates}, ${list.invalid},
      ${list.overLimit}, ${stored.blackListed}, ${JSON.stringify(list.invalidReasons)}::jsonb,
      ${JSON.stringify(allRejects(list, stored.known))}::jsonb, ${at})
    returning id`;
  const report: ListReport = {
    id,
    fileName: shownName(fileName),
    lines: list.lines,
    accepted: stored.made,
    duplicates,
    invalid: list.invalid,
    overLimit: list.overLimit,
    blackListed: stored.blackListed,
    invalidReasons: list.invalidReasons,
    rejects: allRejects(list, stored.known),
    createdAt: at,
  };
  await recordAudit(tx, {
    tenantId,
    action: 'list.import',
    subjectType: 'task',
    subjectId: taskId,
    details: { listId: id, lines: list.lines, accepted: stored.made },
  });
  // Only now, so that a running task is not held up; who ends the task waits for this transaction or is seen here. The task before its
  // counters, in the order in which a worker's beat takes them.
  await requireOpenTask(tx, taskId, true);
  await countLines(tx, taskId, report);
  return report;
}

async function requireOpenTask(tx: TenantTx, taskId: string, lock: boolean): Promise<void> {
  const { sql } = tx;
  const [task] = await sql<{ state: TaskState }[]>`
    select state from tasks where tenant_id = ${tx.actor.tenantId} and id = ${taskId} ${lock ? sql`for share` : sql``}`;
  if (task === undefined) throw new DomainError('not_found', 'no such task');
  if (!openStates.includes(task.state)) {
    throw new DomainError('invalid_transition', `a ${task.state} task takes no more numbers`);
  }
}

async function countLines(tx: TenantTx, taskId: string, report: ListReport): Promise<void> {
  const { tenantId } = tx.actor;
  await tx.sql`
    update task_counters set total = total + ${report.accepted}, waiting = waiting + ${report.accepted - report.blackListed},
      skipped = skipped + ${report.blackListed}, duplicates = duplicates + ${report.duplicates},
      invalid = invalid + ${report.invalid}, over_limit = over_limit + ${report.overLimit}
    where tenant_id = ${tenantId} and task_id = ${taskId}`;
  await tx.sql`
    select pg_notify('task_progress', json_build_object('tenantId', ${tenantId}::uuid, 'taskId', ${taskId}::uuid)::text)`;
}

/** The rejects of the list and, as duplicates, the numbers that the task knew, by line. */
function allRejects(list: NumberList, known: ReadonlySet<number>): RejectedLine[] {
  const rejects = [...list.rejects];
  for (const index of known) {
    rejects.push({ line: list.numberLines[index] ?? 0, reason: 'duplicate', text: list.numbers[index] ?? '' });
  }
  return rejects.sort((a, b) => a.line - b.line).slice(0, maxListedRejects);
}

function shownName(fileName: string): string {
  return printable(fileName, maxFileName);
}
