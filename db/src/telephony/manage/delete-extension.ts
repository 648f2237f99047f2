import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';

/**
 * Deletes one of the current tenant's extensions: the switch knows it no longer, and its number is free. Throws `not_found`, and
 * `extension_in_use` while a seat has it, as its phone may be in a call.
 */
export async function deleteExtension(tx: TenantTx, id: string): Promise<void> {
  const { sql } = tx;
  const { tenantId } = tx.actor;
  const [extension] = await sql<{ number: string }[]>`
    select number from extensions where (tenant_id, id) = (${tenantId}, ${id}) for update`;
  if (extension === undefined) throw new DomainError('not_found');
  const held = await sql`select from seats where (tenant_id, extension_id) = (${tenantId}, ${id}) limit 1`;
  if (held.length > 0) throw new DomainError('extension_in_use');
  await sql`delete from extensions where (tenant_id, id) = (${tenantId}, ${id})`;
  const { number } = extension;
  await recordAudit(tx, {
    tenantId,
    action: 'extension.delete',
    subjectType: 'extension',
    subjectId: id,
    details: { number },
  });
}
