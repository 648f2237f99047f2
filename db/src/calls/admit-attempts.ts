import type { LevelHold } from '../billing/index.ts';
import type { PlatformTx } from '../connect/index.ts';

/** One dialing that asks to be let through. */
export interface AdmissionRequest {
  /** A uuidv7 chosen by the worker; later the callee leg's channel id. */
  readonly attemptId: string;
  readonly tenantId: string;
  readonly taskId: string;
  readonly targetId: string;
  /** E.164. */
  readonly number: string;
  /** 1 for the target's first attempt. */
  readonly attemptNo: number;
  readonly callerIdId: string;
  readonly trunkTenantId: string;
  readonly trunkId: string;
  /** The channel is cut this many seconds after the answer; the holds pay for them. */
  readonly authorisedSeconds: number;
  readonly holds: readonly LevelHold[];
}

/** Why an attempt was not admitted; it left no row and holds no money. */
export type AdmissionRefusal =
  | 'task_not_running'
  | 'lease_lost'
  | 'tenant_disabled'
  | 'wallet_blocked'
  | 'caller_id_not_approved'
  | 'audio_not_approved'
  | 'target_not_leased'
  | 'black_listed'
  | 'insufficient_funds';

export interface AdmissionBatch {
  readonly workerId: string;
  readonly at: Date;
  /** From here on the sweeper may release a hold whose channel is gone. */
  readonly holdExpiresAt: Date;
  /** At most `maxAdmissionBatch`. Admitted in this order while the money lasts. */
  readonly calls: readonly AdmissionRequest[];
}

export const maxAdmissionBatch = 1000;

/**
 * Applies every rule of admission, places the holds and writes the attempts as `admitted`, all in the caller's transaction.
 * Answers the refused ones by attempt id; the others are admitted once the transaction commits. Throws `batch_too_large`.
 */
export async function admitAttempts(tx: PlatformTx, batch: AdmissionBatch): Promise<Map<string, AdmissionRefusal>> {
  const { calls } = batch;
  const holds = calls.flatMap((call, i) =>
    call.holds.filter((hold) => hold.amountMicros > 0n).map((hold) => ({ call: i + 1, ...hold })),
  );
  const refused = await tx.sql<{ call: number; refusal: AdmissionRefusal }[]>`
    select call, refusal from admit_attempts(
      ${batch.workerId}, ${batch.at}, ${batch.holdExpiresAt},
      ${calls.map((c) => c.attemptId)}::uuid[], ${calls.map((c) => c.tenantId)}::uuid[], ${calls.map((c) => c.taskId)}::uuid[],
      ${calls.map((c) => c.targetId)}::uuid[], ${calls.map((c) => c.number)}::text[], ${calls.map((c) => c.attemptNo)}::int[],
      ${calls.map((c) => c.callerIdId)}::uuid[], ${calls.map((c) => c.trunkTenantId)}::uuid[], ${calls.map((c) => c.trunkId)}::uuid[],
      ${calls.map((c) => c.authorisedSeconds)}::int[],
      ${holds.map((h) => h.call)}::int[], ${holds.map((h) => h.tenantId)}::uuid[], ${holds.map((h) => String(h.amountMicros))}::bigint[])`;
  const refusals = new Map<string, AdmissionRefusal>();
  for (const { call, refusal } of refused) {
    const request = calls[call - 1];
    if (request !== undefined) refusals.set(request.attemptId, refusal);
  }
  return refusals;
}
