import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { enqueueJob } from '../jobs/index.ts';
import { type AuditAction, recordAudit } from '../tenancy/index.ts';
import { maxAudioOfTenant } from './audio-limits.ts';
import { type AudioKind, audioVerbs } from './audio-state.ts';
import { type AudioRef, keysOfAudio, lockAudio } from './lock-audio.ts';
import { recordAudioEvent } from './record-event.ts';

/** An upload that was taken: its key in the object store and its name on the customer's machine. */
export interface AudioUpload {
  readonly key: string;
  readonly fileName: string;
}

export interface AddedAudio {
  readonly audioId: string;
  readonly jobId: string;
}

/** Makes audio of the current tenant out of an upload: it is converted by a job, and then a draft. Throws `too_many_jobs`, `limit_of_kind`. */
export async function addAudio(
  tx: TenantTx,
  { name, kind, upload }: { name: string; kind: AudioKind; upload: AudioUpload },
): Promise<AddedAudio> {
  const { tenantId } = tx.actor;
  const [{ n }] = await tx.sql<[{ n: number }]>`
    select count(*)::int n from audio where tenant_id = ${tenantId} and deleted_at is null`;
  if (n >= maxAudioOfTenant) throw new DomainError('limit_of_kind', `at most ${maxAudioOfTenant} audio are kept`);
  const [{ id }] = await tx.sql<[{ id: string }]>`
    insert into audio (tenant_id, name, kind, state, file_name, upload_object_key)
    values (${tenantId}, ${name}, ${kind}, 'converting', ${upload.fileName}, ${upload.key}) returning id`;
  return begin(tx, { audioId: id, upload, action: 'audio.upload', details: { name, kind } });
}

/**
 * Gives audio that is not approved (any more) another file, which is converted and approved anew. Answers the objects of the old one,
 * to be deleted after the commit. Throws `not_found`, `invalid_transition`.
 */
export async function replaceAudioFile(
  tx: TenantTx,
  { audioId, upload }: AudioRef & { upload: AudioUpload },
): Promise<AddedAudio & { readonly unusedKeys: readonly string[] }> {
  const before = await lockAudio(tx, audioId, audioVerbs.replace);
  await tx.sql`
    update audio set state = 'converting', file_name = ${upload.fileName}, upload_object_key = ${upload.key}, changed_at = now()
    where tenant_id = ${tx.actor.tenantId} and id = ${audioId}`;
  const details = { name: before.name, kind: before.kind };
  const begun = await begin(tx, { audioId, upload, action: 'audio.replace', details });
  return { ...begun, unusedKeys: keysOfAudio(before) };
}

async function begin(
  tx: TenantTx,
  {
    audioId,
    upload,
    action,
    details,
  }: { audioId: string; upload: AudioUpload; action: AuditAction; details: Readonly<Record<string, string>> },
): Promise<AddedAudio> {
  const { tenantId } = tx.actor;
  const jobId = await enqueueJob(tx, { kind: 'audio-convert', input: { audioId, objectKey: upload.key } });
  await recordAudioEvent(tx, tx.actor, { tenantId, audioId, kind: 'uploaded' });
  await recordAudit(tx, { tenantId, action, subjectType: 'audio', subjectId: audioId, details });
  return { audioId, jobId };
}
