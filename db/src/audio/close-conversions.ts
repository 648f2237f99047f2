import type { PlatformTx } from '../connect/index.ts';
import { type Conversion, failConversion } from './finish-conversion.ts';

/**
 * Ends conversions that no job does any more: it was cancelled before it began, died too often, or could not write how it ended. Answers
 * the keys of their uploads, to be deleted after the commit. May run in several processes at once.
 */
export async function closeConversions(tx: PlatformTx, limit: number): Promise<string[]> {
  // Audio and its job are written together, and the job ends after the audio: what has no open job has none to come.
  const left = await tx.sql<Conversion[]>`
    select a.tenant_id as "tenantId", a.id as "audioId", a.upload_object_key as "uploadKey" from audio a
    where a.state = 'converting' and a.deleted_at is null and not exists (
      select from jobs j where j.tenant_id = a.tenant_id and j.ended_at is null and j.kind = 'audio-convert'
        and j.input->>'objectKey' = a.upload_object_key)
    order by a.id limit ${limit} for update of a skip locked`;
  for (const conversion of left) await failConversion(tx, conversion, { code: 'internal_error' });
  return left.map(({ uploadKey }) => uploadKey);
}
