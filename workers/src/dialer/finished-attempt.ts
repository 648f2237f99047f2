import { type ChainLevel, type PricedLevel, priceCall } from '@yunhu/db/billing';
import type { FinishedAttempt, SeatLeg } from '@yunhu/db/calls';
import type { CallResult, SeatLegRecord } from './call-flow-types.ts';
import type { CallOutcome } from './classify-end.ts';
import type { Call } from './call.ts';
import { retryAt } from './retry-at.ts';

/** A switch cuts a call at its authorised second, give or take; only what is beyond this counts as an overrun. Milliseconds. */
const cutToleranceMs = 2_000;

/**
 * What is recorded and charged of a call that is over. The seconds charged are at most the authorised ones, at the rates that hold
 * at the answer; an end that nobody saw is an unknown outcome and costs nothing.
 */
export function finishedAttempt(call: Call, result: CallResult): FinishedAttempt {
  const { task, chain } = call.run;
  const outcome = result.endSeen ? result.outcome : outcomeUnseen(call);
  const answeredAt = outcome.result === 'answered' ? result.answeredAt : undefined;
  const due = retryAt(outcome, call.attemptNo, result.endedAt, task.flow);
  const seatLeg = recordedLeg(result);
  return {
    attemptId: call.attemptId,
    tenantId: task.tenantId,
    taskId: task.taskId,
    targetId: call.targetId,
    number: call.number,
    callerNumber: task.callerNumber,
    trunkId: call.trunkId,
    result: outcome.result,
    originatedAt: call.originatedAt ?? result.endedAt,
    endedAt: result.endedAt,
    keys: result.keys,
    transferred: result.transferred,
    abandoned: result.abandoned,
    optedOut: result.optedOut,
    ...charged(chain, call.number, answeredAt, result.endedAt, call.authorisedSeconds),
    ...(outcome.result === 'failed' ? { reason: outcome.reason } : {}),
    ...(result.sipStatus === undefined ? {} : { sipStatus: result.sipStatus }),
    ...(result.cause === undefined ? {} : { cause: result.cause }),
    ...(answeredAt === undefined ? {} : { answeredAt }),
    ...(seatLeg === undefined ? {} : { seatLeg }),
    ...(due === undefined ? {} : { retryAt: due }),
  };
}

function outcomeUnseen(call: Call): CallOutcome {
  return call.interrupted ? { result: 'failed', reason: 'interrupted' } : { result: 'unknown' };
}

function charged(
  chain: readonly ChainLevel[] | undefined,
  number: string,
  answeredAt: Date | undefined,
  endedAt: Date,
  authorisedSeconds: number,
): { charges: readonly PricedLevel[]; overrunMicros: bigint } {
  if (answeredAt === undefined || chain === undefined) return { charges: [], overrunMicros: 0n };
  const talkedMs = Math.max(0, endedAt.getTime() - answeredAt.getTime());
  const authorisedMs = authorisedSeconds * 1_000;
  const charges = levelsOf(chain, number, answeredAt, Math.min(talkedMs, authorisedMs));
  if (talkedMs <= authorisedMs + cutToleranceMs) return { charges, overrunMicros: 0n };
  const whole = levelsOf(chain, number, answeredAt, talkedMs).at(-1)?.amountMicros ?? 0n;
  const overrun = whole - (charges.at(-1)?.amountMicros ?? 0n);
  return { charges, overrunMicros: overrun > 0n ? overrun : 0n };
}

function levelsOf(chain: readonly ChainLevel[], number: string, at: Date, durationMs: number): readonly PricedLevel[] {
  const priced = priceCall(chain, number, at, durationMs);
  return priced.ok ? priced.levels : [];
}

/** The seat that was talked to, else the last one that was rung. */
function recordedLeg({ seatLegs, seatId }: CallResult): SeatLeg | undefined {
  const leg: SeatLegRecord | undefined = seatLegs.findLast((l) => l.seatId === seatId) ?? seatLegs.at(-1);
  if (leg === undefined) return undefined;
  const { leg: _, ...record } = leg;
  return record;
}
