import type { TenantTx } from '../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../cursor.ts';
import { selectTargets, type TargetView } from './select-targets.ts';

/** The words by which a page filters targets. */
export type TargetFilter =
  'answered' | 'transferred' | 'busy' | 'no_answer' | 'failed' | 'skipped' | 'waiting' | 'unknown';

export interface TargetSearch {
  readonly result?: TargetFilter | undefined;
  /** Digits anywhere in the number. */
  readonly digits?: string | undefined;
}

/** A task's targets, the latest changed first. Throws `not_found` for a task that is not the current tenant's. */
export async function listTargets(
  tx: TenantTx,
  taskId: string,
  { result, digits }: TargetSearch,
  page: PageRequest,
): Promise<Page<TargetView>> {
  const { sql } = tx;
  const [changed = '', id = ''] =
    page.cursor === undefined ? [] : readCursor(page.cursor, [cursorForms.integer, cursorForms.uuid]);
  const rows = await selectTargets(
    tx,
    taskId,
    sql`
      ${page.cursor === undefined ? sql`` : sql`and (t.changed_at, t.id) < (timestamptz 'epoch' + ${changed}::bigint * interval '1 microsecond', ${id}::uuid)`}
      ${result === undefined ? sql`` : matches(sql, result)}
      ${digits === undefined ? sql`` : sql`and position(${digits} in t.number) > 0`}
      order by t.changed_at desc, t.id desc limit ${page.limit + 1}`,
  );
  return toPage(rows, page.limit, { item: (row) => row, key: (row) => [String(row.changedMicroseconds), row.id] });
}

/** As the counters count: a result is a target's once it is done, and what the dialer has taken but not ended still waits. */
function matches(sql: TenantTx['sql'], result: TargetFilter) {
  if (result === 'waiting') return sql`and t.state in ('waiting', 'leased')`;
  if (result === 'skipped') return sql`and t.state = 'skipped'`;
  if (result === 'transferred') return sql`and t.transferred`;
  return sql`and t.state = 'done' and t.result = ${result}`;
}
