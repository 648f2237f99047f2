import { randomUUID } from 'node:crypto';
import type { Actor, Database, TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import type { ObjectStore, StoredObject } from '../object-store.ts';
import { incomingKey, type UploadPurpose } from './begin-upload.ts';

export interface SealedUpload {
  readonly id: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

interface UploadRow {
  readonly purpose: UploadPurpose;
  readonly bytes: number;
  readonly sha256: string | null;
}

/**
 * Copies what has come in to a name that no upload's address reaches, so that nobody can change it any more, and notes its hash. A
 * second call answers the same. Throws `not_found`, `upload_incomplete` where nothing has come or not as much as was agreed, and
 * `file_too_large` where it is more.
 */
export async function sealUpload(
  { database, objects }: { readonly database: Database; readonly objects: ObjectStore },
  actor: Actor,
  uploadId: string,
): Promise<SealedUpload> {
  const { tenantId } = actor;
  const upload = await database.withTenant(actor, (tx) => findUpload(tx, uploadId));
  if (upload.sha256 !== null) return { id: uploadId, bytes: upload.bytes, sha256: upload.sha256 };
  const incoming = incomingKey(tenantId, uploadId);
  const found = await objects.get(incoming);
  // Perhaps another call has sealed it just now.
  if (found === undefined) return sealedOrIncomplete(database, actor, uploadId);
  const key = `tenant/${tenantId}/${upload.purpose}/${randomUUID()}`;
  const stored = await objects.put(key, found.content, { maxBytes: upload.bytes });
  if (stored.bytes < upload.bytes) {
    await objects.delete(key);
    throw new DomainError('upload_incomplete', `${stored.bytes} of ${upload.bytes} bytes have come`);
  }
  const mine = await database.withTenant(actor, (tx) => markSealed(tx, uploadId, stored));
  await objects.delete(mine ? incoming : key);
  return mine
    ? { id: uploadId, bytes: stored.bytes, sha256: stored.sha256 }
    : sealedOrIncomplete(database, actor, uploadId);
}

async function findUpload(tx: TenantTx, uploadId: string): Promise<UploadRow> {
  const [upload] = await tx.sql<UploadRow[]>`
    select purpose, bytes::float8, sha256 from uploads
    where (tenant_id, id) = (${tx.actor.tenantId}, ${uploadId}) and cancelled_at is null`;
  if (upload === undefined) throw new DomainError('not_found');
  return upload;
}

async function sealedOrIncomplete(database: Database, actor: Actor, uploadId: string): Promise<SealedUpload> {
  const { bytes, sha256 } = await database.withTenant(actor, (tx) => findUpload(tx, uploadId));
  if (sha256 === null) throw new DomainError('upload_incomplete', 'nothing has come yet');
  return { id: uploadId, bytes, sha256 };
}

/** Whether this call was the one that sealed it. */
async function markSealed(tx: TenantTx, uploadId: string, { key, sha256 }: StoredObject): Promise<boolean> {
  const { tenantId } = tx.actor;
  const sealed = await tx.sql`
    update uploads set object_key = ${key}, sha256 = ${sha256}, sealed_at = now()
    where (tenant_id, id) = (${tenantId}, ${uploadId}) and sealed_at is null and cancelled_at is null returning id`;
  if (sealed.length === 0) return false;
  await recordAudit(tx, {
    ...{ tenantId, action: 'upload.seal', subjectType: 'upload', subjectId: uploadId },
    details: { sha256 },
  });
  return true;
}
