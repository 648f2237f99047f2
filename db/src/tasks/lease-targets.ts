import type { PlatformTx } from '../connect/index.ts';
import type { TaskKey } from './worker-row.ts';

/** A target taken by a worker, due to be dialed. */
export interface LeasedTarget {
  readonly targetId: string;
  /** E.164. */
  readonly number: string;
  readonly attemptsMade: number;
  /** On a black list of the tenant or of one above it, at the moment of the lease. */
  readonly blocked: boolean;
}

/** Takes up to `limit` targets of a task that are due, in the order in which they became due. */
export async function leaseTargets(
  tx: PlatformTx,
  lease: TaskKey & { readonly workerId: string; readonly at: Date; readonly limit: number },
): Promise<LeasedTarget[]> {
  const { tenantId, taskId, workerId, at } = lease;
  const taken = await tx.sql<{ targetId: string; number: string; attemptsMade: number }[]>`
    with picked as materialized (
      select id, row_number() over () place from (
        select id from targets where tenant_id = ${tenantId} and task_id = ${taskId} and state = 'waiting' and due_at <= ${at}
        order by due_at, id limit ${lease.limit} for update skip locked
      ) due
    ), taken as (
      update targets t set state = 'leased', leased_by = ${workerId}
      from picked p where t.tenant_id = ${tenantId} and t.id = p.id
      returning t.id, t.number, t.attempts_made, p.place
    ), counted as (
      update task_counters set waiting = waiting - n, leased = leased + n from (select count(*)::int n from taken) c
      where tenant_id = ${tenantId} and task_id = ${taskId} and n > 0
    )
    select id as "targetId", number, attempts_made as "attemptsMade" from taken order by place`;
  if (taken.length === 0) return [];
  const blocked = await tx.sql<{ number: string }[]>`
    select number from blocked_numbers(${tenantId}, ${taken.map((t) => t.number)}::text[], ${at}) number`;
  const numbers = new Set(blocked.map((row) => row.number));
  return taken.map((target) => ({ ...target, blocked: numbers.has(target.number) }));
}
