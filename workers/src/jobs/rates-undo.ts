import { checkUndo, undoVersion } from '@yunhu/db/billing';
import { z } from 'zod';
import { actorOf } from './actor-of.ts';
import type { JobHandler } from './job-context.ts';

const input = z.object({ rateGroupId: z.uuid(), versionId: z.uuid(), belowCostAllowed: z.boolean().default(false) });

/** Takes a large version of a price list back; small ones are taken back at once. A second run finds it superseded by the first. */
export const ratesUndo: JobHandler = async ({ database, clock, job }) => {
  const { belowCostAllowed, ...ref } = input.parse(job.input);
  const undo = { ...ref, now: clock.now() };
  const findBelowCost = () =>
    database.withSnapshot('compare prices with what their seller pays', (tx) =>
      checkUndo(tx, job.tenantId, undo, belowCostAllowed),
    );
  return { ...(await database.withTenant(actorOf(job), (tx) => undoVersion(tx, { ...undo, findBelowCost }))) };
};
