import type { TenantView } from '@yunhu/db/calls';
import type { Permission, Tenant } from './schemas.ts';

/** Deeper than any tenant stands. */
const nobody = 1_000;

/** The depth from which login names are shown: of one's own company to who may read staff, of those below to who may read tenants. */
export function loginNamesFrom(permissions: readonly Permission[]): number {
  if (!permissions.includes('tenant.read')) return nobody;
  return permissions.includes('staff.read') ? 0 : 1;
}

/** A tenant as JSON carries it, as far as somebody with these permissions may know it. */
export function viewTenant(tenant: TenantView, permissions: readonly Permission[]): Tenant {
  const { balanceMicros, heldMicros, creditLimitMicros, availableMicros, walletBlocked, lowBalance, ...rest } = tenant;
  const { chargedTodayMicros, marginTodayMicros, ...facts } = rest;
  const mayReadMoney = permissions.includes('money.read');
  const money = (micros: bigint) => (mayReadMoney ? String(micros) : null);
  return {
    ...facts,
    loginName: tenant.depth >= loginNamesFrom(permissions) ? tenant.loginName : null,
    createdAt: tenant.createdAt.toISOString(),
    balanceMicros: money(balanceMicros),
    heldMicros: money(heldMicros),
    creditLimitMicros: money(creditLimitMicros),
    availableMicros: money(availableMicros),
    walletBlocked: mayReadMoney ? walletBlocked : null,
    lowBalance: mayReadMoney ? lowBalance : null,
    chargedTodayMicros: money(chargedTodayMicros),
    marginTodayMicros: money(marginTodayMicros),
  };
}
