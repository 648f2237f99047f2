import type { PlatformTx, TenantTx } from '../connect/index.ts';

/** A job's full name. */
export interface JobRef {
  readonly tenantId: string;
  readonly id: string;
}

/** `job_wanted` wakes who runs jobs: one waits, or is to be cancelled. `job_changed` wakes the pages. Both when the transaction commits. */
export async function notifyJob(
  tx: TenantTx | PlatformTx,
  channel: 'job_wanted' | 'job_changed',
  { tenantId, id }: JobRef,
): Promise<void> {
  await tx.sql`select pg_notify(${channel}, json_build_object('tenantId', ${tenantId}::uuid, 'jobId', ${id}::uuid)::text)`;
}
