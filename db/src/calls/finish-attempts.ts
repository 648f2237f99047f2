import type { PricedLevel } from '../billing/index.ts';
import type { PlatformTx } from '../connect/index.ts';
import { lockCounters } from '../tasks/index.ts';
import { recordOutcomes } from './record-outcomes.ts';

export type AttemptResult = 'answered' | 'busy' | 'no_answer' | 'failed' | 'unknown';

/** The leg to a seat, where a callee was transferred or a seat was rung for it. */
export interface SeatLeg {
  readonly seatId: string;
  readonly sipId: string;
  readonly originatedAt: Date;
  readonly answeredAt?: Date;
  readonly endedAt: Date;
  readonly cause?: number;
}

/** Everything that is known of an attempt when it is over. */
export interface FinishedAttempt {
  readonly attemptId: string;
  readonly tenantId: string;
  readonly taskId: string;
  readonly targetId: string;
  /** E.164, as the target has it. */
  readonly number: string;
  readonly callerNumber: string;
  readonly trunkId: string;
  readonly result: AttemptResult;
  /** What a failure means, for people: invalid_number, network, rejected …; of an answered call, that its money ended it: money_ended. */
  readonly reason?: string;
  readonly sipStatus?: number;
  readonly cause?: number;
  readonly originatedAt: Date;
  readonly answeredAt?: Date;
  readonly endedAt: Date;
  /** The keys pressed, in order. */
  readonly keys: string;
  readonly transferred: boolean;
  readonly abandoned: boolean;
  readonly optedOut: boolean;
  readonly seatLeg?: SeatLeg;
  /** What each level pays, customer first; empty where nothing was answered. Never more than the authorised seconds cost. */
  readonly charges: readonly PricedLevel[];
  /** What the seconds beyond the authorised ones would have cost the topmost payer; goes to the operator's loss. */
  readonly overrunMicros: bigint;
  /** When the target is due again; absent when it is done. */
  readonly retryAt?: Date;
}

export const maxFinishBatch = 1000;

/**
 * Ends a batch of attempts in the caller's transaction: money first (holds released, charges posted, once for each attempt however
 * often it is told), then the outcome in attempts, targets, counters, CDRs and black list, and one notification a task.
 */
export async function finishAttempts(tx: PlatformTx, finished: readonly FinishedAttempt[]): Promise<void> {
  // One order for all batches, so that two of them never wait for each other's rows in a circle.
  const batch = [...finished].sort((a, b) => (a.attemptId < b.attemptId ? -1 : 1));
  const money = settle(tx, batch);
  const counters = lockCounters(tx, batch);
  const outcomes = recordOutcomes(tx, batch);
  await Promise.all([money, counters, outcomes]);
}

async function settle(tx: PlatformTx, batch: readonly FinishedAttempt[]): Promise<void> {
  const charges = batch.flatMap((call) =>
    call.charges.map((charge, level) => ({ call, level, charge, answeredAt: call.answeredAt ?? call.endedAt })),
  );
  const overruns = batch.filter((call) => call.overrunMicros > 0n);
  await tx.sql`select settle_calls(
    ${batch.map((c) => c.attemptId)}::uuid[],
    ${charges.map((c) => c.call.tenantId)}::uuid[], ${charges.map((c) => c.call.attemptId)}::uuid[], ${charges.map((c) => c.level)}::int[],
    ${charges.map((c) => c.charge.payerTenantId)}::uuid[], ${charges.map((c) => c.charge.payeeTenantId)}::uuid[],
    ${charges.map((c) => String(c.charge.amountMicros))}::bigint[],
    ${charges.map((c) => c.charge.rate.id)}::uuid[], ${charges.map((c) => c.charge.rate.rateGroupId)}::uuid[],
    ${charges.map((c) => c.charge.rate.prefix)}::text[],
    ${charges.map((c) => c.charge.billedSeconds)}::int[], ${charges.map((c) => c.charge.blocks)}::int[],
    ${charges.map((c) => c.answeredAt.toISOString())}::timestamptz[], ${charges.map((c) => c.call.endedAt.toISOString())}::timestamptz[],
    ${overruns.map((c) => c.attemptId)}::uuid[], ${overruns.map((c) => String(c.overrunMicros))}::bigint[])`;
}
