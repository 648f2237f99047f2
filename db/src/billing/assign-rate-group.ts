import type { TenantTx } from '../connect/index.ts';
import { findChild, recordAudit } from '../tenancy/index.ts';
import { findOwnRateGroup } from './find-own-rate-group.ts';

/**
 * Says at which of one's own rate groups a direct child buys from now on; calls in progress keep the rate they were answered at.
 * Throws `not_found`, or `invalid_input` for a tenant further below.
 */
export async function assignRateGroup(tx: TenantTx, tenantId: string, rateGroupId: string): Promise<void> {
  await findChild(tx, tenantId);
  await findOwnRateGroup(tx, rateGroupId);
  await tx.sql`
    insert into rate_assignments (tenant_id, seller_tenant_id, rate_group_id)
    values (${tenantId}, ${tx.actor.tenantId}, ${rateGroupId})
    on conflict (tenant_id) do update
      set seller_tenant_id = excluded.seller_tenant_id, rate_group_id = excluded.rate_group_id, assigned_at = now()`;
  await recordAudit(tx, {
    tenantId,
    action: 'tenant.assign-rates',
    subjectType: 'rate-group',
    subjectId: rateGroupId,
  });
}
