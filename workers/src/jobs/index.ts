export { jobHandlers } from './handlers.ts';
export { type JobsEnv, readJobsEnv } from './env.ts';
export { JobCancelled, type JobContext, type JobHandler, JobInterrupted, type JobResult } from './job-context.ts';
export { runJobsProcess } from './run-jobs-process.ts';
export { type JobsOptions, type RunningJobs, startJobs } from './start-jobs.ts';
export { type MailSettings, type MailSender, openMailSender } from './mail/send-mails.ts';
export { checkDomains, type ResolveTxt } from './check-domains.ts';
