import { randomUUID } from 'node:crypto';
import { openDatabase } from '@yunhu/db/connect';
import { openObjectStore } from '@yunhu/db/objects';
import { systemClock } from '@yunhu/db/time';
import pino from 'pino';
import { pinoLog } from '../pino-log.ts';
import { type JobsEnv, mailSettings } from './env.ts';
import type { JobHandler } from './job-context.ts';
import { startJobs } from './start-jobs.ts';

/** Jobs compare price lists and read files of carriers while their transaction waits: a million prefixes against sixty sellers take minutes. */
const workSeconds = 30 * 60;

/** Makes this process one that runs jobs, until it is told to stop. */
export async function runJobsProcess(env: JobsEnv, handlers: Readonly<Record<string, JobHandler>>): Promise<void> {
  const runnerId = randomUUID();
  const log = pinoLog(pino({ level: env.LOG_LEVEL, base: { process: 'jobs', runnerId } }));
  const database = openDatabase({
    appUrl: env.APP_DATABASE_URL,
    platformUrl: env.PLATFORM_DATABASE_URL,
    maxConnections: env.DATABASE_CONNECTIONS,
    applicationName: 'yunhu-jobs',
    idleInTransactionSeconds: workSeconds,
  });
  const objects = await openObjectStore(env);
  const jobs = await startJobs({
    ...{ database, objects, clock: systemClock, log, runnerId },
    atOnce: env.JOBS_AT_ONCE,
    handlers,
    mail: mailSettings(env),
  });
  log.info('jobs.started', { kinds: Object.keys(handlers) });
  let ending: Promise<void> | undefined;
  const end = (reason: string): void => {
    ending ??= (async () => {
      log.info('jobs.stopping', { reason });
      await jobs.stop();
      await database.close();
      process.exit(0);
    })();
  };
  process.once('SIGTERM', () => end('SIGTERM'));
  process.once('SIGINT', () => end('SIGINT'));
  // A supervisor that is gone leaves nobody who would stop this process.
  process.once('disconnect', () => end('disconnect'));
}
