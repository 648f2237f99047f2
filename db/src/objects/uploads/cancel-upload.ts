import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import { incomingKey } from './begin-upload.ts';

/**
 * Leaves an upload that nobody took; answers the keys to delete afterwards. Its address stays good for minutes, so it is counted until
 * then and swept afterwards, with whatever came meanwhile. Throws `not_found`, also for one that was taken or left.
 */
export async function cancelUpload(tx: TenantTx, uploadId: string): Promise<string[]> {
  const { tenantId } = tx.actor;
  const [gone] = await tx.sql<{ objectKey: string | null }[]>`
    update uploads set cancelled_at = now() where (tenant_id, id) = (${tenantId}, ${uploadId}) and taken_at is null and cancelled_at is null
    returning object_key as "objectKey"`;
  if (gone === undefined) throw new DomainError('not_found');
  await recordAudit(tx, { tenantId, action: 'upload.cancel', subjectType: 'upload', subjectId: uploadId });
  return [incomingKey(tenantId, uploadId), ...(gone.objectKey === null ? [] : [gone.objectKey])];
}
