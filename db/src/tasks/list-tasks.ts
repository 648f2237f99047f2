import type { TenantTx } from '../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../cursor.ts';
import { selectTasks, type TaskView } from './select-tasks.ts';
import type { TaskState } from './task-state.ts';

export interface TaskFilter {
  readonly state?: TaskState | undefined;
  /** Part of the name, whatever the case. */
  readonly name?: string | undefined;
}

/** The current tenant's tasks, newest first. */
export async function listTasks(tx: TenantTx, filter: TaskFilter, page: PageRequest): Promise<Page<TaskView>> {
  const { sql } = tx;
  const [after] = page.cursor === undefined ? [] : readCursor(page.cursor, [cursorForms.uuid]);
  const rows = await selectTasks(
    tx,
    sql`
      ${after === undefined ? sql`` : sql`and k.id < ${after}::uuid`}
      ${filter.state === undefined ? sql`` : sql`and k.state = ${filter.state}`}
      ${filter.name === undefined ? sql`` : sql`and position(lower(${filter.name}) in lower(k.name)) > 0`}
      order by k.id desc limit ${page.limit + 1}`,
  );
  return toPage(rows, page.limit, { item: (row) => row, key: (row) => [row.id] });
}
