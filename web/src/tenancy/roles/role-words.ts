import type { Permission, RoleName, TenantKind } from '@yunhu/api/schemas';
import { t } from '../../i18n/translate.ts';

/** How a role is called: in the reader's language where it came with the company. */
export function roleWords({ preset, name }: Pick<RoleName, 'preset' | 'name'>): string {
  return name ?? (preset === null ? '' : t(`roles.presets.${preset}`));
}

/** What a role is for, in a line. */
export function roleHelp({ preset }: Pick<RoleName, 'preset'>, kind: TenantKind): string {
  if (preset === null) return t('roles.help.own');
  if (preset === 'technical' && kind === 'operator') return t('roles.help.technicalOperator');
  return t(`roles.help.${preset}`);
}

/** Permissions as a person looks for them: by what they are about. */
const groups = {
  accounts: ['tenant.read', 'tenant.write'],
  money: ['money.read', 'money.top-up', 'money.settings', 'payments.write', 'payments.refund', 'reconcile.read'],
  rates: ['rates.read', 'rates.write', 'limits.write'],
  tasks: ['task.read', 'task.write', 'task.run', 'list.write', 'cdr.read'],
  telephony: [
    ...(['telephony.read', 'customer-telephony.read', 'customer-telephony.write'] as const),
    ...(['caller-ids.read', 'caller-ids.write', 'audio.read', 'audio.write'] as const),
  ],
  review: ['caller-ids.review', 'audio.review', 'support-sessions.open'],
  people: ['staff.read', 'staff.write', 'roles.read', 'roles.write', 'organisation.read', 'organisation.write'],
  company: ['company-roles.write', 'menus.write', 'branding.write', 'audit.read'],
} as const satisfies Record<string, readonly Permission[]>;

type GroupName = keyof typeof groups;
/** Fails to compile where a permission stands in no group. */
type Ungrouped = Exclude<Permission, (typeof groups)[GroupName][number]>;
const ungrouped: readonly Ungrouped[] = [] satisfies readonly never[];

export type PermissionGroup = { readonly name: GroupName; readonly permissions: readonly Permission[] };

/** The groups with those of `all` in them; one without any is left out. */
export function groupPermissions(all: readonly Permission[]): PermissionGroup[] {
  const known = new Set<Permission>([...all, ...ungrouped]);
  return (Object.keys(groups) as GroupName[])
    .map((name) => ({ name, permissions: groups[name].filter((permission) => known.has(permission)) }))
    .filter(({ permissions }) => permissions.length > 0);
}
