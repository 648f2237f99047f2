import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { findTenant } from './find-tenant.ts';
import { recordAudit } from './record-audit.ts';

export interface TenantChange {
  readonly name?: string | undefined;
  readonly state?: 'enabled' | 'disabled' | undefined;
}

/** Renames, enables or disables a tenant of one's subtree. Nobody disables himself. Throws `not_found`, `invalid_input`. */
export async function updateTenant(tx: TenantTx, tenantId: string, change: TenantChange): Promise<void> {
  const { depth } = await findTenant(tx, tenantId);
  if (depth === 0 && change.state !== undefined) {
    throw new DomainError('invalid_input', 'nobody enables or disables himself', [
      { field: 'state', code: 'own_state', message: 'ask the tenant above' },
    ]);
  }
  await tx.sql`
    update tenants set name = coalesce(${change.name ?? null}, name), state = coalesce(${change.state ?? null}, state)
    where id = ${tenantId}`;
  await recordAudit(tx, {
    tenantId,
    action: 'tenant.update',
    subjectType: 'tenant',
    subjectId: tenantId,
    details: { name: change.name ?? null, state: change.state ?? null },
  });
}
