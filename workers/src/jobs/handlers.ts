import type { JobKind } from '@yunhu/db/jobs';
import type { JobHandler } from './job-context.ts';

/** Who does what: one line a kind. */
export const jobHandlers: Readonly<Record<JobKind, JobHandler>> = {};
