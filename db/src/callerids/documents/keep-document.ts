import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import { type DocumentView, selectDocuments } from '../select-caller-ids.ts';
import type { documentKinds, documentTypes } from '../tables.ts';

export interface NewDocument {
  readonly kind: (typeof documentKinds)[number];
  readonly fileName: string;
  readonly contentType: (typeof documentTypes)[number];
  readonly bytes: number;
  readonly sha256: string;
  /** What we made of it, which is all that is kept. */
  readonly pages: readonly { readonly objectKey: string; readonly width: number; readonly height: number }[];
}

/** Documents that no submission uses, of one tenant; more are refused until some were swept. */
const maxUnused = 200;
/** What no submission uses is forgotten after this long. */
export const keepUnusedDays = 30;

/** Keeps a document that was read and found harmless; answers it. Throws `unused_documents` where too many are unused. */
export async function keepDocument(tx: TenantTx, document: NewDocument): Promise<DocumentView> {
  const { tenantId, staffId } = tx.actor;
  await refuseTooMany(tx);
  const { kind, fileName, contentType, bytes, sha256, pages } = document;
  const [{ id }] = await tx.sql<[{ id: string }]>`
    insert into caller_id_documents (tenant_id, kind, file_name, content_type, bytes, sha256, pages, created_by)
    values (${tenantId}, ${kind}, ${fileName}, ${contentType}, ${bytes}, ${sha256}, ${pages.length}, ${staffId ?? null})
    returning id`;
  await tx.sql`
    insert into caller_id_document_pages (tenant_id, document_id, page, object_key, width, height)
    select ${tenantId}, ${id}, p.page, p.object_key, p.width, p.height
    from unnest(${pages.map((p) => p.objectKey)}::text[], ${pages.map((p) => p.width)}::int[], ${pages.map((p) => p.height)}::int[])
      with ordinality p (object_key, width, height, page)`;
  const details = { kind, contentType, bytes, pages: pages.length };
  await recordAudit(tx, {
    tenantId,
    action: 'caller-id-document.add',
    subjectType: 'caller-id-document',
    subjectId: id,
    details,
  });
  const [kept] = await selectDocuments(tx, tx.sql`where d.tenant_id = ${tenantId} and d.id = ${id}`);
  if (kept === undefined) throw new DomainError('not_found');
  return kept;
}

/** Throws `unused_documents` where the current tenant has more documents than it submits. */
export async function refuseTooMany(tx: TenantTx): Promise<void> {
  const { tenantId } = tx.actor;
  const [{ count }] = await tx.sql<[{ count: number }]>`
    select count(*)::int from caller_id_documents d where d.tenant_id = ${tenantId}
      and not exists (select from caller_id_papers l where (l.tenant_id, l.document_id) = (d.tenant_id, d.id))`;
  if (count >= maxUnused)
    throw new DomainError('unused_documents', `${maxUnused} documents are submitted with no number`);
}

/** The current tenant's newest documents, to be submitted again. */
export function listDocuments(tx: TenantTx, limit: number): Promise<DocumentView[]> {
  return selectDocuments(tx, tx.sql`where d.tenant_id = ${tx.actor.tenantId} order by d.id desc limit ${limit}`);
}
