import { findChainRates, holdsForLevels } from '@yunhu/db/billing';
import type { AdmissionRequest, LimitRefusal } from '@yunhu/db/calls';
import { asE164, originOf, toCarrierFormat } from '@yunhu/db/contacts';
import type { DialTrunk } from '@yunhu/db/telephony';
import { authorise } from './authorise.ts';
import { Call } from './call.ts';
import type { GateReason } from './gates.ts';
import type { LimitDesk } from './limit-desk.ts';
import type { TaskRun } from './task-run.ts';
import type { TenantFunds } from './tenant-funds.ts';
import type { TrunkDesk } from './trunk-desk.ts';
import { uuidv7 } from './uuidv7.ts';

export interface ChosenCall {
  readonly call: Call;
  readonly request: AdmissionRequest;
}

/** What a call is chosen by. */
export interface ChoiceDesks {
  readonly trunks: TrunkDesk;
  readonly funds: TenantFunds;
  readonly limits: LimitDesk;
  /** Calls that the tenant's tasks may have open beside those they have: they share its money. */
  readonly sharersOf: (tenantId: string) => number;
  readonly sliceSeconds: number;
}

/**
 * Makes a call of the run's first ready target: its rates on each level, its trunk, its authorised seconds and holds. Or says why it
 * cannot be made: a gate that closed since the target was leased, every trunk busy for the moment, a limit that leaves no room, or no money.
 */
export function chooseCall(
  run: TaskRun,
  { trunks, funds, limits, sharersOf, sliceSeconds }: ChoiceDesks,
  nowMs: number,
): ChosenCall | GateReason | LimitRefusal | 'busy' | 'short_of_money' {
  const { task } = run;
  const [target] = run.ready;
  if (target === undefined) return 'busy';
  const rates = run.chain && findChainRates(run.chain, target.number, new Date(nowMs));
  const customerRate = rates?.ok === true ? rates.levels[0]?.rate : undefined;
  if (rates?.ok !== true || customerRate === undefined) return 'no_rate';
  const limited = limits.refusal(task.tenantId, nowMs);
  if (limited !== undefined) return limited;
  const authorisedSeconds = authorise({
    ...run.callLength,
    sliceSeconds,
    rate: customerRate,
    availableMicros: funds.available(task.tenantId),
    sharers: sharersOf(task.tenantId),
  });
  if (authorisedSeconds < 1) return 'short_of_money';
  const callerId = run.nextCallerId(nowMs);
  if (callerId === undefined) {
    // Until the task is read again, which tells whether it has to stop.
    run.callerIdsUsedUp = (task.callerIdPool?.dailyCap ?? null) !== null;
    return 'busy';
  }
  const trunk = trunks.take(target.number, nowMs);
  if (typeof trunk === 'string') return trunk;
  run.begin(nowMs);
  run.showed(callerId);
  limits.take(task.tenantId, nowMs);
  const call = new Call({
    attemptId: uuidv7(),
    run,
    targetId: target.targetId,
    number: target.number,
    attemptNo: target.attemptsMade + 1,
    callerIdId: callerId.callerIdId,
    callerNumber: callerId.number,
    trunkTenantId: trunk.tenantId,
    trunkId: trunk.trunkId,
    authorisedSeconds,
    levels: rates.levels,
  });
  call.dial = {
    trunk: trunk.name,
    number: dialedNumber(target.number, trunk),
    callerId: run.callerIdOn(trunk, callerId),
  };
  const [hold] = holdsForLevels(rates.levels.slice(0, 1), authorisedSeconds);
  funds.spend(task.tenantId, hold?.amountMicros ?? 0n);
  return { call, request: requestOf(call) };
}

function dialedNumber(number: string, trunk: DialTrunk): string {
  const { stripPrefix, addPrefix } = trunk;
  return toCarrierFormat(asE164(number), trunk.numberFormat, { stripPrefix, addPrefix });
}

function requestOf(call: Call): AdmissionRequest {
  const { tenantId, taskId } = call.run.task;
  return {
    attemptId: call.attemptId,
    tenantId,
    taskId,
    targetId: call.targetId,
    number: call.number,
    ...originOf(call.number),
    attemptNo: call.attemptNo,
    callerIdId: call.callerIdId,
    trunkTenantId: call.trunkTenantId,
    trunkId: call.trunkId,
    authorisedSeconds: call.authorisedSeconds,
    levels: call.levels,
  };
}
