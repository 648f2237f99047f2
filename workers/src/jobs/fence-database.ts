import type { Database, PlatformTx, TenantTx } from '@yunhu/db/connect';
import { holdRun, type JobRun } from '@yunhu/db/jobs';
import { JobInterrupted } from './job-context.ts';

/** The database as a run may use it: its transactions begin by holding the job, and none begins once the run is over. */
export function fenceDatabase(database: Database, run: JobRun, signal: AbortSignal): Database {
  const hold = async (tx: TenantTx | PlatformTx): Promise<void> => {
    signal.throwIfAborted();
    if (!(await holdRun(tx, run))) throw new JobInterrupted('the job is not run here any more');
  };
  return {
    ...database,
    withTenant: (actor, fn) =>
      database.withTenant(actor, async (tx) => {
        // Another tenant does not see the job; its run is held by those transactions that are its own tenant's.
        if (actor.tenantId === run.tenantId) await hold(tx);
        else signal.throwIfAborted();
        return fn(tx);
      }),
    // It can write nothing that would have to be undone.
    withTenantSnapshot: (actor, fn) => {
      signal.throwIfAborted();
      return database.withTenantSnapshot(actor, fn);
    },
    withPlatform: (reason, fn) =>
      database.withPlatform(reason, async (tx) => {
        await hold(tx);
        return fn(tx);
      }),
    // They write nothing, so there is nothing to hold.
    withSnapshot: async (reason, fn) => {
      signal.throwIfAborted();
      return database.withSnapshot(reason, fn);
    },
    close: () => Promise.reject(new Error('a job does not close the database')),
  };
}
