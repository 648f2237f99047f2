import type { PlatformTx } from '../connect/index.ts';
import { lockCounters } from '../tasks/index.ts';

/** An attempt by its tenant and id. */
export interface AttemptKey {
  readonly tenantId: string;
  readonly attemptId: string;
}

/**
 * Says that these admitted attempts are about to be dialed; commit it before the first originate. Answers the ids it marked: one that
 * is missing was undone or ended meanwhile and must not be dialed.
 */
export async function markOriginating(tx: PlatformTx, attempts: readonly AttemptKey[], at: Date): Promise<Set<string>> {
  const rows = await tx.sql<{ id: string }[]>`
    update attempts a set state = 'originating', originated_at = ${at}
    from unnest(${attempts.map((a) => a.tenantId)}::uuid[], ${attempts.map((a) => a.attemptId)}::uuid[]) k (tenant_id, id)
    where (a.tenant_id, a.id) = (k.tenant_id, k.id) and a.state = 'admitted'
    returning a.id`;
  return new Set(rows.map((row) => row.id));
}

/** Says when these attempts were answered, so that a successor of this worker knows it; an ended one is left as it is. */
export async function markAnswered(
  tx: PlatformTx,
  attempts: readonly (AttemptKey & { readonly answeredAt: Date })[],
): Promise<void> {
  await tx.sql`
    update attempts a set state = 'answered', answered_at = k.answered_at
    from unnest(${attempts.map((a) => a.tenantId)}::uuid[], ${attempts.map((a) => a.attemptId)}::uuid[],
      ${attempts.map((a) => a.answeredAt.toISOString())}::timestamptz[]) k (tenant_id, id, answered_at)
    where (a.tenant_id, a.id) = (k.tenant_id, k.id) and a.state in ('admitted', 'originating')`;
}

/**
 * Undoes attempts that were certainly never dialed: their rows and holds go, their targets wait again from `dueAt` with the attempt
 * not counted. Answers how many were undone; answered or ended ones are left as they are.
 */
export async function undoAttempts(tx: PlatformTx, attempts: readonly AttemptKey[], dueAt: Date): Promise<number> {
  if (attempts.length === 0) return 0;
  const locked = await tx.sql<{ id: string; tenantId: string; taskId: string }[]>`
    select a.id, a.tenant_id as "tenantId", a.task_id as "taskId" from attempts a
    join unnest(${attempts.map((a) => a.tenantId)}::uuid[], ${attempts.map((a) => a.attemptId)}::uuid[]) k (tenant_id, id)
      on (a.tenant_id, a.id) = (k.tenant_id, k.id)
    where a.state in ('admitted', 'originating') order by a.id for update of a`;
  const ids = locked.map((row) => row.id);
  if (ids.length === 0) return 0;
  // Wallets before counters, in the order in which ends of calls take them, so that the two never wait for each other in a circle.
  await tx.sql`select settle_calls(${ids}::uuid[], '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')`;
  await lockCounters(tx, locked);
  await tx.sql`
    with gone as (
      delete from attempts a where a.tenant_id = any (${attempts.map((a) => a.tenantId)}::uuid[]) and a.id = any (${ids}::uuid[])
      returning a.tenant_id, a.task_id, a.target_id, a.caller_id_id, a.admitted_at
    ), uncounted as (
      -- What was not dialed was not shown.
      update caller_id_days d set calls = greatest(0, d.calls - n.calls)
      from (select tenant_id, caller_id_id, day_of(tenant_id, admitted_at) as day, count(*)::int calls from gone group by 1, 2, 3) n
      where (d.tenant_id, d.caller_id_id, d.day) = (n.tenant_id, n.caller_id_id, n.day)
    ), waiting as (
      update targets t set state = 'waiting', leased_by = null, due_at = ${dueAt}, changed_at = ${dueAt}
      from gone g where (t.tenant_id, t.id) = (g.tenant_id, g.target_id) and t.state = 'leased'
      returning t.tenant_id, t.task_id
    )
    update task_counters c set waiting = c.waiting + w.n, leased = c.leased - w.n
    from (select tenant_id, task_id, count(*)::int n from waiting group by 1, 2) w
    where (c.tenant_id, c.task_id) = (w.tenant_id, w.task_id)`;
  return ids.length;
}
