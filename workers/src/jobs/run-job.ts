import { DomainError } from '@yunhu/db';
import { type Database, isTransient } from '@yunhu/db/connect';
import { type ClaimedJob, endRun, jobFileKey, maxRuns, returnRun, type RunEnd } from '@yunhu/db/jobs';
import type { ObjectStore } from '@yunhu/db/objects';
import type { Clock } from '@yunhu/db/time';
import { describeError, type Log } from '../log.ts';
import { fenceDatabase } from './fence-database.ts';
import { JobCancelled, type JobHandler, JobInterrupted } from './job-context.ts';
import { tellProgress } from './tell-progress.ts';

export interface RunOptions {
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  readonly log: Log;
}

const retrySeconds = 5;
/** Lists show results whole: what is long belongs into a table or a file. Characters of JSON. */
const maxResultLength = 64 * 1024;

/** Runs a claimed job to its end, to its next try, or to the moment it is aborted. Never throws but where the database is away. */
export async function runJob(
  options: RunOptions,
  job: ClaimedJob,
  handler: JobHandler,
  abort: AbortController,
): Promise<void> {
  const { database, objects, clock } = options;
  const fields = { tenantId: job.tenantId, jobId: job.id, kind: job.kind, run: job.runs };
  const log: Log = {
    info: (event, more) => options.log.info(event, { ...fields, ...more }),
    warn: (event, more) => options.log.warn(event, { ...fields, ...more }),
    error: (event, more) => options.log.error(event, { ...fields, ...more }),
  };
  const progress = tellProgress({ database, clock, abort }, job);
  log.info('job.started');
  const startedMs = clock.nowMs();
  let end: RunEnd | 'again' | 'interrupted';
  try {
    const result = await handler({
      database: fenceDatabase(database, job, abort.signal),
      objects,
      clock,
      log,
      job: { tenantId: job.tenantId, id: job.id, staffId: job.staffId, input: job.input },
      fileKey: jobFileKey(job),
      progress: progress.tell,
      signal: abort.signal,
    });
    // What is done is done, whoever asked for its end meanwhile.
    if (JSON.stringify(result).length > maxResultLength) throw new RangeError('the result is too long for a row');
    end = { state: 'done', result };
  } catch (error) {
    end = endOf(error, abort.signal, job.runs, log);
  }
  await progress.close().catch(() => undefined);
  log.info('job.ended', { state: typeof end === 'string' ? end : end.state, ms: clock.nowMs() - startedMs });
  await database.withPlatform('end a job', async (tx) => {
    if (end === 'again') await returnRun(tx, job, { afterSeconds: retrySeconds ** job.runs, counted: true });
    else if (end === 'interrupted') await returnRun(tx, job, { afterSeconds: 0, counted: false });
    else await endRun(tx, job, end);
  });
}

function endOf(error: unknown, signal: AbortSignal, runs: number, log: Log): RunEnd | 'again' | 'interrupted' {
  // Once it was told to end, what a handler stumbles over on its way out is of no interest.
  const why: unknown = signal.aborted ? signal.reason : error;
  if (why instanceof JobCancelled) return { state: 'cancelled' };
  if (why instanceof JobInterrupted) return 'interrupted';
  if (why instanceof DomainError) return { state: 'failed', code: why.code, detail: detailOf(why) };
  if (isTransient(why) && runs < maxRuns) {
    log.warn('job.put-off', { error: describeError(why) });
    return 'again';
  }
  log.error('job.failed', { error: describeError(why), stack: why instanceof Error ? why.stack : undefined });
  return { state: 'failed', code: isTransient(why) ? 'unavailable' : 'internal_error' };
}

function detailOf(error: DomainError): string | undefined {
  const fields = error.fields.map((field) => `${field.field}: ${field.message}`).join('; ');
  const words = error.message === error.code ? '' : error.message;
  return [words, fields].filter((text) => text !== '').join(' — ') || undefined;
}
