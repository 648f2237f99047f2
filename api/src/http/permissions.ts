// Who may do what: a role within a kind of tenant. What is not listed is denied.
import type { Permission, StaffRole, TenantKind } from '../tenancy/schemas.ts';

const seller = {
  administrator: [
    'tenant.read',
    'tenant.write',
    'rates.read',
    'rates.write',
    'money.read',
    'money.top-up',
    'money.settings',
    'limits.write',
    'payments.write',
    'staff.read',
    'staff.write',
    'roles.read',
    'roles.write',
    'audit.read',
    'support-sessions.open',
    'branding.write',
  ],
  finance: ['tenant.read', 'money.read', 'money.top-up', 'payments.write'],
  seat: [],
} as const satisfies Record<StaffRole, readonly Permission[]>;

const table: Readonly<Record<TenantKind, Readonly<Record<StaffRole, readonly Permission[]>>>> = {
  // Money from outside comes in over the operator's account, so only it gives any back.
  operator: {
    ...seller,
    administrator: [
      ...seller.administrator,
      'payments.refund',
      'reconcile.read',
      'company-roles.write',
      'menus.write',
      'customer-telephony.read',
      'caller-ids.review',
      'audio.review',
    ],
  },
  agent: seller,
  customer: {
    administrator: [
      'money.read',
      'money.settings',
      'limits.write',
      'payments.write',
      'staff.read',
      'staff.write',
      'roles.read',
      'roles.write',
      'audit.read',
      'organisation.read',
      'organisation.write',
      'caller-ids.read',
      'caller-ids.write',
      'audio.read',
      'audio.write',
      'branding.write',
      'cdr.read',
      'task.read',
      'task.write',
      'task.run',
      'list.write',
      'telephony.read',
    ],
    finance: ['money.read', 'payments.write'],
    seat: ['telephony.read'],
  },
};

/** What a role may do within a tenant of this kind. */
export function permissionsOf(role: StaffRole, kind: TenantKind): readonly Permission[] {
  return table[kind][role];
}
