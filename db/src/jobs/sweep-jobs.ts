import type { PlatformTx } from '../connect/index.ts';
import { keysOfJob } from './job-files.ts';
import type { JobRef } from './notify-job.ts';

/** How long what has ended is kept. */
export const keepJobsDays = 30;

export interface OldJob extends JobRef {
  /** In the object store; some may never have been there. */
  readonly keys: readonly string[];
}

/** Jobs that ended long ago, the oldest first: their files are to be deleted, then they themselves. An upload that a younger job names too stays. */
export async function findOldJobs(tx: PlatformTx, limit: number): Promise<OldJob[]> {
  const jobs = await tx.sql<(JobRef & { input: unknown })[]>`
    select tenant_id as "tenantId", id, input from jobs
    where ended_at < now() - make_interval(days => ${keepJobsDays}) order by ended_at limit ${limit}`;
  const old: OldJob[] = [];
  for (const job of jobs) {
    const keys = keysOfJob(job, job.input);
    const [{ shared }] = await tx.sql<[{ shared: string[] }]>`
      select array(select key from unnest(${keys}::text[]) key where exists (
        select from jobs j where j.tenant_id = ${job.tenantId} and j.id <> ${job.id} and position(key in j.input::text) > 0)) shared`;
    old.push({ tenantId: job.tenantId, id: job.id, keys: keys.filter((key) => !shared.includes(key)) });
  }
  return old;
}

/** Deletes jobs whose files are gone, and the alerts of what failed with them. Answers how many. */
export async function deleteJobs(tx: PlatformTx, jobs: readonly JobRef[]): Promise<number> {
  const [tenants, ids] = [jobs.map((job) => job.tenantId), jobs.map((job) => job.id)];
  await tx.sql`
    delete from alerts a using unnest(${tenants}::uuid[], ${ids}::text[]) j (tenant_id, id)
    where (a.tenant_id, a.subject_type, a.subject_id) = (j.tenant_id, 'job', j.id)`;
  const { count } = await tx.sql`
    delete from jobs d using unnest(${tenants}::uuid[], ${ids}::uuid[]) j (tenant_id, id)
    where (d.tenant_id, d.id) = (j.tenant_id, j.id) and d.ended_at is not null`;
  return count;
}
