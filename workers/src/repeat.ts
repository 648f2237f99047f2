import { systemClock } from '@yunhu/db/time';
import { describeError, type Log } from './log.ts';

export interface Repeated {
  /** Ends the repetition and waits for a run that is under way. */
  stop(): Promise<void>;
}

/** Does a duty again and again, `everyMs` of real time after its last run ended. A run that fails is logged and tried at its next turn. */
export function repeat(name: string, everyMs: number, log: Log, duty: () => Promise<void>): Repeated {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let cancel = (): void => {};
  const schedule = (): void => {
    if (stopped) return;
    cancel = systemClock.setTimer(everyMs, () => {
      running = duty()
        .catch((error: unknown) => log.warn('duty.failed', { duty: name, error: describeError(error) }))
        .then(schedule);
    });
  };
  schedule();
  return {
    stop: async () => {
      stopped = true;
      cancel();
      await running;
    },
  };
}
