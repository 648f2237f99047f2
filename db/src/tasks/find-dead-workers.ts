import type { PlatformTx } from '../connect/index.ts';

/** How a worker's connections are named, so that a successor can end what it left behind. */
export const workerApplicationName = (workerId: string): string => `worker ${workerId}`;

const fenceMilliseconds = 5_000;

/** Workers by whether their process lives. */
export interface KnownWorkers {
  readonly alive: readonly string[];
  readonly dead: readonly string[];
}

/**
 * The workers, of one slot or of all. One whose lock nobody holds is dead: its process or its connection is gone. Whatever statement
 * it still has under way is ended first, so that nothing of it commits behind the back of its successor.
 */
export async function findDeadWorkers(tx: PlatformTx, search: { readonly slot?: string }): Promise<KnownWorkers> {
  const known = await tx.sql<{ id: string; dead: boolean }[]>`
    select id, pg_try_advisory_xact_lock(hashtextextended(id::text, 0)) dead from workers
    where ${search.slot ?? null}::text is null or slot = ${search.slot ?? null}`;
  const dead = known.filter((row) => row.dead).map((row) => row.id);
  if (dead.length > 0) {
    await tx.sql`
      select pg_terminate_backend(pid, ${fenceMilliseconds}) from pg_stat_activity
      where usename = current_user and pid <> pg_backend_pid() and datname = current_database()
        and exists (select from unnest(${dead.map(workerApplicationName)}::text[]) name where starts_with(application_name, name))`;
  }
  return { dead, alive: known.filter((row) => !row.dead).map((row) => row.id) };
}

/** Removes workers that are dead and have nothing open any more. */
export async function forgetWorkers(tx: PlatformTx, workerIds: readonly string[]): Promise<void> {
  await tx.sql`
    delete from workers w where w.id = any (${workerIds}::uuid[])
      and not exists (select from attempts a where a.worker_id = w.id and a.ended_at is null)
      and not exists (select from targets t where t.leased_by = w.id and t.state = 'leased')`;
}
