import type { PlatformTx } from '../connect/index.ts';

/** How a worker's connections are named, so that a successor can end what it left behind. */
export const workerApplicationName = (workerId: string): string => `worker ${workerId}`;

const fenceMilliseconds = 5_000;

/**
 * The workers, of one slot or of all, whose lock nobody holds: their process or its connection is gone. Whatever statement such a
 * worker still has under way is ended first, so that nothing of it commits behind the back of its successor.
 */
export async function findDeadWorkers(tx: PlatformTx, search: { readonly slot?: string }): Promise<string[]> {
  const dead = await tx.sql<{ id: string }[]>`
    with known as materialized (
      select id from workers where ${search.slot ?? null}::text is null or slot = ${search.slot ?? null}
    )
    select id from known where pg_try_advisory_xact_lock(hashtextextended(id::text, 0))`;
  const ids = dead.map((row) => row.id);
  if (ids.length > 0) {
    await tx.sql`
      select pg_terminate_backend(pid, ${fenceMilliseconds}) from pg_stat_activity
      where usename = current_user and pid <> pg_backend_pid() and datname = current_database()
        and exists (select from unnest(${ids.map(workerApplicationName)}::text[]) name where starts_with(application_name, name))`;
  }
  return ids;
}

/** Removes workers that are dead and have nothing open any more. */
export async function forgetWorkers(tx: PlatformTx, workerIds: readonly string[]): Promise<void> {
  await tx.sql`
    delete from workers w where w.id = any (${workerIds}::uuid[])
      and not exists (select from attempts a where a.worker_id = w.id and a.ended_at is null)
      and not exists (select from targets t where t.leased_by = w.id and t.state = 'leased')`;
}
