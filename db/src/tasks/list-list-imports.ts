import { and, desc, eq } from 'drizzle-orm';
import type { TenantTx } from '../connect/index.ts';
import { getTask } from './get-task.ts';
import { listImports } from './tables.ts';

const maxImports = 500;

/** The lists that were loaded into a task, newest first, without their rejected lines. Throws `not_found`. */
export async function listListImports(tx: TenantTx, taskId: string) {
  await getTask(tx, taskId);
  return tx.db
    .select({
      id: listImports.id,
      fileName: listImports.fileName,
      lines: listImports.lines,
      accepted: listImports.accepted,
      duplicates: listImports.duplicates,
      invalid: listImports.invalid,
      overLimit: listImports.overLimit,
      blackListed: listImports.blackListed,
      invalidReasons: listImports.invalidReasons,
      createdAt: listImports.createdAt,
    })
    .from(listImports)
    .where(and(eq(listImports.tenantId, tx.actor.tenantId), eq(listImports.taskId, taskId)))
    .orderBy(desc(listImports.id))
    .limit(maxImports);
}
