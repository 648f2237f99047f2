import type { Actor, PlatformTx, TenantTx } from '../connect/index.ts';
import type { AudioEventKind } from './audio-state.ts';

export interface AudioEvent {
  readonly tenantId: string;
  readonly audioId: string;
  readonly kind: AudioEventKind;
  readonly sha256?: string | null | undefined;
  readonly reason?: string | null | undefined;
  readonly heard?: boolean | undefined;
}

/** Adds to the history, in the transaction of the change itself. */
export async function recordAudioEvent(
  tx: TenantTx | PlatformTx,
  actor: Actor | undefined,
  { tenantId, audioId, kind, sha256, reason, heard }: AudioEvent,
): Promise<void> {
  await tx.sql`
    insert into audio_events (tenant_id, audio_id, kind, sha256, reason, heard, actor_tenant_id, actor_staff_id)
    values (${tenantId}, ${audioId}, ${kind}, ${sha256 ?? null}, ${reason ?? null}, ${heard ?? null}, ${actor?.tenantId ?? null},
      ${actor?.staffId ?? null})`;
}
