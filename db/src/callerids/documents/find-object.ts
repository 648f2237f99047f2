import type { PlatformTx, TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';

export interface DocumentObject {
  readonly key: string;
  readonly fileName: string;
}

export interface DocumentPlace {
  readonly tenantId: string;
  readonly documentId: string;
}

/** Where the picture of a page of a document lies. Throws `not_found`. */
export async function findPage(
  tx: TenantTx | PlatformTx,
  { tenantId, documentId, page }: DocumentPlace & { page: number },
): Promise<DocumentObject> {
  const [found] = await tx.sql<DocumentObject[]>`
    select p.object_key as key, d.file_name as "fileName" from caller_id_document_pages p
      join caller_id_documents d on (d.tenant_id, d.id) = (p.tenant_id, p.document_id)
    where p.tenant_id = ${tenantId} and p.document_id = ${documentId} and p.page = ${page}`;
  if (found === undefined) throw new DomainError('not_found');
  return found;
}

/** Where a PDF lies as it was sent. Throws `not_found`, also for a picture, of which the original is not kept. */
export async function findFile(
  tx: TenantTx | PlatformTx,
  { tenantId, documentId }: DocumentPlace,
): Promise<DocumentObject> {
  const [found] = await tx.sql<DocumentObject[]>`
    select d.object_key as key, d.file_name as "fileName" from caller_id_documents d
    where d.tenant_id = ${tenantId} and d.id = ${documentId} and d.object_key is not null`;
  if (found === undefined) throw new DomainError('not_found');
  return found;
}
