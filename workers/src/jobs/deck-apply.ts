import { applyDeck, deckModes, loadCostStamp } from '@yunhu/db/billing';
import { z } from 'zod';
import { actorOf } from './actor-of.ts';
import type { JobHandler } from './job-context.ts';

const input = z.object({
  deckId: z.uuid(),
  mode: z.enum(deckModes),
  effectiveFrom: z.iso.datetime().nullable(),
  allowBelowCost: z.boolean(),
  previewedAt: z.iso.datetime().optional(),
});

/** Makes a previewed deck true in one transaction; a second run finds it applied. */
export const deckApply: JobHandler = async ({ database, clock, job }) => {
  const { deckId, mode, effectiveFrom, allowBelowCost, ...seen } = input.parse(job.input);
  const now = clock.now();
  const effectiveAt = effectiveFrom === null ? now : new Date(effectiveFrom);
  const previewedAt = seen.previewedAt === undefined ? undefined : new Date(seen.previewedAt);
  const findCostStamp = (rateGroupId: string) =>
    database.withSnapshot('what the seller of a deck pays', (tx) =>
      loadCostStamp(tx, { tenantId: job.tenantId, rateGroupId }),
    );
  const applied = await database.withTenant(actorOf(job), (tx) =>
    applyDeck(tx, { deckId, mode, effectiveAt, now, allowBelowCost, previewedAt, findCostStamp }),
  );
  return { deckId, ...applied };
};
