import type { TenantTx } from '../connect/index.ts';
import type { AudioState } from './audio-state.ts';

export interface PlayableAudio {
  readonly id: string;
  readonly name: string;
  readonly state: AudioState;
}

const most = 1000;

/** What the current tenant's flows can play, by name, in whatever state: a task begins with what is approved. */
export function listPlayable({ sql, actor }: TenantTx): Promise<PlayableAudio[]> {
  return sql<PlayableAudio[]>`
    select id, name, state from audio where tenant_id = ${actor.tenantId} and kind = 'outbound' and deleted_at is null
    order by name, id limit ${most}`;
}
