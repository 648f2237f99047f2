import { findOpenAttempts, undoAttempts } from '@yunhu/db/calls';
import type { Database } from '@yunhu/db/connect';
import { findDeadWorkers, forgetWorkers, returnLostTargets } from '@yunhu/db/tasks';
import type { Clock } from '@yunhu/db/time';
import type { Log } from '../log.ts';

/**
 * What any worker may put right after a dead one: attempts that were admitted and never dialed are undone, leased targets wait again.
 * What was dialed is left to the next worker of its slot, which sees its switch, or to the sweep of expired holds.
 */
export async function cleanUpAfterDead(database: Database, clock: Clock, log: Log): Promise<void> {
  const done = await database.withPlatform('clean up after dead', async (tx) => {
    const { dead } = await findDeadWorkers(tx, {});
    if (dead.length === 0) return undefined;
    const open = await findOpenAttempts(tx, dead);
    const admitted = open.filter((attempt) => attempt.state === 'admitted');
    const undone = await undoAttempts(tx, admitted, clock.now());
    const returned = await returnLostTargets(tx, dead);
    await forgetWorkers(tx, dead);
    return { workers: dead.length, undone, returned };
  });
  if (done !== undefined && done.undone + done.returned > 0) log.info('dead-workers.cleaned-up', done);
}
