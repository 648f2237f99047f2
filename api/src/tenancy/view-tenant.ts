import type { TenantView } from '@yunhu/db/calls';
import type { Tenant } from './schemas.ts';

/** A tenant as JSON carries it. */
export function viewTenant(tenant: TenantView): Tenant {
  return {
    ...tenant,
    createdAt: tenant.createdAt.toISOString(),
    balanceMicros: String(tenant.balanceMicros),
    heldMicros: String(tenant.heldMicros),
    creditLimitMicros: String(tenant.creditLimitMicros),
    availableMicros: String(tenant.availableMicros),
    chargedTodayMicros: String(tenant.chargedTodayMicros),
    marginTodayMicros: String(tenant.marginTodayMicros),
  };
}
