import type { PlatformTx } from '../connect/index.ts';
import type { OpenAttempt } from './find-open-attempts.ts';

/**
 * Open attempts, of any worker, with a hold that expired before `at`. A hold outlives its channel's absolute time-out by far, so
 * whoever still has the channel on its switch says so, and the others are over with an outcome that nobody knows.
 */
export async function findExpiredAttempts(tx: PlatformTx, at: Date, limit: number): Promise<OpenAttempt[]> {
  return tx.sql<OpenAttempt[]>`
    select a.id as "attemptId", a.tenant_id as "tenantId", a.task_id as "taskId", a.target_id as "targetId", a.number,
      a.attempt_no as "attemptNo", a.caller_id_id as "callerIdId", a.trunk_tenant_id as "trunkTenantId", a.trunk_id as "trunkId",
      a.worker_id as "workerId", a.state, a.authorised_seconds as "authorisedSeconds", a.admitted_at as "admittedAt",
      a.originated_at as "originatedAt", a.answered_at as "answeredAt"
    from attempts a
    where a.ended_at is null and exists (select from holds h where h.attempt_id = a.id and h.expires_at < ${at}) limit ${limit}`;
}
