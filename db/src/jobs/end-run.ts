import type { PlatformTx } from '../connect/index.ts';
import { raiseAlert } from '../tenancy/index.ts';
import type { JobRun } from './claim-job.ts';
import { notifyJob } from './notify-job.ts';

/** A run's end; all but `done` and `cancelled` are told to the tenant as an alert too. */
export type RunEnd =
  | { readonly state: 'done'; readonly result: Readonly<Record<string, unknown>> }
  | { readonly state: 'failed'; readonly code: string; readonly detail?: string | undefined }
  | { readonly state: 'cancelled' };

const maxDetailLength = 1000;

/** Ends a job with its run. False when it is not this process' any more: another run will end it. */
export async function endRun(tx: PlatformTx, run: JobRun, end: RunEnd): Promise<boolean> {
  const result = end.state === 'done' ? JSON.stringify(end.result) : null;
  const code = end.state === 'failed' ? end.code : null;
  const detail = end.state === 'failed' ? (end.detail?.slice(0, maxDetailLength) ?? null) : null;
  const [ended] = await tx.sql<{ kind: string }[]>`
    update jobs set state = ${end.state}, runner_id = null, ended_at = now(), result = ${result}::jsonb, failure_code = ${code},
      failure_detail = ${detail},
      -- What is done is all of it, whether or not the handler said so last.
      progress_done = case when ${end.state} = 'done' then coalesce(progress_total, progress_done) else progress_done end
    where (tenant_id, id) = (${run.tenantId}, ${run.id}) and state = 'running'
      and (runner_id, runs) = (${run.runnerId}, ${run.runs}) returning kind`;
  if (ended === undefined) return false;
  if (end.state === 'failed') await alertFailed(tx, run, { jobKind: ended.kind, code: end.code });
  await notifyJob(tx, 'job_changed', run);
  return true;
}

/** Lets the job wait again: at once and as if it had not run, or later and counted. */
export async function returnRun(
  tx: PlatformTx,
  run: JobRun,
  { afterSeconds, counted }: { afterSeconds: number; counted: boolean },
): Promise<void> {
  const [returned] = await tx.sql<{ id: string }[]>`
    update jobs set state = 'waiting', runner_id = null, started_at = null, due_at = now() + make_interval(secs => ${afterSeconds}),
      runs = runs - ${counted ? 0 : 1}
    where (tenant_id, id) = (${run.tenantId}, ${run.id}) and state = 'running'
      and (runner_id, runs) = (${run.runnerId}, ${run.runs}) returning id`;
  if (returned === undefined) return;
  await notifyJob(tx, 'job_changed', run);
  await notifyJob(tx, 'job_wanted', run);
}

export async function alertFailed(
  tx: PlatformTx,
  { tenantId, id }: { tenantId: string; id: string },
  details: { jobKind: string; code: string },
): Promise<void> {
  await raiseAlert(tx, { tenantId, kind: 'job_failed', level: 'warning', subjectType: 'job', subjectId: id, details });
}
