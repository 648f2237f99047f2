import { isTransient } from '@yunhu/db/connect';
import { systemClock } from '@yunhu/db/time';

const firstWaitMs = 100;
const longestWaitMs = 2_000;

/**
 * Runs work on the database again, with growing waits, while the database is away. What it refuses is thrown; so is the last error
 * once `givesUp` says so. The work must bear being done twice: the commit that failed may have happened.
 */
export async function retryTransient<T>(work: () => Promise<T>, givesUp: () => boolean): Promise<T> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(longestWaitMs, waitMs * 2)) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error) || givesUp()) throw error;
      await pause(waitMs);
    }
  }
}

/** Real time, also where calls run on a simulated clock: it paces the database. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void systemClock.setTimer(ms, resolve));
}
