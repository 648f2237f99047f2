export { type JobsOptions, type RunningJobs, runJobs } from './run-jobs.ts';
