import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { type AuditAction, recordAudit } from '../../tenancy/index.ts';
import { hashSipPassword } from '../sip-password.ts';

/** Lets one of the current tenant's extensions register and call, or not; the switch reads it at once. Throws `not_found`. */
export async function enableExtension(tx: TenantTx, id: string, enabled: boolean): Promise<void> {
  const before = await lock(tx, id);
  if (before.enabled === enabled) return;
  await tx.sql`update extensions set enabled = ${enabled} where (tenant_id, id) = (${tx.actor.tenantId}, ${id})`;
  await audit(tx, id, { action: enabled ? 'extension.enable' : 'extension.disable', number: before.number });
}

/** Gives one of the current tenant's extensions a new password; only its hash is kept. Throws `not_found`. */
export async function resetExtensionPassword(tx: TenantTx, id: string, password: string): Promise<void> {
  const { sipId, number } = await lock(tx, id);
  await tx.sql`
    update extensions set ha1 = ${hashSipPassword(sipId, password)} where (tenant_id, id) = (${tx.actor.tenantId}, ${id})`;
  await audit(tx, id, { action: 'extension.reset-password', number });
}

async function lock({ sql, actor }: TenantTx, id: string) {
  const [extension] = await sql<{ number: string; sipId: string; enabled: boolean }[]>`
    select number, sip_id as "sipId", enabled from extensions where (tenant_id, id) = (${actor.tenantId}, ${id}) for no key update`;
  if (extension === undefined) throw new DomainError('not_found');
  return extension;
}

function audit(tx: TenantTx, id: string, { action, number }: { action: AuditAction; number: string }): Promise<void> {
  const { tenantId } = tx.actor;
  return recordAudit(tx, { tenantId, action, subjectType: 'extension', subjectId: id, details: { number } });
}
