import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { recordAudit } from '../tenancy/index.ts';
import { getJob, type JobViewer } from './find-jobs.ts';
import { notifyJob } from './notify-job.ts';

/**
 * Asks for a job's end; whoever runs jobs ends it soon after. A second request changes nothing. Throws `not_found`, and
 * `invalid_transition` for one that has ended.
 */
export async function requestCancel(tx: TenantTx, id: string, viewer: JobViewer): Promise<void> {
  const { tenantId } = tx.actor;
  await getJob(tx, id, viewer);
  const asked = await tx.sql`
    update jobs set cancel_requested_at = coalesce(cancel_requested_at, now())
    where (tenant_id, id) = (${tenantId}, ${id}) and ended_at is null returning id`;
  if (asked.length === 0) throw new DomainError('invalid_transition', 'the job has ended');
  await recordAudit(tx, { tenantId, action: 'job.cancel', subjectType: 'job', subjectId: id });
  await notifyJob(tx, 'job_wanted', { tenantId, id });
  await notifyJob(tx, 'job_changed', { tenantId, id });
}
