import type { Database } from '@yunhu/db/connect';
import { type JobRun, writeProgress } from '@yunhu/db/jobs';
import type { Clock } from '@yunhu/db/time';
import { JobCancelled, JobInterrupted } from './job-context.ts';

/** Real time between two writes. Milliseconds. */
const leastPauseMs = 300;

export interface ProgressTeller {
  /** Throws what the run was aborted with. */
  readonly tell: (done: number, total?: number) => Promise<void>;
  /** Writes what was told last, where that was not written yet; nothing is written later. */
  readonly close: () => Promise<void>;
}

/** Writes a run's progress a few times a second at most, and learns on the way that it is to end. */
export function tellProgress(
  { database, clock, abort }: { database: Database; clock: Clock; abort: AbortController },
  run: JobRun,
): ProgressTeller {
  let writtenMs = -Infinity;
  let unwritten: { done: number; total: number | undefined } | undefined;
  let cancelLater: (() => void) | undefined;

  const write = async (): Promise<void> => {
    cancelLater?.();
    cancelLater = undefined;
    if (unwritten === undefined) return;
    const progress = unwritten;
    unwritten = undefined;
    writtenMs = clock.nowMs();
    const state = await database.withPlatform('job progress', (tx) => writeProgress(tx, run, progress));
    if (state === 'cancelling') abort.abort(new JobCancelled());
    if (state === 'lost') abort.abort(new JobInterrupted('the job is not run here any more'));
  };

  return {
    tell: async (done, total) => {
      abort.signal.throwIfAborted();
      unwritten = { done: countOf(done), total: total === undefined ? undefined : countOf(total) };
      const waitMs = writtenMs + leastPauseMs - clock.nowMs();
      if (waitMs <= 0) await write();
      // What is told last before a long silence is seen too. The next one to tell finds out what went wrong.
      else cancelLater ??= clock.setTimer(waitMs, () => void write().catch(() => undefined));
      abort.signal.throwIfAborted();
    },
    close: write,
  };
}

/** A whole number that the record takes, whatever a handler divided by. */
function countOf(value: number): number {
  return Number.isNaN(value) ? 0 : Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.trunc(value)));
}
