import type { PlatformTx } from '../connect/index.ts';
import { recordAudioEvent } from './record-event.ts';
import type { previewTypes } from './audio-state.ts';

/** What is converted: the audio, and the upload it is made of, so that a job whose file was replaced writes nothing. */
export interface Conversion {
  readonly tenantId: string;
  readonly audioId: string;
  readonly uploadKey: string;
}

export interface ConvertedAudio {
  /** Lower-case hex SHA-256 of the bytes that play. */
  readonly sha256: string;
  readonly alawSha256: string;
  readonly previewSha256: string;
  readonly previewType: (typeof previewTypes)[number];
  readonly ulawKey: string;
  readonly alawKey: string;
  readonly previewKey: string;
  readonly durationMs: number;
  readonly peaks: string;
  /** Measured after the conversion, EBU R128. */
  readonly loudnessLufs: number;
}

/** Makes converted audio a draft. False where it is not converted any more: deleted, or another file was given. */
export async function finishConversion(tx: PlatformTx, of: Conversion, made: ConvertedAudio): Promise<boolean> {
  const done = await tx.sql`
    update audio set state = 'draft', upload_object_key = null, sha256 = ${made.sha256}, alaw_sha256 = ${made.alawSha256},
      preview_sha256 = ${made.previewSha256}, preview_type = ${made.previewType}, ulaw_object_key = ${made.ulawKey}, alaw_object_key = ${made.alawKey},
      preview_object_key = ${made.previewKey}, duration_ms = ${made.durationMs}, peaks = ${made.peaks}, loudness_lufs = ${made.loudnessLufs},
      failure_code = null, changed_at = now()
    where tenant_id = ${of.tenantId} and id = ${of.audioId} and state = 'converting' and upload_object_key = ${of.uploadKey} and deleted_at is null
    returning id`;
  if (done.length === 0) return false;
  await recordAudioEvent(tx, undefined, { ...of, kind: 'converted', sha256: made.sha256 });
  return true;
}

/** Says why a file was refused. False as with `finishConversion`. */
export async function failConversion(tx: PlatformTx, of: Conversion, { code }: { code: string }): Promise<boolean> {
  const done = await tx.sql`
    update audio set state = 'failed', upload_object_key = null, failure_code = ${code}, changed_at = now()
    where tenant_id = ${of.tenantId} and id = ${of.audioId} and state = 'converting' and upload_object_key = ${of.uploadKey} and deleted_at is null
    returning id`;
  if (done.length === 0) return false;
  await recordAudioEvent(tx, undefined, { ...of, kind: 'failed', reason: code });
  return true;
}
