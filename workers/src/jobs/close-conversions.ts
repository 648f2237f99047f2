import { closeConversions as closeLeft } from '@yunhu/db/audio';
import type { JobContext } from './job-context.ts';

/** In one transaction; the rest waits for the next turn. */
const atOnce = 100;

/** Says of audio whose conversion nobody does any more that it failed, so that its customer can bring it again. */
export async function closeConversions({
  database,
  objects,
  log,
}: Pick<JobContext, 'database' | 'objects' | 'log'>): Promise<void> {
  const uploads = await database.withPlatform('close conversions', (tx) => closeLeft(tx, atOnce));
  if (uploads.length > 0) log.warn('audio.conversions-closed', { audio: uploads.length });
  for (const key of uploads) await objects.delete(key);
}
