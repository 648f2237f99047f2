import type { PlatformTx } from '../connect/index.ts';
import type { TaskKey } from './worker-row.ts';

/** Lets targets wait again that this worker leased and that were not admitted, where told so until `dueAt`. One with an open attempt stays as it is. */
export async function returnTargets(
  tx: PlatformTx,
  back: TaskKey & { readonly workerId: string; readonly targetIds: readonly string[]; readonly dueAt?: Date },
): Promise<void> {
  await tx.sql`
    with back as (
      update targets t set state = 'waiting', leased_by = null, due_at = coalesce(${back.dueAt ?? null}::timestamptz, t.due_at)
      where t.tenant_id = ${back.tenantId} and t.id = any (${back.targetIds}::uuid[])
        and t.state = 'leased' and t.leased_by = ${back.workerId}
        and not exists (select from attempts a where a.tenant_id = t.tenant_id and a.target_id = t.id and a.ended_at is null)
      returning t.task_id
    )
    update task_counters c set waiting = c.waiting + b.n, leased = c.leased - b.n
    from (select task_id, count(*)::int n from back group by 1) b where c.tenant_id = ${back.tenantId} and c.task_id = b.task_id`;
}

/** The same for everything that dead workers had leased. Answers how many targets wait again. */
export async function returnLostTargets(tx: PlatformTx, deadWorkerIds: readonly string[]): Promise<number> {
  const [row] = await tx.sql<{ n: number }[]>`
    with back as (
      update targets t set state = 'waiting', leased_by = null
      where t.state = 'leased' and t.leased_by = any (${deadWorkerIds}::uuid[])
        and not exists (select from attempts a where a.tenant_id = t.tenant_id and a.target_id = t.id and a.ended_at is null)
      returning t.tenant_id, t.task_id
    ), sums as materialized (
      select tenant_id, task_id, count(*)::int n from back group by 1, 2
    ), locked as materialized (
      -- As lockCounters does; which tasks it concerns is known only here.
      select c.tenant_id, c.task_id, s.n from task_counters c join sums s on (s.tenant_id, s.task_id) = (c.tenant_id, c.task_id)
      order by c.tenant_id, c.task_id for update of c
    ), counted as (
      update task_counters c set waiting = c.waiting + b.n, leased = c.leased - b.n
      from locked b where (c.tenant_id, c.task_id) = (b.tenant_id, b.task_id)
    )
    select count(*)::int n from back`;
  return row?.n ?? 0;
}
