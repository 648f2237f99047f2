import { type PricedLevel, priceLevels } from '@yunhu/db/billing';
import type { FinishedAttempt, SeatLeg } from '@yunhu/db/calls';
import type { CallResult, SeatLegRecord } from './call-flow-types.ts';
import type { CallOutcome } from './classify-end.ts';
import type { Call } from './call.ts';
import { retryAt } from './retry-at.ts';

/**
 * Only what is beyond this counts as an overrun. Measured on Asterisk, 60 cuts at once, set and moved: 170 to 250 ms before the authorised
 * second, as `cutMarginSeconds` asks for; so this is for a switch that is short of breath. Milliseconds.
 */
const cutToleranceMs = 500;
/** The cut comes at most so long before the authorised second. Milliseconds. */
const cutMarginMs = 600;

/**
 * What is recorded and charged of a call that is over. The seconds charged are at most the authorised ones, at the rates that the
 * hold was placed by; an end that nobody saw is an unknown outcome and costs nothing.
 */
export function finishedAttempt(call: Call, result: CallResult): FinishedAttempt {
  const { task } = call.run;
  const outcome = outcomeOf(call, result);
  const answeredAt = outcome.result === 'answered' ? result.answeredAt : undefined;
  const due = retryAt(outcome, call.attemptNo, result.endedAt, task.flow);
  const seatLeg = recordedLeg(result);
  return {
    attemptId: call.attemptId,
    tenantId: task.tenantId,
    taskId: task.taskId,
    targetId: call.targetId,
    number: call.number,
    callerNumber: call.callerNumber,
    trunkId: call.trunkId,
    result: outcome.result,
    originatedAt: call.originatedAt ?? result.endedAt,
    endedAt: result.endedAt,
    keys: result.keys,
    transferred: result.transferred,
    abandoned: result.abandoned,
    optedOut: result.optedOut,
    ...charged(call, answeredAt, result.endedAt),
    ...(outcome.result === 'failed' ? { reason: outcome.reason } : {}),
    ...(result.sipStatus === undefined ? {} : { sipStatus: result.sipStatus }),
    ...(result.cause === undefined ? {} : { cause: result.cause }),
    ...(answeredAt === undefined ? {} : { answeredAt }),
    ...(answeredAt !== undefined && isEndedByMoney(call, answeredAt, result.endedAt) ? { reason: 'money_ended' } : {}),
    ...(answeredAt !== undefined && call.tenantDisabled ? { reason: 'tenant_disabled' } : {}),
    ...(seatLeg === undefined ? {} : { seatLeg }),
    ...(due === undefined ? {} : { retryAt: due }),
  };
}

/** An answer that nobody can price, as its rates were never frozen, counts as one that nobody saw. */
function outcomeOf(call: Call, { outcome, endSeen }: CallResult): CallOutcome {
  const isPriced = outcome.result !== 'answered' || call.levels.length > 0;
  if (endSeen && isPriced) return outcome;
  return call.interrupted ? { result: 'failed', reason: 'interrupted' } : { result: 'unknown' };
}

function charged(
  call: Call,
  answeredAt: Date | undefined,
  endedAt: Date,
): { charges: readonly PricedLevel[]; overrunMicros: bigint } {
  if (answeredAt === undefined) return { charges: [], overrunMicros: 0n };
  const talkedMs = Math.max(0, endedAt.getTime() - answeredAt.getTime());
  const authorisedMs = call.authorisedSeconds * 1_000;
  const charges = priceLevels(call.levels, Math.min(talkedMs, authorisedMs));
  if (talkedMs <= authorisedMs + cutToleranceMs) return { charges, overrunMicros: 0n };
  const whole = priceLevels(call.levels, talkedMs).at(-1)?.amountMicros ?? 0n;
  const overrun = whole - (charges.at(-1)?.amountMicros ?? 0n);
  return { charges, overrunMicros: overrun > 0n ? overrun : 0n };
}

/** More was wanted and not granted, and the call came to its authorised second. */
function isEndedByMoney(call: Call, answeredAt: Date, endedAt: Date): boolean {
  const talkedMs = endedAt.getTime() - answeredAt.getTime();
  return call.moneyEnds && talkedMs >= call.authorisedSeconds * 1_000 - cutMarginMs;
}

/** The seat that was talked to, else the last one that was rung. */
function recordedLeg({ seatLegs, seatId }: CallResult): SeatLeg | undefined {
  const leg: SeatLegRecord | undefined = seatLegs.findLast((l) => l.seatId === seatId) ?? seatLegs.at(-1);
  if (leg === undefined) return undefined;
  const { leg: _, ...record } = leg;
  return record;
}
