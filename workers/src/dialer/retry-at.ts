import type { FlowDefinition } from '@yunhu/db/tasks';
import type { CallOutcome } from './classify-end.ts';

/** Where the callee has, or may have, answered to silence: never dialed again sooner than this. Seconds. */
const unknownRetrySeconds = 600;

/**
 * When a target is due again after an attempt, or undefined when it is done: it was answered, the number is none, the callee will
 * not have it, or its attempts are used up.
 */
export function retryAt(
  outcome: CallOutcome,
  attemptNo: number,
  endedAt: Date,
  flow: Pick<FlowDefinition, 'retries' | 'retryAfterSeconds'>,
): Date | undefined {
  if (attemptNo > flow.retries) return undefined;
  const seconds = secondsUntilRetry(outcome, flow.retryAfterSeconds);
  return seconds === undefined ? undefined : new Date(endedAt.getTime() + seconds * 1_000);
}

function secondsUntilRetry(outcome: CallOutcome, after: FlowDefinition['retryAfterSeconds']): number | undefined {
  switch (outcome.result) {
    case 'busy':
      return after.busy;
    case 'no_answer':
      return after.no_answer;
    case 'failed':
      if (outcome.reason === 'interrupted') return Math.max(after.failed, unknownRetrySeconds);
      return outcome.reason === 'network' ? after.failed : undefined;
    case 'unknown':
      return Math.max(after.no_answer, unknownRetrySeconds);
    case 'answered':
      return undefined;
  }
}
