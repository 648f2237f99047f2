import type { PlatformTx } from '../connect/index.ts';
import { type JobRef, notifyJob } from './notify-job.ts';

/** One run of a job by one process. */
export interface JobRun extends JobRef {
  readonly runnerId: string;
  /** How often the job was begun, this time counted. */
  readonly runs: number;
}

export interface ClaimedJob extends JobRun {
  readonly kind: string;
  readonly staffId: string | null;
  readonly input: unknown;
}

/**
 * Takes the next job that is due, for the process of `runnerId`: of whoever has the fewest running, the one that waited longest.
 * Kinds that are not named are left to processes of another version. `maxOfTenant` may be passed by one when two processes claim at
 * once. undefined when nothing is due.
 */
export async function claimJob(
  tx: PlatformTx,
  { runnerId, kinds, maxOfTenant }: { runnerId: string; kinds: readonly string[]; maxOfTenant: number },
): Promise<ClaimedJob | undefined> {
  const [job] = await tx.sql<ClaimedJob[]>`
    with next as (
      select j.tenant_id, j.id from jobs j
        cross join lateral (select count(*) n from jobs r where r.tenant_id = j.tenant_id and r.state = 'running') running
      where j.state = 'waiting' and j.due_at <= now() and j.cancel_requested_at is null and j.kind = any (${kinds}::text[])
        and running.n < ${maxOfTenant}
      order by running.n, j.due_at, j.id limit 1
      for update of j skip locked
    )
    update jobs j
    set state = 'running', runner_id = ${runnerId}, runs = j.runs + 1, started_at = now(), progress_done = 0, progress_total = null
    from next where (j.tenant_id, j.id) = (next.tenant_id, next.id)
    returning j.tenant_id as "tenantId", j.id, j.runner_id as "runnerId", j.kind, j.staff_id as "staffId", j.input, j.runs`;
  if (job !== undefined) await notifyJob(tx, 'job_changed', job);
  return job;
}

/**
 * True while this run is the job's current one. Until the transaction ends nobody takes the job away, so what it writes is never
 * written beside a second run's.
 */
export async function holdRun(tx: Pick<PlatformTx, 'sql'>, { tenantId, id, runnerId, runs }: JobRun): Promise<boolean> {
  const held = await tx.sql`
    select from jobs where (tenant_id, id) = (${tenantId}, ${id}) and state = 'running'
      and (runner_id, runs) = (${runnerId}, ${runs}) for key share`;
  return held.length > 0;
}

/** Whether a run goes on. */
export type RunState = 'running' | 'cancelling' | 'lost';

/** Writes how far a run is. `lost`: the job is not this process' any more. */
export async function writeProgress(
  tx: PlatformTx,
  run: JobRun,
  { done, total }: { done: number; total: number | undefined },
): Promise<RunState> {
  const [row] = await tx.sql<{ cancelling: boolean }[]>`
    update jobs set progress_done = ${done}, progress_total = ${total ?? null}
    where (tenant_id, id) = (${run.tenantId}, ${run.id}) and state = 'running'
      and (runner_id, runs) = (${run.runnerId}, ${run.runs})
    returning cancel_requested_at is not null cancelling`;
  if (row === undefined) return 'lost';
  await notifyJob(tx, 'job_changed', run);
  return row.cancelling ? 'cancelling' : 'running';
}
