import type { TenantTx } from '../connect/index.ts';

/** The names of the tasks that attempts belong to, for those of the current tenant; others are missing from the answer. */
export async function findAttemptTasks(tx: TenantTx, attemptIds: readonly string[]): Promise<Map<string, string>> {
  if (attemptIds.length === 0) return new Map();
  const { tenantId } = tx.actor;
  const rows = await tx.sql<{ id: string; name: string }[]>`
    select a.id, k.name from attempts a join tasks k on (k.tenant_id, k.id) = (a.tenant_id, a.task_id)
    where a.tenant_id = ${tenantId} and a.id = any (${attemptIds}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row.name]));
}
