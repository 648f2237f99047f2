// Tasks, targets and attempts as JSON carries them.
import type { AttemptView } from '@yunhu/db/calls';
import type { ListReport as StoredReport, TargetView, TaskView } from '@yunhu/db/tasks';
import { viewNumber } from '../telephony/view-number.ts';
import { type Attempt, listedRejects, type ListReport, type Target, type Task } from './schemas.ts';

export function viewTask(task: TaskView): Task {
  const { id, name, type, state, stateReason, priority, sendRatioPercent, channelLimit, dialIntervalMs } = task;
  return {
    ...{ id, name, type, state, stateReason, priority, sendRatioPercent, channelLimit, dialIntervalMs },
    flow: { id: task.flowId, name: task.flowName, version: task.flowVersion },
    callerId:
      task.callerIdId === null || task.callerNumber === null
        ? null
        : { id: task.callerIdId, number: task.callerNumber },
    callerIdPool:
      task.callerIdPoolId === null || task.callerIdPoolName === null
        ? null
        : {
            id: task.callerIdPoolId,
            name: task.callerIdPoolName,
            numbers: task.poolNumbers,
            approved: task.poolApproved,
          },
    createdAt: task.createdAt.toISOString(),
    startedAt: task.startedAt?.toISOString() ?? null,
    endedAt: task.endedAt?.toISOString() ?? null,
    counters: viewCounters(task),
  };
}

function viewCounters(task: TaskView): Task['counters'] {
  const { total, waiting, talking, answered, transferred, abandoned, optedOut, busy, noAnswer, failed, unknown } = task;
  const { skipped, attempts, duplicates, invalid, overLimit } = task;
  return {
    ...{ total, waiting, dialing: task.ringing, talking, answered, transferred, abandoned, optedOut, busy, noAnswer },
    ...{ failed, unknown, skipped, attempts, duplicates, invalid, overLimit },
    chargedMicros: String(task.chargedMicros),
    billedSeconds: Number(task.billedSeconds),
  };
}

function viewOutcome(row: TargetView | AttemptView) {
  return {
    result: row.result,
    transferred: row.transferred,
    abandoned: row.abandoned,
    optedOut: row.optedOut,
    billedSeconds: row.billedSeconds,
    chargedMicros: String(row.chargedMicros),
    sipStatus: row.sipStatus,
    keys: row.keys,
    seat: row.seatName === null ? null : { name: row.seatName },
  };
}

export function viewTarget(target: TargetView): Target {
  const { id, number, state, reason, attempts, maxAttempts } = target;
  return {
    ...{ id, number, display: viewNumber(number), state, reason, attempts, maxAttempts },
    lastAttemptAt: target.lastAttemptAt?.toISOString() ?? null,
    ...viewOutcome(target),
  };
}

export function viewAttempt(attempt: AttemptView): Attempt {
  const { id, attemptNo, state, cause, ringSeconds, trunk } = attempt;
  return {
    ...{ id, attemptNo, state, cause, ringSeconds, trunk },
    originatedAt: attempt.originatedAt?.toISOString() ?? null,
    answeredAt: attempt.answeredAt?.toISOString() ?? null,
    endedAt: attempt.endedAt?.toISOString() ?? null,
    ...viewOutcome(attempt),
  };
}

export function viewListReport(report: StoredReport): ListReport {
  return {
    ...report,
    invalidReasons: { ...report.invalidReasons },
    rejects: report.rejects.slice(0, listedRejects).map((reject) => ({ ...reject })),
    createdAt: report.createdAt.toISOString(),
  };
}
