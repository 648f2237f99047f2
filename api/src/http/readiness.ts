import type { Database } from '@yunhu/db/connect';
import type { Clock } from '@yunhu/db/time';

/** How long an answer is good for, and how long anybody waits for one. Milliseconds. */
const readiness = { sharedMs: 1_000, withinMs: 2_000 } as const;

interface Probe {
  readonly answer: Promise<unknown>;
  /** How long others share it. */
  untilMs: number;
}

/**
 * Whether the database answers. Whoever asks shares one transaction with all who ask at the same moment or just afterwards, as nobody has
 * to be signed in for it. The promise rejects where it does not answer in time.
 */
export function openReadiness({ database, clock }: { readonly database: Database; readonly clock: Clock }) {
  let last: Probe | undefined;

  function ask(): Promise<unknown> {
    if (last !== undefined && clock.nowMs() < last.untilMs) return last.answer;
    const probe: Probe = {
      answer: database.withPlatform('readiness', (tx) => tx.sql`select`),
      // One that hangs, on a connection that is dead without a word, says nothing of the other connections.
      untilMs: clock.nowMs() + readiness.withinMs,
    };
    const end = () => {
      probe.untilMs = clock.nowMs() + readiness.sharedMs;
    };
    probe.answer.then(end, end);
    last = probe;
    return probe.answer;
  }

  return async (): Promise<void> => {
    let cancel = () => {};
    const late = new Promise<never>((_, reject) => {
      cancel = clock.setTimer(readiness.withinMs, () => reject(new Error('no answer in time')));
    });
    try {
      await Promise.race([ask(), late]);
    } finally {
      cancel();
    }
  };
}
