// What becomes of a call that admission refused: its number is not called at all, waits for its turn, or the whole task stands.
import type { AdmissionRefusal } from '@yunhu/db/calls';
import type { Clock } from '@yunhu/db/time';
import type { AttemptDesk } from './attempt-desk.ts';
import type { Call } from './call.ts';
import { isLimit } from './dispatcher.ts';
import type { GateReason } from './gates.ts';
import type { LimitDesk } from './limit-desk.ts';
import { describeError, type Log } from '../log.ts';
import type { TargetLeaser } from './target-leaser.ts';
import type { TaskRun } from './task-run.ts';

export interface RefusalDesks {
  readonly attempts: AttemptDesk;
  readonly leaser: TargetLeaser;
  readonly limits: LimitDesk;
  readonly clock: Clock;
  readonly log: Log;
  /** The task cannot go on, for this reason. */
  readonly halt: (run: TaskRun, reason: string) => void;
  /** What is known of the task does not hold any more: it is to be read soon. */
  readonly onLost: () => void;
}

export function takeBackRefused(call: Call, refusal: AdmissionRefusal, desks: RefusalDesks): void {
  const { run, targetId, number, attemptNo } = call;
  const { attempts, leaser, limits, clock, log } = desks;
  attempts.refused(call);
  if (refusal === 'target_not_leased') return;
  const gate = gateBehind(refusal);
  if (gate !== undefined) {
    leaser
      .skip(run, [{ targetId, reason: gate }])
      .catch((error: unknown) => log.warn('targets.skip-failed', { taskId: run.key, error: describeError(error) }));
    return;
  }
  run.ready.unshift({ targetId, number, attemptsMade: attemptNo - 1, blocked: false });
  if (refusal === 'caller_id_not_approved' || refusal === 'caller_id_used_up') {
    // The record is read at once; where there is no other number to show, that says why the task stops.
    run.refuseCallerId(call.callerIdId);
    desks.onLost();
  } else if (refusal === 'insufficient_funds') run.shortOfMoney = true;
  else if (isLimit(refusal)) {
    limits.refused(run.task.tenantId, refusal, clock.nowMs());
    run.limitedBy = refusal;
  } else if (refusal === 'task_not_running' || refusal === 'lease_lost') {
    run.owned = false;
    desks.onLost();
  } else if (run.halting === undefined) desks.halt(run, refusal);
}

/** A number that may not be called at all; other refusals are for later or for the whole task. */
function gateBehind(refusal: AdmissionRefusal): GateReason | undefined {
  if (refusal === 'black_listed') return 'black_list';
  const isOfPlace = refusal === 'premium_off' || refusal === 'international_off' || refusal === 'destination_blocked';
  return isOfPlace ? refusal : undefined;
}
