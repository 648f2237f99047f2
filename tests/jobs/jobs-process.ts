// A jobs process with kinds that tests steer; started and killed by them.
import { recordAudit } from '@yunhu/db/tenancy';
import { type JobHandler, readJobsEnv, runJobsProcess } from '@yunhu/workers/jobs';
import { z } from 'zod';
import { tale } from '../setup/jobs.ts';

const folderInput = z.object({ folder: z.string() });

/** Tells that it began, stands at a gate in the middle, and leaves one audit entry as its effect. */
const gated: JobHandler = async ({ job, database, progress, signal }) => {
  const { folder } = folderInput.parse(job.input);
  await tale.note(folder, `began ${job.id}`);
  await progress(1, 2);
  await tale.waitAt(folder, 'gate', signal);
  await database.withTenant({ tenantId: job.tenantId }, (tx) =>
    recordAudit(tx, { tenantId: job.tenantId, action: 'list.import', subjectType: 'job', subjectId: job.id }),
  );
  await tale.note(folder, `ended ${job.id}`);
  return { effect: true };
};

/** Ends its process, as running out of memory would. */
const deadly: JobHandler = () => process.kill(process.pid, 'SIGKILL') && new Promise(() => undefined);

await runJobsProcess(readJobsEnv(), { 'test-gated': gated, 'test-deadly': deadly });
