import type { Tenant } from '@yunhu/api/schemas';
import { plainDecimal, toMicros } from '../i18n/money.ts';
import { t } from '../i18n/translate.ts';
import { downloadCsv, toCsv } from '../ui/csv.ts';

/** Empty where money may not be read. */
const decimal = (wire: string | null) => (wire === null ? '' : plainDecimal(toMicros(wire)));

/** The accounts as a file, parents before their children, each with who stands right above it. */
export function exportTenants(tenants: readonly Tenant[]): void {
  const nameOf = new Map(tenants.map((tenant) => [tenant.id, tenant.name]));
  const head = ['name', 'kind', 'balance', 'calls', 'charged', 'margin', 'rateGroup', 'state', 'createdAt'] as const;
  const rows = tenants
    .filter((tenant) => tenant.depth > 0)
    .map((tenant) => [
      tenant.loginName ?? '',
      nameOf.get(tenant.parentId ?? '') ?? '',
      tenant.name,
      t(`shell.kinds.${tenant.kind}`),
      decimal(tenant.balanceMicros),
      String(tenant.callsToday),
      decimal(tenant.chargedTodayMicros),
      decimal(tenant.marginTodayMicros),
      tenant.rateGroup?.name ?? '',
      t(`tenancy.states.${tenant.state}`),
      tenant.createdAt,
    ]);
  const words = [
    t('tenancy.create.loginName'),
    t('tenancy.create.parent'),
    ...head.map((column) => t(`tenancy.columns.${column}`)),
  ];
  downloadCsv('accounts.csv', toCsv(words, rows));
}
