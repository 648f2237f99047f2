import type { PlatformTx, TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';

export interface DocumentObject {
  readonly key: string;
  readonly fileName: string;
}

/** A document of a tenant's own, or one that lies or lay beside a number. */
export type DocumentPlace = { readonly documentId: string } & (
  { readonly tenantId: string } | { readonly callerIdId: string }
);

/** Whether a document `d` stands there. */
function standsAt({ sql }: TenantTx | PlatformTx, place: DocumentPlace) {
  const { documentId } = place;
  if ('tenantId' in place) return sql`d.tenant_id = ${place.tenantId} and d.id = ${documentId}`;
  return sql`(d.tenant_id, d.id) in (
    select l.tenant_id, l.document_id from caller_ids c join caller_id_papers l on (l.tenant_id, l.caller_id_id) = (c.tenant_id, c.id)
    where c.id = ${place.callerIdId} and l.document_id = ${documentId})`;
}

/** Where the picture of a page of a document lies. Throws `not_found`. */
export async function findPage(
  tx: TenantTx | PlatformTx,
  { page, ...place }: DocumentPlace & { page: number },
): Promise<DocumentObject> {
  const [found] = await tx.sql<DocumentObject[]>`
    select p.object_key as key, d.file_name as "fileName" from caller_id_document_pages p
      join caller_id_documents d on (d.tenant_id, d.id) = (p.tenant_id, p.document_id)
    where ${standsAt(tx, place)} and p.page = ${page}`;
  if (found === undefined) throw new DomainError('not_found');
  return found;
}

export interface DocumentPages {
  readonly fileName: string;
  /** In their order; pixels. */
  readonly pages: readonly { readonly key: string; readonly width: number; readonly height: number }[];
}

/** Where the pictures of all pages of a PDF lie. Throws `not_found`, also for a picture, which is one by itself. */
export async function findPages(tx: TenantTx | PlatformTx, place: DocumentPlace): Promise<DocumentPages> {
  const [found] = await tx.sql<DocumentPages[]>`
    select d.file_name as "fileName", (
      select jsonb_agg(jsonb_build_object('key', p.object_key, 'width', p.width, 'height', p.height) order by p.page)
      from caller_id_document_pages p where (p.tenant_id, p.document_id) = (d.tenant_id, d.id)) as pages
    from caller_id_documents d
    where ${standsAt(tx, place)} and d.content_type = 'application/pdf'`;
  if (found === undefined) throw new DomainError('not_found');
  return found;
}
