import type { TestApi } from '../setup/api.ts';
import type { Actor } from './world.ts';

/** A customer's audio that waits for a decision, with its history. */
export async function withAudio(api: TestApi, actor: Actor, mark: (name: string) => string): Promise<Actor> {
  if (!actor.name.startsWith('customer')) return actor;
  const { tenantId } = actor;
  const key = `tenant/${tenantId}/audio/${crypto.randomUUID()}`;
  const [{ id: audioId }] = await api.behind<[{ id: string }]>`
    insert into audio (tenant_id, name, kind, state, file_name, sha256, duration_ms, alaw_sha256, preview_sha256, preview_type, ulaw_object_key,
      alaw_object_key, preview_object_key)
    values (${tenantId}, ${mark(actor.name)}, 'outbound', 'submitted', ${mark(actor.name)}, ${'a'.repeat(64)}, 1000, ${'c'.repeat(64)},
      ${'d'.repeat(64)}, 'audio/mpeg', ${`${key}.ulaw`}, ${`${key}.alaw`}, ${`${key}.mp3`}) returning id`;
  await api.behind`
    insert into audio_events (tenant_id, audio_id, kind, sha256, reason, actor_tenant_id)
    values (${tenantId}, ${audioId}, 'submitted', ${'a'.repeat(64)}, ${mark(actor.name)}, ${tenantId})`;
  return { ...actor, ids: { ...actor.ids, audioId, reviewedAudioId: audioId } };
}
