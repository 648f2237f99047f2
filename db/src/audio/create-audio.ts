import type { TenantTx } from '../connect/index.ts';
import { recordAudit } from '../tenancy/index.ts';
import type { AudioKind } from './audio-state.ts';
import type { ConvertedAudio } from './finish-conversion.ts';
import { recordAudioEvent } from './record-event.ts';

export interface NewAudio {
  readonly name: string;
  readonly kind: AudioKind;
  /** Lower-case hex SHA-256 of the converted bytes (8 kHz mono ulaw, no header). */
  readonly sha256: string;
  readonly durationMs: number;
  /** What stands in the object store; without it the bytes have to lie in the switch's folder, and nobody can listen. */
  readonly files?:
    Pick<ConvertedAudio, 'ulawKey' | 'previewKey' | 'previewSha256' | 'previewType' | 'peaks'> | undefined;
}

/** Submits converted audio of the current tenant for approval; answers its id. The approval will be of exactly these bytes. */
export async function createAudio(tx: TenantTx, { name, kind, sha256, durationMs, files }: NewAudio): Promise<string> {
  const { tenantId } = tx.actor;
  const [{ id }] = await tx.sql<[{ id: string }]>`
    insert into audio (tenant_id, name, kind, sha256, duration_ms, ulaw_object_key, preview_object_key, preview_sha256, preview_type, peaks)
    values (${tenantId}, ${name}, ${kind}, ${sha256}, ${durationMs}, ${files?.ulawKey ?? null}, ${files?.previewKey ?? null},
      ${files?.previewSha256 ?? null}, ${files?.previewType ?? null}, ${files?.peaks ?? null})
    returning id`;
  await recordAudioEvent(tx, tx.actor, { tenantId, audioId: id, kind: 'submitted', sha256 });
  await recordAudit(tx, {
    tenantId,
    action: 'audio.submit',
    subjectType: 'audio',
    subjectId: id,
    details: { name, kind, sha256 },
  });
  return id;
}
