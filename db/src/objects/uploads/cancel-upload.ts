import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import { incomingKey } from './begin-upload.ts';

/** Forgets an upload that nobody took; answers the keys to delete afterwards. Throws `not_found`, also for one that was taken. */
export async function cancelUpload(tx: TenantTx, uploadId: string): Promise<string[]> {
  const { tenantId } = tx.actor;
  const [gone] = await tx.sql<{ objectKey: string | null }[]>`
    delete from uploads where (tenant_id, id) = (${tenantId}, ${uploadId}) and taken_at is null returning object_key as "objectKey"`;
  if (gone === undefined) throw new DomainError('not_found');
  await recordAudit(tx, { tenantId, action: 'upload.cancel', subjectType: 'upload', subjectId: uploadId });
  return [incomingKey(tenantId, uploadId), ...(gone.objectKey === null ? [] : [gone.objectKey])];
}
