// Which number a call shows: the task's own, or the next one of its pool. Pure, so that a successor who reads the same record goes on
// where a dead worker left off.
import type { DialingTask, TaskCallerId } from '@yunhu/db/tasks';

/** Why a task cannot go on: nothing of it may be shown any more. Its page has words for each. */
export type CallerIdsGone = 'caller_id_expired' | 'caller_id_revoked' | 'caller_id_not_approved';

/** What a number may be shown by, besides its approval. */
export interface CallerIdTurn {
  readonly callerIds: readonly TaskCallerId[];
  readonly pool: DialingTask['callerIdPool'];
  /** The one that was shown last. */
  readonly lastId: string | undefined;
  /** Calls of today under a number, those that only this process knows of included. */
  readonly callsToday: (callerId: TaskCallerId) => number;
  readonly nowMs: number;
  /** From 0 up to 1, for pools in no order. */
  readonly random: () => number;
}

function isShowable(callerId: TaskCallerId, nowMs: number): boolean {
  return callerId.state === 'approved' && callerId.approvedUntilMs > nowMs;
}

/** The number of the next call; undefined where every one that may be shown has had its calls of the day, or none may be. */
export function nextCallerId(turn: CallerIdTurn): TaskCallerId | undefined {
  const { callerIds, pool, lastId, callsToday, nowMs, random } = turn;
  const cap = pool?.dailyCap ?? Number.POSITIVE_INFINITY;
  const fit = callerIds.filter((callerId) => isShowable(callerId, nowMs) && callsToday(callerId) < cap);
  if (pool?.strategy === 'random') return fit[Math.min(fit.length - 1, Math.floor(random() * fit.length))];
  // Behind the last one in the order of the whole pool, so that one that drops out for a while does not shift the others.
  const lastAt = callerIds.findIndex((callerId) => callerId.callerIdId === lastId);
  return fit.find((callerId) => callerIds.indexOf(callerId) > lastAt) ?? fit[0];
}

/** Why nothing may be shown; undefined while something may. */
export function whyGone(callerIds: readonly TaskCallerId[], nowMs: number): CallerIdsGone | undefined {
  if (callerIds.some((callerId) => isShowable(callerId, nowMs))) return undefined;
  if (callerIds.some(({ state }) => state === 'expired' || state === 'approved')) return 'caller_id_expired';
  return callerIds.some(({ state }) => state === 'revoked') ? 'caller_id_revoked' : 'caller_id_not_approved';
}

/** The number that was shown last, as the record has it. */
export function lastShown(callerIds: readonly TaskCallerId[]): string | undefined {
  const shown = callerIds.filter((callerId) => callerId.lastShownMs > 0);
  return shown.toSorted((a, b) => b.lastShownMs - a.lastShownMs)[0]?.callerIdId;
}
