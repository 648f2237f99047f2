import { micros, type Rate, type RatedLevel } from '@yunhu/db/billing';
import type { DialingTask } from '@yunhu/db/tasks';
import { flowDefinition } from '@yunhu/db/tasks';
import { describe, expect, it } from 'vitest';
import { Call } from './call.ts';
import type { CallResult } from './call-flow-types.ts';
import { finishedAttempt } from './finished-attempt.ts';
import { TaskRun } from './task-run.ts';

function rate(id: string, price: number): Rate {
  const plain = {
    firstBlockSeconds: null,
    firstBlockPriceMicros: null,
    connectionFeeMicros: micros(0),
    graceSeconds: 0,
  };
  const open = { minimumChargeMicros: micros(0), effectiveFromMs: -Infinity, effectiveUntilMs: Infinity };
  return { id, rateGroupId: 'g', prefix: '86', blockSeconds: 1, pricePerBlockMicros: micros(price), ...plain, ...open };
}
const levels: RatedLevel[] = [
  { payerTenantId: 'customer', payeeTenantId: 'agent', rate: rate('sold', 5) },
  { payerTenantId: 'agent', payeeTenantId: 'operator', rate: rate('bought', 3) },
];
const task: DialingTask = {
  tenantId: 'customer',
  taskId: 'task',
  type: 'broadcast',
  state: 'running',
  workerId: null,
  stateReason: null,
  priority: 1,
  sendRatioPercent: null,
  channelLimit: 1,
  dialIntervalMs: 0,
  flow: flowDefinition.parse({ retries: 0 }),
  audio: { audioId: '', objectKey: null, sha256: '', durationMs: 1 },
  callerIds: [],
  callerIdPool: null,
  queue: undefined,
  chain: [],
  disabled: false,
  availableMicros: 0n,
};

function call(moneyEnds = false, priced = true): Call {
  const run = new TaskRun(task);
  const ids = {
    attemptId: 'a',
    targetId: 't',
    callerIdId: 'c',
    callerNumber: '+864008823823',
    trunkTenantId: 'o',
    trunkId: 'x',
  };
  const number = '+8613800000000';
  const made = new Call({ ...ids, run, number, attemptNo: 1, authorisedSeconds: 60, levels: priced ? levels : [] });
  made.moneyEnds = moneyEnds;
  return made;
}
const answeredAt = new Date('2026-06-01T00:00:00Z');
function result(talkedMs: number, change: Partial<CallResult> = {}): CallResult {
  const nothing = { keys: '', playsHeard: 1, transferred: false, abandoned: false, optedOut: false, seatLegs: [] };
  const endedAt = new Date(answeredAt.getTime() + talkedMs);
  return { ...nothing, outcome: { result: 'answered' }, answeredAt, endedAt, endSeen: true, ...change };
}

describe('finishedAttempt', () => {
  it.each([
    [10_000, [50n, 30n], 0n],
    [59_001, [300n, 180n], 0n],
    // The cut takes a moment: it is nobody's loss.
    [60_400, [300n, 180n], 0n],
    [70_000, [300n, 180n], 30n],
  ])(
    'charges %i ms of talk on each level, at most the authorised minute; the rest is the operator’s loss',
    (ms, charges, overrun) => {
      const finished = finishedAttempt(call(), result(ms));
      expect(finished.charges.map((charge) => charge.amountMicros)).toEqual(charges);
      expect(finished.overrunMicros).toBe(overrun);
    },
  );

  it('says that a call which wanted more seconds and came to its last one was ended by its money', () => {
    expect(finishedAttempt(call(true), result(59_700)).reason).toBe('money_ended');
    expect(finishedAttempt(call(true), result(50_000)).reason).toBeUndefined();
    expect(finishedAttempt(call(false), result(59_700)).reason).toBeUndefined();
  });

  it('makes an answer whose rates nobody froze an unknown outcome without a charge, and leaves other results alone', () => {
    expect(finishedAttempt(call(false, false), result(5_000))).toMatchObject({ result: 'unknown', charges: [] });
    const { answeredAt: _, ...unanswered } = result(0, { outcome: { result: 'busy' } });
    expect(finishedAttempt(call(false, false), unanswered)).toMatchObject({ result: 'busy' });
  });

  it('makes an end that nobody saw an unknown outcome without a charge', () => {
    const finished = finishedAttempt(call(), result(5_000, { endSeen: false }));
    expect(finished).toMatchObject({ result: 'unknown', charges: [], overrunMicros: 0n });
    expect(finished.answeredAt).toBeUndefined();
  });

  it('makes a call that was answered to nobody a failure without a charge', () => {
    const interrupted = call();
    interrupted.interrupted = true;
    const finished = finishedAttempt(interrupted, result(5_000, { endSeen: false }));
    expect(finished).toMatchObject({ result: 'failed', reason: 'interrupted', charges: [] });
  });

  it('records the seat that was talked to, not one that only rang', () => {
    const leg = (n: number, seatId: string) => ({
      leg: n,
      seatId,
      sipId: seatId,
      originatedAt: answeredAt,
      endedAt: answeredAt,
    });
    const seatLegs = [leg(1, 'rang'), leg(2, 'talked'), leg(3, 'rang-too')];
    expect(finishedAttempt(call(), result(1, { seatLegs, seatId: 'talked' })).seatLeg?.seatId).toBe('talked');
    expect(finishedAttempt(call(), result(1, { seatLegs })).seatLeg?.seatId).toBe('rang-too');
  });
});
