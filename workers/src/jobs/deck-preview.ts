import { DomainError } from '@yunhu/db';
import { previewDeck } from '@yunhu/db/billing';
import { z } from 'zod';
import { actorOf } from './actor-of.ts';
import type { JobHandler } from './job-context.ts';

const input = z.object({ deckId: z.uuid(), objectKey: z.string() });

/** Reads a deck and stores what it would change; a second run replaces what the first stored. */
export const deckPreview: JobHandler = async ({ database, objects, clock, job, progress }) => {
  const { deckId, objectKey } = input.parse(job.input);
  const stored = await objects.get(objectKey);
  if (stored === undefined) throw new DomainError('not_found', 'the file is not there any more; send it again');
  try {
    const options = { deckId, actor: actorOf(job), content: stored.content, at: clock.now(), progress };
    return { deckId, ...(await previewDeck(database, options)) };
  } finally {
    stored.content.destroy();
  }
};
