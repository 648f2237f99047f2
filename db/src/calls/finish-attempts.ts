import type { PlatformTx } from '../connect/index.ts';
import { lockCounters } from '../tasks/index.ts';
import type { FinishedAttempt } from './finished-attempt.ts';
import { recordOutcomes } from './record-outcomes.ts';

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
