import type { TestApi } from '../setup/api.ts';
import type { Actor } from './world.ts';

/** A customer's number with a document beside it, and a pool of it. */
export async function withCallerIds(api: TestApi, actor: Actor, mark: (name: string) => string): Promise<Actor> {
  const { callerIdId } = actor.ids;
  if (!actor.name.startsWith('customer') || callerIdId === undefined) return actor;
  const { tenantId } = actor;
  const key = `tenant/${tenantId}/caller-id-pages/${crypto.randomUUID()}`;
  const [{ id: documentId }] = await api.behind<[{ id: string }]>`
    insert into caller_id_documents (tenant_id, kind, file_name, content_type, bytes, sha256, pages)
    values (${tenantId}, 'licence', ${mark(actor.name)}, 'application/pdf', 10, ${'b'.repeat(64)}, 1) returning id`;
  await api.behind`
    insert into caller_id_document_pages (tenant_id, document_id, page, object_key, width, height)
    values (${tenantId}, ${documentId}, 1, ${`${key}.jpg`}, 10, 10)`;
  await api.behind`
    insert into caller_id_papers (tenant_id, caller_id_id, submission, document_id, position) values (${tenantId}, ${callerIdId}, 1, ${documentId}, 1)`;
  const [{ id: callerIdPoolId }] = await api.behind<[{ id: string }]>`
    insert into caller_id_pools (tenant_id, name) values (${tenantId}, ${mark(actor.name)}) returning id`;
  await api.behind`
    insert into caller_id_pool_members (tenant_id, pool_id, caller_id_id, position) values (${tenantId}, ${callerIdPoolId}, ${callerIdId}, 1)`;
  await api.behind`
    insert into caller_id_days (tenant_id, caller_id_id, day, calls) values (${tenantId}, ${callerIdId}, current_date, 1)`;
  const reviewed = {
    reviewId: callerIdId,
    reviewIds: callerIdId,
    approvalId: callerIdId,
    reviewDocumentId: documentId,
  };
  return {
    ...actor,
    ids: { ...actor.ids, documentId, documentIds: documentId, callerIdIds: callerIdId, callerIdPoolId, ...reviewed },
  };
}
