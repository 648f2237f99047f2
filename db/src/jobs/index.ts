export { enqueueJob, type NewJob } from './enqueue-job.ts';
export { jobs, jobStates } from './tables.ts';
