import type { Database } from '@yunhu/db/connect';
import { deleteJobs, findOldJobs } from '@yunhu/db/jobs';
import type { ObjectStore } from '@yunhu/db/objects';
import { forgetAlerts, forgetSessions } from '@yunhu/db/tenancy';
import type { Log } from '../log.ts';

/** In one transaction. */
const batch = 50;
/** In one sweep; the rest waits for the next. */
const maxBatches = 20;

/** Deletes jobs that ended long ago, their files first, then alerts that were settled and sessions that ended long ago. May run in several processes at once. */
export async function sweepOldJobs(database: Database, objects: ObjectStore, log: Log): Promise<void> {
  let deleted = 0;
  for (let turn = 0; turn < maxBatches; turn++) {
    const old = await database.withPlatform('find old jobs', (tx) => findOldJobs(tx, batch));
    for (const key of old.flatMap((job) => job.keys)) await objects.delete(key);
    if (old.length > 0) deleted += await database.withPlatform('delete old jobs', (tx) => deleteJobs(tx, old));
    if (old.length < batch) break;
  }
  const alerts = await database.withPlatform('forget alerts', (tx) => forgetAlerts(tx));
  const sessions = await database.withPlatform('forget sessions', (tx) => forgetSessions(tx, new Date()));
  if (deleted + alerts + sessions > 0) log.info('jobs.swept', { jobs: deleted, alerts, sessions });
}
