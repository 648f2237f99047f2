import { applyDeck, deckModes } from '@yunhu/db/billing';
import { z } from 'zod';
import { actorOf } from './actor-of.ts';
import type { JobHandler } from './job-context.ts';

const input = z.object({
  deckId: z.uuid(),
  mode: z.enum(deckModes),
  effectiveFrom: z.iso.datetime().nullable(),
  allowBelowCost: z.boolean(),
});

/** Makes a previewed deck true in one transaction; a second run finds it applied. */
export const deckApply: JobHandler = async ({ database, clock, job }) => {
  const { deckId, mode, effectiveFrom, allowBelowCost } = input.parse(job.input);
  const now = clock.now();
  const effectiveAt = effectiveFrom === null ? now : new Date(effectiveFrom);
  const applied = await database.withTenant(actorOf(job), (tx) =>
    applyDeck(tx, { deckId, mode, effectiveAt, now, allowBelowCost }),
  );
  return { deckId, ...applied };
};
