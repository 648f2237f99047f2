import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import type { AudioKind, AudioState } from './audio-state.ts';

export interface AudioRef {
  readonly audioId: string;
}

export interface LockedAudio {
  readonly name: string;
  readonly kind: AudioKind;
  readonly state: AudioState;
  readonly sha256: string | null;
  readonly ulawKey: string | null;
  readonly alawKey: string | null;
  readonly previewKey: string | null;
}

/** The current tenant's audio, held until the transaction ends. Throws `not_found`, and `invalid_transition` in a state that is not named. */
export async function lockAudio(tx: TenantTx, audioId: string, states: readonly AudioState[]): Promise<LockedAudio> {
  const [audio] = await tx.sql<LockedAudio[]>`
    select name, kind, state, sha256, ulaw_object_key as "ulawKey", alaw_object_key as "alawKey", preview_object_key as "previewKey"
    from audio where tenant_id = ${tx.actor.tenantId} and id = ${audioId} and deleted_at is null for update`;
  if (audio === undefined) throw new DomainError('not_found');
  if (!states.includes(audio.state))
    throw new DomainError('invalid_transition', `audio that is ${audio.state} does not permit this`);
  return audio;
}

/** Its objects. */
export function keysOfAudio({ ulawKey, alawKey, previewKey }: LockedAudio): string[] {
  return [ulawKey, alawKey, previewKey].filter((key) => key !== null);
}

/** Keeps the current tenant's audio from being deleted until the transaction ends, for what will name it. Throws `not_found`. */
export async function holdAudio(tx: TenantTx, audioId: string): Promise<void> {
  const held = await tx.sql`
    select from audio where tenant_id = ${tx.actor.tenantId} and id = ${audioId} and deleted_at is null for share`;
  if (held.length === 0) throw new DomainError('not_found');
}
