import type { Database } from '@yunhu/db/connect';
import type { JobFile, JobRef } from '@yunhu/db/jobs';
import type { ObjectStore } from '@yunhu/db/objects';
import type { Clock } from '@yunhu/db/time';
import type { Log } from '../log.ts';

/** What a handler works with, for one run of one job. */
export interface JobContext {
  /**
   * Each of its transactions holds the job first: when this run was given up meanwhile (the process was taken for dead, or the job was
   * cancelled), it throws before anything of it is written.
   */
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly job: JobRef & { readonly staffId: string | null; readonly input: unknown };
  /** Where this job's file belongs; a second run replaces the first one's, and it is deleted with the job. */
  readonly fileKey: string;
  /**
   * Tells how far the run is, in units of the handler's choice; as often as it likes, a few times a second are written. Throws what
   * `signal` was aborted with, `JobCancelled` among it: let it pass.
   */
  readonly progress: (done: number, total?: number) => Promise<void>;
  /** Aborted when the run should end early: cancelled, or the process stops. */
  readonly signal: AbortSignal;
}

/** What came of it, for the pages, as JSON; its shape belongs to the kind. */
export interface JobResult {
  readonly [name: string]: unknown;
  readonly file?: JobFile;
}

/**
 * Does one kind of job. What it throws ends the job: a DomainError with its code and words, anything else as `internal_error`; when the
 * database was away, it runs again later. It may run again from its start after its process died, so all its effects stand in one
 * transaction at its end, or are keyed by the job's id.
 */
export type JobHandler = (context: JobContext) => Promise<JobResult>;

/** Somebody asked for the job's end. */
export class JobCancelled extends Error {
  override readonly name = 'JobCancelled';
}

/** The process stops, or was taken for dead: the job will run again, here or elsewhere. */
export class JobInterrupted extends Error {
  override readonly name = 'JobInterrupted';
}
