// Claims jobs and runs them, a few at a time, while this process holds the lock that says it lives. When the lock's connection is lost,
// other processes take its jobs for left behind, so every run is ended before the lock is taken again.
import { type ClaimedJob, claimJob, endCancelledJobs, type JobRef, reclaimJobs } from '@yunhu/db/jobs';
import { systemClock } from '@yunhu/db/time';
import { z } from 'zod';
import { describeError } from '../log.ts';
import { JobCancelled, type JobHandler, JobInterrupted } from './job-context.ts';
import { type RunOptions, runJob } from './run-job.ts';
import { Bell } from './bell.ts';

export interface JobRunnerOptions extends RunOptions {
  readonly runnerId: string;
  readonly handlers: Readonly<Record<string, JobHandler>>;
  /** Jobs under way at once in this process. */
  readonly atOnce: number;
}

/** Of one tenant over all processes, so that nobody waits behind another's hundred exports. */
const maxOfTenant = 2;
/** How often a process looks without having been woken: for jobs put off, and for processes that died. Milliseconds. */
const pollMs = 2_000;
const retakeMs = 500;
/** Below the limit of a supervisor, who would kill the process. Milliseconds. */
const settleLimitMs = 10_000;

const wanted = z.object({ tenantId: z.string(), jobId: z.string() });

interface Run extends JobRef {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #runs = new Set<Run>();
  readonly #bell = new Bell();
  #listening: { unlisten(): Promise<void> } | undefined;
  #stopped = false;
  #serving: Promise<void> = Promise.resolve();

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  /** Starts claiming. Throws where the database cannot be reached. */
  async start(): Promise<void> {
    this.#listening = await this.#options.database.listen(
      'job_wanted',
      (payload) => void this.#look(payload),
      () => this.#bell.ring(),
    );
    this.#serving = this.#serve();
  }

  /** Claims nothing more, aborts what runs so that it waits for another process, and waits for that. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#interruptAll('the process stops');
    this.#bell.ring();
    await this.#serving;
    await this.#listening?.unlisten();
  }

  async #serve(): Promise<void> {
    const { database, log, runnerId } = this.#options;
    while (!this.#stopped) {
      try {
        const lock = await database.holdWorkerLock(runnerId);
        let lost = false;
        const lose = (): void => {
          lost = true;
          this.#interruptAll('the lock was lost');
          this.#bell.ring();
        };
        void lock.lost.then(lose);
        try {
          await this.#workWhile(() => !lost && !this.#stopped);
        } finally {
          await this.#settle();
          await lock.release().catch(() => undefined);
        }
        if (!this.#stopped) log.warn('jobs.lock-lost');
      } catch (error) {
        log.warn('jobs.unavailable', { error: describeError(error) });
      }
      if (!this.#stopped) await this.#bell.wait(retakeMs);
    }
  }

  /** Claims and runs until it may not any more; failures of the database end it too, with its lock. */
  async #workWhile(may: () => boolean): Promise<void> {
    const { database, runnerId } = this.#options;
    // Nothing of ours runs yet, whatever an earlier loss of the lock has left in the rows.
    let ours: string | undefined = runnerId;
    while (may()) {
      const back = await database.withPlatform('look after jobs', async (tx) => {
        await endCancelledJobs(tx);
        return reclaimJobs(tx, ours);
      });
      if (back > 0) this.#options.log.warn('jobs.reclaimed', { jobs: back });
      ours = undefined;
      while (may() && this.#runs.size < this.#options.atOnce && (await this.#claimOne()));
      if (may()) await this.#bell.wait(pollMs);
    }
  }

  async #claimOne(): Promise<boolean> {
    const { database, runnerId, handlers } = this.#options;
    const kinds = Object.keys(handlers);
    const job = await database.withPlatform('claim a job', (tx) => claimJob(tx, { runnerId, kinds, maxOfTenant }));
    const handler = job === undefined ? undefined : handlers[job.kind];
    if (job === undefined || handler === undefined) return false;
    this.#begin(job, handler);
    return true;
  }

  #begin(job: ClaimedJob, handler: JobHandler): void {
    const { log } = this.#options;
    const abort = new AbortController();
    const ended = runJob(this.#options, job, handler, abort)
      // Its row still says that it runs here; it is reclaimed with the lock.
      .catch((error: unknown) => log.warn('job.end-failed', { jobId: job.id, error: describeError(error) }))
      .finally(() => {
        this.#runs.delete(run);
        this.#bell.ring();
      });
    const run: Run = { tenantId: job.tenantId, id: job.id, abort, ended };
    this.#runs.add(run);
    // Claimed in the moment of the stop.
    if (this.#stopped) abort.abort(new JobInterrupted('the process stops'));
  }

  /** Something waits, or is to be cancelled: of a job that runs here the second, asked of the row. */
  async #look(payload: string): Promise<void> {
    this.#bell.ring();
    const { success, data } = wanted.safeParse(parse(payload));
    const run = success ? [...this.#runs].find(({ id }) => id === data.jobId) : undefined;
    if (run === undefined) return;
    const asked = await this.#options.database
      .withPlatform(
        'look for cancels',
        (tx) => tx.sql`
        select from jobs where (tenant_id, id) = (${run.tenantId}, ${run.id}) and cancel_requested_at is not null`,
      )
      // Progress finds it out as well.
      .catch(() => []);
    if (asked.length > 0) run.abort.abort(new JobCancelled());
  }

  #interruptAll(why: string): void {
    for (const run of this.#runs) run.abort.abort(new JobInterrupted(why));
  }

  /** Handlers that do not heed their signal are left: whatever they write later is refused. */
  async #settle(): Promise<void> {
    const all = Promise.all([...this.#runs].map((run) => run.ended));
    let cancel = (): void => {};
    const limit = new Promise<void>((resolve) => (cancel = systemClock.setTimer(settleLimitMs, resolve)));
    await Promise.race([all, limit]);
    cancel();
  }
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
