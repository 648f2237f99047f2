import { type TenantTx, violates } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { recordAudit } from '../tenancy/index.ts';
import type { JobKind } from './kinds.ts';
import { notifyJob } from './notify-job.ts';

export interface NewJob {
  readonly kind: JobKind;
  /**
   * What the handler needs to begin; it parses this itself. Never secrets. Uploads that it names by their key
   * (`tenant/<tenant id>/uploads/…`) are deleted with the job, thirty days after its end.
   */
  readonly input: Readonly<Record<string, unknown>>;
  /** Made up when absent; a second job of the same id is refused as `idempotency_conflict`. */
  readonly id?: string;
}

/** Of one tenant, waiting and running: whoever asks for more is told to wait. */
export const maxOpenJobs = 20;

/**
 * Asks for background work in the transaction of its cause: neither exists without the other. Answers the job's id. Throws
 * `too_many_jobs` where the tenant has asked for too much already.
 */
export async function enqueueJob(tx: TenantTx, { kind, input, id }: NewJob): Promise<string> {
  const { tenantId, staffId } = tx.actor;
  const [{ open }] = await tx.sql<[{ open: number }]>`
    select count(*)::int open from jobs where tenant_id = ${tenantId} and ended_at is null`;
  if (open >= maxOpenJobs) throw new DomainError('too_many_jobs');
  const [job] = await tx.sql<[{ id: string }]>`
    insert into jobs (tenant_id, id, kind, input, staff_id)
    values (${tenantId}, coalesce(${id ?? null}::uuid, new_id()), ${kind}, ${JSON.stringify(input)}::jsonb, ${staffId ?? null})
    returning id`.catch((error: unknown) => {
    throw violates(error, 'jobs_pkey') ? new DomainError('idempotency_conflict') : error;
  });
  await recordAudit(tx, { tenantId, action: 'job.enqueue', subjectType: 'job', subjectId: job.id, details: { kind } });
  await notifyJob(tx, 'job_wanted', { tenantId, id: job.id });
  return job.id;
}
