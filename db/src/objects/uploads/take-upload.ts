import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import type { UploadPurpose } from './begin-upload.ts';

export interface TakenUpload {
  /** The raw file: as it came, unread by anybody, never to be served. Whoever takes it names this key in a column of its own. */
  readonly key: string;
  readonly fileName: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/**
 * Makes an upload the caller's, once, with the caller's transaction. From then on the object stays as long as a column `object_key` or
 * `…_object_key` names it. Throws `not_found` for another purpose's, another tenant's or a taken one, and `upload_incomplete` for one
 * that has not arrived.
 */
export async function takeUpload(tx: TenantTx, uploadId: string, purpose: UploadPurpose): Promise<TakenUpload> {
  const { tenantId } = tx.actor;
  const [taken] = await tx.sql<TakenUpload[]>`
    update uploads set taken_at = now()
    where (tenant_id, id) = (${tenantId}, ${uploadId}) and purpose = ${purpose}
      and sealed_at is not null and taken_at is null and cancelled_at is null
    returning object_key as key, file_name as "fileName", bytes::float8, sha256`;
  if (taken !== undefined) return taken;
  const waiting = await tx.sql`
    select id from uploads where (tenant_id, id) = (${tenantId}, ${uploadId}) and purpose = ${purpose}
      and sealed_at is null and cancelled_at is null`;
  throw new DomainError(waiting.length > 0 ? 'upload_incomplete' : 'not_found');
}
