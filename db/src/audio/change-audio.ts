import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { recordAudit } from '../tenancy/index.ts';
import { audioStates, audioVerbs } from './audio-state.ts';
import { keysOfAudio, lockAudio } from './lock-audio.ts';
import { recordAudioEvent } from './record-event.ts';

/** Gives the current tenant's audio another name. Throws `not_found`. */
export async function renameAudio(tx: TenantTx, audioId: string, name: string): Promise<void> {
  const { tenantId } = tx.actor;
  const before = await lockAudio(tx, audioId, audioStates);
  await tx.sql`update audio set name = ${name} where tenant_id = ${tenantId} and id = ${audioId}`;
  const details = { before: before.name, after: name };
  await recordAudit(tx, { tenantId, action: 'audio.rename', subjectType: 'audio', subjectId: audioId, details });
}

/** Asks for a decision on the current tenant's audio, once more where there was one. Throws `not_found`, `invalid_transition`. */
export async function submitAudio(tx: TenantTx, audioId: string, note: string | undefined): Promise<void> {
  const { tenantId } = tx.actor;
  const { name, sha256 } = await lockAudio(tx, audioId, audioVerbs.submit);
  await tx.sql`
    update audio set state = 'submitted', decision_reason = null, changed_at = now() where tenant_id = ${tenantId} and id = ${audioId}`;
  await recordAudioEvent(tx, tx.actor, { tenantId, audioId, kind: 'submitted', sha256, reason: note });
  const details = { name, sha256 };
  await recordAudit(tx, { tenantId, action: 'audio.submit', subjectType: 'audio', subjectId: audioId, details });
}

/** Takes the current tenant's audio back from the reviewers: it is a draft again. Throws `not_found`, `invalid_transition`. */
export async function withdrawAudio(tx: TenantTx, audioId: string): Promise<void> {
  const { tenantId } = tx.actor;
  const { name, sha256 } = await lockAudio(tx, audioId, audioVerbs.withdraw);
  await tx.sql`update audio set state = 'draft', changed_at = now() where tenant_id = ${tenantId} and id = ${audioId}`;
  await recordAudioEvent(tx, tx.actor, { tenantId, audioId, kind: 'withdrawn', sha256 });
  const details = { name, sha256 };
  await recordAudit(tx, { tenantId, action: 'audio.withdraw', subjectType: 'audio', subjectId: audioId, details });
}

/**
 * Deletes the current tenant's audio that no flow and no queue names; its history stays. Answers its objects, to be deleted after the
 * commit. Throws `not_found`, `invalid_transition`, `audio_in_use`.
 */
export async function deleteAudio(tx: TenantTx, audioId: string): Promise<readonly string[]> {
  const { tenantId } = tx.actor;
  const before = await lockAudio(tx, audioId, audioVerbs.remove);
  // A version of a flow that is not the current one may be a task's, and its past is read through it.
  const [{ used }] = await tx.sql<[{ used: boolean }]>`
    select exists (select from flow_versions v where v.tenant_id = ${tenantId} and v.audio_id = ${audioId})
      or exists (select from queues q where q.tenant_id = ${tenantId} and q.ringback_audio_id = ${audioId}) as used`;
  if (used) throw new DomainError('audio_in_use');
  await tx.sql`
    update audio set deleted_at = now(), ulaw_object_key = null, alaw_object_key = null, preview_object_key = null
    where tenant_id = ${tenantId} and id = ${audioId}`;
  await recordAudioEvent(tx, tx.actor, { tenantId, audioId, kind: 'deleted', sha256: before.sha256 });
  const details = { name: before.name };
  await recordAudit(tx, { tenantId, action: 'audio.delete', subjectType: 'audio', subjectId: audioId, details });
  return keysOfAudio(before);
}
