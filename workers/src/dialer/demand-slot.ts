import type { Database } from '@yunhu/db/connect';
import { findDeadWorkers } from '@yunhu/db/tasks';
import { systemClock } from '@yunhu/db/time';
import { pause } from './retry-transient.ts';

/** How long a start waits for the session of a process that has just been killed, and how often it looks. Milliseconds. */
const waitMs = 5_000;
const pollMs = 100;

/** Throws a sentence while another living process holds the slot: two would take each other's calls for strangers. */
export async function demandSlot(database: Database, slot: string, workerId: string): Promise<void> {
  const deadline = systemClock.nowMs() + waitMs;
  for (;;) {
    const { alive } = await database.withPlatform('look for the slot', (tx) => findDeadWorkers(tx, { slot }));
    if (alive.every((id) => id === workerId)) return;
    if (systemClock.nowMs() > deadline) {
      throw new Error(
        `worker slot "${slot}" is held by a running process; end that one, or set WORKER_SLOT to another.`,
      );
    }
    await pause(pollMs);
  }
}
