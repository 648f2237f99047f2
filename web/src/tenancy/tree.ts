// The accounts below a tenant as a tree, and what can be said about each without asking again.
import type { Tenant } from '@yunhu/api/schemas';
import { toMicros } from '../i18n/money.ts';

export type TenantNode = Tenant & { readonly below: readonly TenantNode[] };

export type TenantChip = '' | 'agent' | 'customer' | 'low' | 'disabled';

/** Nobody calls for long on less than this, whatever was spent today. */
const alwaysLowBelowMicros = 10_000_000n;
/** The meter is full when the balance lasts this many days at today's pace. */
const fullMeterDays = 7;

/** Money that may not be read is null; what is worked out from it stands on no page then. */
function known(wire: string | null): bigint {
  return toMicros(wire ?? '0');
}

function availableMicros(tenant: Tenant): bigint {
  return known(tenant.availableMicros);
}

/** Whether an account wants topping up: an alert says so, less than today's spending is left, or next to nothing. */
export function isLow(tenant: Tenant): boolean {
  if (tenant.depth === 0 || tenant.availableMicros === null) return false;
  const left = availableMicros(tenant);
  return tenant.lowBalance !== null || left < alwaysLowBelowMicros || left < known(tenant.chargedTodayMicros);
}

/** How full the balance is, from 0 to 1, against a week at today's pace; full when nothing was spent. */
export function balanceMeter(tenant: Tenant): number {
  const left = availableMicros(tenant);
  if (left <= 0n) return 0;
  const spent = known(tenant.chargedTodayMicros);
  if (spent === 0n) return isLow(tenant) ? 0.04 : 1;
  return Math.min(1, Number((left * 1000n) / (spent * BigInt(fullMeterDays))) / 1000);
}

/** Whole days that the balance lasts at today's pace, or null when nothing was spent today. */
export function runwayDays(tenant: Tenant): number | null {
  const spent = known(tenant.chargedTodayMicros);
  const left = availableMicros(tenant);
  if (spent <= 0n || tenant.kind === 'operator') return null;
  return left <= 0n ? 0 : Number(left / spent);
}

/** Whether a chip of the page holds an account. */
export function inChip(tenant: Tenant, chip: TenantChip): boolean {
  if (chip === '') return true;
  if (chip === 'low') return tenant.state === 'enabled' && isLow(tenant);
  if (chip === 'disabled') return tenant.state === 'disabled';
  return tenant.kind === chip;
}

function matches(tenant: Tenant, query: string): boolean {
  return `${tenant.name}\n${tenant.loginName ?? ''}`.toLowerCase().includes(query.trim().toLowerCase());
}

/**
 * The accounts below oneself as trees. A filter keeps what it holds and the way down to it, so that a hit never
 * stands without its seller.
 */
export function buildTree(tenants: readonly Tenant[], chip: TenantChip, query: string): TenantNode[] {
  const children = new Map<string, Tenant[]>();
  for (const tenant of tenants) {
    if (tenant.parentId === null) continue;
    children.set(tenant.parentId, [...(children.get(tenant.parentId) ?? []), tenant]);
  }
  const grow = (tenant: Tenant): TenantNode | null => {
    const below = (children.get(tenant.id) ?? []).map(grow).filter((node) => node !== null);
    const isHit = inChip(tenant, chip) && matches(tenant, query);
    return isHit || below.length > 0 ? { ...tenant, below } : null;
  };
  const self = tenants.find((tenant) => tenant.depth === 0);
  return (children.get(self?.id ?? '') ?? []).map(grow).filter((node) => node !== null);
}

/** The agents under whom an account can be opened: oneself first. */
export function possibleSellers(tenants: readonly Tenant[]): Tenant[] {
  return tenants
    .filter((tenant) => tenant.kind !== 'customer' && tenant.state === 'enabled')
    .sort((left, right) => left.depth - right.depth);
}

/** The sellers under whom an account could stand instead: oneself or agents below, neither where it stands nor at or below itself. */
export function possibleParents(tenants: readonly Tenant[], moved: Tenant): Tenant[] {
  const below = new Set([moved.id]);
  // Parents come before their children.
  for (const tenant of tenants) if (tenant.parentId !== null && below.has(tenant.parentId)) below.add(tenant.id);
  return tenants
    .filter(
      (one) =>
        one.kind !== 'customer' && one.id !== moved.parentId && !below.has(one.id) && one.currency === moved.currency,
    )
    .sort((left, right) => left.depth - right.depth);
}
