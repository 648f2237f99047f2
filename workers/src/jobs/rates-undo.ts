import { undoVersion } from '@yunhu/db/billing';
import { z } from 'zod';
import { actorOf } from './actor-of.ts';
import type { JobHandler } from './job-context.ts';

const input = z.object({ rateGroupId: z.uuid(), versionId: z.uuid() });

/** Takes a large version of a price list back; small ones are taken back at once. A second run finds it superseded by the first. */
export const ratesUndo: JobHandler = async ({ database, clock, job }) => {
  const undo = { ...input.parse(job.input), now: clock.now() };
  return { ...(await database.withTenant(actorOf(job), (tx) => undoVersion(tx, undo))) };
};
