import { findChainRates, holdsForLevels } from '@yunhu/db/billing';
import type { AdmissionRequest } from '@yunhu/db/calls';
import { asE164, toCarrierFormat } from '@yunhu/db/contacts';
import type { DialTrunk } from '@yunhu/db/telephony';
import { authorise } from './authorise.ts';
import { Call } from './call.ts';
import type { GateReason } from './gates.ts';
import type { TaskRun } from './task-run.ts';
import type { TenantFunds } from './tenant-funds.ts';
import type { TrunkDesk } from './trunk-desk.ts';
import { uuidv7 } from './uuidv7.ts';

export interface ChosenCall {
  readonly call: Call;
  readonly request: AdmissionRequest;
}

/**
 * Makes a call of the run's first ready target: its rates on each level, its trunk, its authorised seconds and holds. Or says why it
 * cannot be made: a gate that closed since the target was leased, every trunk busy for the moment, or no money.
 */
export function chooseCall(
  run: TaskRun,
  trunks: TrunkDesk,
  funds: TenantFunds,
  nowMs: number,
): ChosenCall | GateReason | 'busy' | 'short_of_money' {
  const { task } = run;
  const [target] = run.ready;
  if (target === undefined) return 'busy';
  const rates = run.chain && findChainRates(run.chain, target.number, new Date(nowMs));
  const customerRate = rates?.ok === true ? rates.levels[0]?.rate : undefined;
  if (rates?.ok !== true || customerRate === undefined) return 'no_rate';
  const authorisedSeconds = authorise({
    flow: task.flow,
    audioMs: task.audio.durationMs,
    hasQueue: task.queue !== undefined,
    rate: customerRate,
    availableMicros: funds.available(task.tenantId),
    sharers: run.cap - run.open,
  });
  if (authorisedSeconds < 1) return 'short_of_money';
  const trunk = trunks.take(target.number, nowMs);
  if (typeof trunk === 'string') return trunk;
  run.begin(nowMs);
  const call = new Call({
    attemptId: uuidv7(),
    run,
    targetId: target.targetId,
    number: target.number,
    attemptNo: target.attemptsMade + 1,
    trunkTenantId: trunk.tenantId,
    trunkId: trunk.trunkId,
    authorisedSeconds,
    levels: rates.levels,
  });
  call.dial = { trunk: trunk.name, number: dialedNumber(target.number, trunk), callerId: run.callerIdOn(trunk) };
  const holds = holdsForLevels(rates.levels, authorisedSeconds);
  funds.spend(task.tenantId, holds[0]?.amountMicros ?? 0n);
  return { call, request: requestOf(call, holds) };
}

function dialedNumber(number: string, trunk: DialTrunk): string {
  const { stripPrefix, addPrefix } = trunk;
  return toCarrierFormat(asE164(number), trunk.numberFormat, { stripPrefix, addPrefix });
}

function requestOf(call: Call, holds: AdmissionRequest['holds']): AdmissionRequest {
  const { tenantId, taskId, callerIdId } = call.run.task;
  return {
    attemptId: call.attemptId,
    tenantId,
    taskId,
    targetId: call.targetId,
    number: call.number,
    attemptNo: call.attemptNo,
    callerIdId,
    trunkTenantId: call.trunkTenantId,
    trunkId: call.trunkId,
    authorisedSeconds: call.authorisedSeconds,
    holds,
  };
}
