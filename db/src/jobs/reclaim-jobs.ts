import type { PlatformTx } from '../connect/index.ts';
import { alertFailed } from './end-run.ts';
import { type JobRef, notifyJob } from './notify-job.ts';

/** A job that was begun so often and whose process died each time is given up: it may be what kills them. */
export const maxRuns = 3;

/**
 * Lets the jobs of dead processes wait again; `ownRunnerId` names a process that runs none at the moment, whatever the rows say. What a
 * dead one's server session still has under way keeps its job until it is over. Answers how many were taken back.
 */
export async function reclaimJobs(tx: PlatformTx, ownRunnerId?: string): Promise<number> {
  const dead = await tx.sql<{ id: string }[]>`
    select id from (select distinct runner_id id from jobs where state = 'running' and ended_at is null) r
    where id = ${ownRunnerId ?? null} or pg_try_advisory_xact_lock(hashtextextended(id::text, 0))`;
  if (dead.length === 0) return 0;
  const back = await tx.sql<(JobRef & { kind: string; state: string })[]>`
    with lost as (
      select tenant_id, id from jobs where state = 'running' and runner_id = any (${dead.map((runner) => runner.id)}::uuid[])
      for update skip locked
    )
    update jobs j
    set runner_id = null, started_at = case when j.runs < ${maxRuns} then null else j.started_at end, due_at = now(),
      state = case when j.runs < ${maxRuns} then 'waiting' else 'failed' end,
      ended_at = case when j.runs < ${maxRuns} then null else now() end,
      failure_code = case when j.runs < ${maxRuns} then null else 'internal_error' end,
      failure_detail = case when j.runs < ${maxRuns} then null else 'the process that ran it ended ' || j.runs || ' times' end
    from lost where (j.tenant_id, j.id) = (lost.tenant_id, lost.id)
    returning j.tenant_id as "tenantId", j.id, j.kind, j.state`;
  for (const job of back) {
    if (job.state === 'failed') await alertFailed(tx, job, { jobKind: job.kind, code: 'internal_error' });
    await notifyJob(tx, 'job_changed', job);
  }
  return back.length;
}

/** Ends what was cancelled before it began. */
export async function endCancelledJobs(tx: PlatformTx): Promise<void> {
  const ended = await tx.sql<JobRef[]>`
    update jobs set state = 'cancelled', ended_at = now()
    where state = 'waiting' and cancel_requested_at is not null returning tenant_id as "tenantId", id`;
  for (const job of ended) await notifyJob(tx, 'job_changed', job);
}
