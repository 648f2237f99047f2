import type { TestApi } from '../setup/api.ts';
import type { Actor } from './world.ts';

/** The actor with a file on its way. */
export async function withUpload(api: TestApi, actor: Actor, mark: (name: string) => string): Promise<Actor> {
  const [{ id: uploadId }] = await api.behind<[{ id: string }]>`
    insert into uploads (tenant_id, purpose, file_name, bytes) values (${actor.tenantId}, 'audio', ${mark(actor.name)}, 10)
    returning id`;
  return { ...actor, ids: { ...actor.ids, uploadId } };
}
