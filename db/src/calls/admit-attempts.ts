import { holdsForLevels, type RatedLevel, rateSeconds } from '../billing/index.ts';
import type { PlatformTx } from '../connect/index.ts';
import { freezeRates } from './freeze-rates.ts';

/** One dialing that asks to be let through. */
export interface AdmissionRequest {
  /** A uuidv7 chosen by the worker; later the callee leg's channel id. */
  readonly attemptId: string;
  readonly tenantId: string;
  readonly taskId: string;
  readonly targetId: string;
  /** E.164. */
  readonly number: string;
  /** ISO 3166 code of the country that the number belongs to; undefined where it is of none. */
  readonly country: string | undefined;
  /** The callee's side charges for being called. */
  readonly premium: boolean;
  /** 1 for the target's first attempt. */
  readonly attemptNo: number;
  readonly callerIdId: string;
  readonly trunkTenantId: string;
  readonly trunkId: string;
  /** The channel is cut this many seconds after the answer; the holds pay for them. */
  readonly authorisedSeconds: number;
  /** The rates that the call is held and settled at, customer first. */
  readonly levels: readonly RatedLevel[];
}

/** Why an attempt was not admitted; it left no row and holds no money. */
export type AdmissionRefusal =
  | 'task_not_running'
  | 'lease_lost'
  | 'tenant_disabled'
  | 'wallet_blocked'
  | 'caller_id_not_approved'
  | 'caller_id_used_up'
  | 'audio_not_approved'
  | 'target_not_leased'
  | 'black_listed'
  | DestinationRefusal
  | 'insufficient_funds'
  | LimitRefusal;

/** The number may not be called from here, by a limit of the tenant or of one above it. */
export type DestinationRefusal = 'premium_off' | 'international_off' | 'destination_blocked';
/** A limit of the tenant, or of one above it, leaves no room for the moment. */
export type LimitRefusal = 'too_many_calls' | 'too_many_calls_per_second' | 'daily_spend_reached';

export interface AdmissionBatch {
  readonly workerId: string;
  readonly at: Date;
  /** From here on the sweeper may release a hold whose channel is gone. */
  readonly holdExpiresAt: Date;
  /** At most `maxAdmissionBatch`. Admitted in this order while the money and the limits last. */
  readonly calls: readonly AdmissionRequest[];
  /** Ids of rates that certainly are frozen already. */
  readonly frozen?: ReadonlySet<string>;
}

export const maxAdmissionBatch = 1000;

/**
 * Applies every rule of admission, freezes the rates, places the holds and writes the attempts as `admitted`, all in the caller's
 * transaction. Answers the refused ones by attempt id; the others are admitted once the transaction commits. Throws `batch_too_large`.
 */
export async function admitAttempts(tx: PlatformTx, batch: AdmissionBatch): Promise<Map<string, AdmissionRefusal>> {
  const { calls, frozen } = batch;
  const levels = calls.flatMap(levelsToHold);
  // Before any wallet is locked.
  await freezeRates(
    tx,
    calls.flatMap((call) => call.levels.filter(({ rate }) => frozen?.has(rate.id) !== true)),
  );
  const refused = await tx.sql<{ call: number; refusal: AdmissionRefusal }[]>`
    select call, refusal from admit_attempts(
      ${batch.workerId}, ${batch.at}, ${batch.holdExpiresAt},
      ${calls.map((c) => c.attemptId)}::uuid[], ${calls.map((c) => c.tenantId)}::uuid[], ${calls.map((c) => c.taskId)}::uuid[],
      ${calls.map((c) => c.targetId)}::uuid[], ${calls.map((c) => c.number)}::text[], ${calls.map((c) => c.country ?? null)}::text[],
      ${calls.map((c) => String(c.premium))}::text[]::bool[], ${calls.map((c) => c.attemptNo)}::int[],
      ${calls.map((c) => c.callerIdId)}::uuid[], ${calls.map((c) => c.trunkTenantId)}::uuid[], ${calls.map((c) => c.trunkId)}::uuid[],
      ${calls.map((c) => c.authorisedSeconds)}::int[],
      ${levels.map((l) => l.call)}::int[], ${levels.map((l) => l.tenantId)}::uuid[], ${levels.map((l) => l.rateId)}::uuid[],
      ${levels.map((l) => l.most)}::bigint[], ${levels.map((l) => l.held)}::bigint[])`;
  const refusals = new Map<string, AdmissionRefusal>();
  for (const { call, refusal } of refused) {
    const request = calls[call - 1];
    if (request !== undefined) refusals.set(request.attemptId, refusal);
  }
  return refusals;
}

function levelsToHold({ levels, authorisedSeconds }: AdmissionRequest, index: number) {
  const holds = holdsForLevels(levels, authorisedSeconds);
  return levels.map(({ payerTenantId, rate }, level) => ({
    call: index + 1,
    tenantId: payerTenantId,
    rateId: rate.id,
    most: String(rateSeconds(rate, authorisedSeconds).amountMicros),
    held: String(holds[level]?.amountMicros ?? 0n),
  }));
}
