// What a dialing worker does beside its calls, every so often. Work that people ask for and wait for is a job, and runs in the jobs
// process (workers/src/jobs).
import { endQuietLimits } from '@yunhu/db/calls';
import type { Database } from '@yunhu/db/connect';
import { endOldSupportSessions } from '@yunhu/db/tenancy';
import type { Clock } from '@yunhu/db/time';
import type { Worker } from '../dialer/index.ts';
import type { Log } from '../log.ts';
import { repeat } from '../repeat.ts';
import { cleanUpAfterDead } from './clean-up-after-dead.ts';
import { endWrapUps } from './end-wrap-ups.ts';

interface DutiesOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly worker: Pick<Worker, 'isAlive' | 'serveSeats' | 'patrol'>;
}

interface RunningDuties {
  /** Ends the duties and waits for those under way. */
  stop(): Promise<void>;
}

/** Real time between two runs. Milliseconds. */
const every = { wrapUps: 500, deadWorkers: 5_000, patrol: 30_000, quietLimits: 60_000, supportSessions: 15_000 };

/** Starts what a worker process does beside its calls. Each may run in several processes at once. */
export function runDuties({ database, clock, log, worker }: DutiesOptions): RunningDuties {
  const duties = [
    repeat('end wrap-ups', every.wrapUps, log, () => endWrapUps(database, clock, () => worker.serveSeats())),
    repeat('clean up after dead', every.deadWorkers, log, async () => {
      if (worker.isAlive) await cleanUpAfterDead(database, clock, log);
    }),
    repeat('end quiet limits', every.quietLimits, log, async () => {
      await database.withPlatform('end quiet limits', endQuietLimits);
    }),
    repeat('end support sessions', every.supportSessions, log, async () => {
      await database.withPlatform('end support sessions', (tx) => endOldSupportSessions(tx, clock.now()));
    }),
    repeat('patrol', every.patrol, log, () => worker.patrol()),
  ];
  return { stop: async () => void (await Promise.all(duties.map((duty) => duty.stop()))) };
}
