import type { PlatformTx } from '../connect/index.ts';

/** An attempt that is not over, as the record knows it. */
export interface OpenAttempt {
  readonly attemptId: string;
  readonly tenantId: string;
  readonly taskId: string;
  readonly targetId: string;
  readonly number: string;
  readonly attemptNo: number;
  readonly callerIdId: string;
  readonly callerNumber: string;
  readonly trunkTenantId: string;
  readonly trunkId: string;
  readonly workerId: string;
  readonly state: 'admitted' | 'originating' | 'answered';
  readonly authorisedSeconds: number;
  readonly admittedAt: Date;
  readonly originatedAt: Date | null;
  readonly answeredAt: Date | null;
  /** The frozen rates that it was admitted at, customer first. */
  readonly rateIds: readonly string[];
}

/** The open attempts of these workers. */
export async function findOpenAttempts(tx: PlatformTx, workerIds: readonly string[]): Promise<OpenAttempt[]> {
  return tx.sql<OpenAttempt[]>`
    select ${openAttemptColumns(tx)} from attempts a where a.ended_at is null and a.worker_id = any (${workerIds}::uuid[])`;
}

/** The columns of an `OpenAttempt`, of `attempts a`. */
export function openAttemptColumns({ sql }: PlatformTx) {
  return sql`
    a.id as "attemptId", a.tenant_id as "tenantId", a.task_id as "taskId", a.target_id as "targetId", a.number,
    a.attempt_no as "attemptNo", a.caller_id_id as "callerIdId",
    (select c.number from caller_ids c where (c.tenant_id, c.id) = (a.tenant_id, a.caller_id_id)) as "callerNumber", a.trunk_tenant_id as "trunkTenantId", a.trunk_id as "trunkId",
    a.worker_id as "workerId", a.state, a.authorised_seconds as "authorisedSeconds", a.admitted_at as "admittedAt",
    a.originated_at as "originatedAt", a.answered_at as "answeredAt", a.rate_ids as "rateIds"`;
}

/** Makes a worker the owner of open attempts whose own worker is gone, and of their targets. */
export async function takeOverAttempts(
  tx: PlatformTx,
  workerId: string,
  attempts: readonly OpenAttempt[],
): Promise<void> {
  const tenantIds = attempts.map((a) => a.tenantId);
  await Promise.all([
    tx.sql`
      update attempts a set worker_id = ${workerId}
      from unnest(${tenantIds}::uuid[], ${attempts.map((a) => a.attemptId)}::uuid[]) k (tenant_id, id)
      where (a.tenant_id, a.id) = (k.tenant_id, k.id) and a.ended_at is null`,
    tx.sql`
      update targets t set leased_by = ${workerId}
      from unnest(${tenantIds}::uuid[], ${attempts.map((a) => a.targetId)}::uuid[]) k (tenant_id, id)
      where (t.tenant_id, t.id) = (k.tenant_id, k.id) and t.state = 'leased'`,
  ]);
}
