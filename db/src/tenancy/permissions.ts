// All there is to be permitted, which kinds of tenants may have it, and what the roles that everybody is given may do. The record keeps
// the same in tenant_kinds and preset_roles; a test compares the two, so that neither changes without a migration.
import type { TenantKind } from './tables.ts';

const everybody = ['operator', 'agent', 'customer'] as const;
const sellers = ['operator', 'agent'] as const;
const operator = ['operator'] as const;
const customer = ['customer'] as const;

/** Each permission with the kinds of tenants that may have it. The order is the one that lists of permissions stand in. */
export const permissionKinds = {
  'tenant.read': sellers,
  'tenant.write': sellers,
  'rates.read': sellers,
  'rates.write': sellers,
  'money.read': everybody,
  'money.top-up': sellers,
  'money.settings': everybody,
  'limits.write': everybody,
  'payments.write': everybody,
  'payments.refund': operator,
  'reconcile.read': operator,
  'cdr.read': customer,
  'branding.write': everybody,
  'staff.read': everybody,
  'staff.write': everybody,
  'roles.read': everybody,
  'roles.write': everybody,
  'company-roles.write': operator,
  'menus.write': operator,
  'organisation.read': customer,
  'organisation.write': customer,
  'audit.read': everybody,
  'support-sessions.open': sellers,
  'customer-telephony.read': operator,
  'customer-telephony.write': operator,
  'caller-ids.read': customer,
  'caller-ids.write': customer,
  'caller-ids.review': operator,
  'audio.read': customer,
  'audio.write': customer,
  'audio.review': operator,
  'task.read': customer,
  'task.write': customer,
  'task.run': customer,
  'list.write': customer,
  'telephony.read': customer,
} as const satisfies Record<string, readonly TenantKind[]>;

export type Permission = keyof typeof permissionKinds;

export const permissions = Object.keys(permissionKinds) as Permission[];

/** What a kind of tenant may have at all. */
export function permissionsOfKind(kind: TenantKind): Permission[] {
  return permissions.filter((permission) => (permissionKinds[permission] as readonly TenantKind[]).includes(kind));
}

/** What no company role takes away, so that a tenant can always look after its own people; and the operator after the bounds of all. */
export function keptPermissions(kind: TenantKind): Permission[] {
  const own = ['staff.read', 'staff.write', 'roles.read', 'roles.write'] as const;
  return kind === 'operator' ? [...own, 'company-roles.write'] : [...own];
}

/** Roles that a tenant is given when it is made. */
export const presets = ['administrator', 'finance', 'technical', 'support', 'supervisor', 'seat'] as const;
export type Preset = (typeof presets)[number];

/** What administrators hand on and do not use: the operator's technical staff looks after customers' telephony, its administrators read it. */
const handedOn: readonly Permission[] = ['customer-telephony.write'];

const administrator = (kind: TenantKind) => permissionsOfKind(kind).filter((one) => !handedOn.includes(one));
const sellersFinance = ['money.read', 'money.top-up', 'payments.write'] as const;

/** The presets of each kind of tenant with what they may do until somebody edits them. */
export const presetPermissions: Readonly<Record<TenantKind, Readonly<Partial<Record<Preset, readonly Permission[]>>>>> =
  {
    operator: {
      administrator: administrator('operator'),
      finance: sellersFinance,
      technical: ['tenant.read', 'customer-telephony.read', 'customer-telephony.write'],
      support: ['tenant.read', 'caller-ids.review', 'audio.review'],
    },
    agent: { administrator: administrator('agent'), finance: sellersFinance },
    customer: {
      administrator: administrator('customer'),
      finance: ['money.read', 'payments.write'],
      technical: ['caller-ids.read', 'caller-ids.write', 'audio.read', 'audio.write', 'telephony.read'],
      supervisor: ['cdr.read', 'organisation.read', 'caller-ids.read', 'audio.read', 'task.read', 'telephony.read'],
      seat: ['telephony.read'],
    },
  };
