import type { Database } from '@yunhu/db/connect';
import type { Clock } from '@yunhu/db/time';
import type { Worker } from '../dialer/index.ts';
import type { Log } from '../log.ts';
import { cleanUpAfterDead } from './clean-up-after-dead.ts';
import { endWrapUps } from './end-wrap-ups.ts';
import { repeat } from './repeat.ts';

interface JobsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly worker: Pick<Worker, 'isAlive' | 'serveSeats' | 'patrol'>;
}

interface RunningJobs {
  /** Ends the jobs and waits for those under way. */
  stop(): Promise<void>;
}

/** Real time between two runs. Milliseconds. */
const every = { wrapUps: 500, deadWorkers: 5_000, patrol: 30_000 };

/** Starts what a worker process does beside its calls. Each may run in several processes at once. */
export function runJobs({ database, clock, log, worker }: JobsOptions): RunningJobs {
  const jobs = [
    repeat('end wrap-ups', every.wrapUps, log, () => endWrapUps(database, clock, () => worker.serveSeats())),
    repeat('clean up after dead', every.deadWorkers, log, async () => {
      if (worker.isAlive) await cleanUpAfterDead(database, clock, log);
    }),
    repeat('patrol', every.patrol, log, () => worker.patrol()),
  ];
  return { stop: async () => void (await Promise.all(jobs.map((job) => job.stop()))) };
}
