// What a person may give to others. Everything that gives or takes permissions within a tenant begins here: with the tenant's staff
// locked, so that nobody's own standing changes between the look and the deed.
import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { type Permission, permissionsOfKind, type Preset, presetPermissions } from '../permissions.ts';
import type { TenantKind } from '../tables.ts';

export interface Standing {
  readonly kind: TenantKind;
  readonly roleId: string;
  readonly preset: Preset | null;
  /** Of the person's role, within or without what the company role allows at the moment. */
  readonly held: ReadonlySet<Permission>;
  /** What the person may give on. An administrator gives all that the company has; anybody else what is his own. */
  readonly gives: ReadonlySet<Permission>;
  /** What the company as a whole may have. */
  readonly company: readonly Permission[];
}

/** One change of people and roles after the other within a tenant, and not before a lost administrator is noticed (see the trigger). */
async function lockStaff({ sql }: TenantTx, tenantId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`staff ${tenantId}`}, 0))`;
}

/** Locks the current tenant's staff and says where the acting person stands. Throws `forbidden` where no enabled person acts. */
export async function lockStanding(tx: TenantTx): Promise<Standing> {
  const { tenantId, staffId } = tx.actor;
  await lockStaff(tx, tenantId);
  if (staffId === undefined) throw new DomainError('forbidden', 'a person has to do this');
  return findStanding(tx, staffId);
}

/** Where one of the current tenant's enabled people stands. Throws `forbidden` for anybody else. */
export async function findStanding({ sql, actor }: TenantTx, staffId: string): Promise<Standing> {
  const [row] = await sql<
    {
      kind: TenantKind;
      roleId: string;
      preset: Preset | null;
      permissions: Permission[] | null;
      company: Permission[];
    }[]
  >`
    select t.kind, r.id as "roleId", r.preset, r.permissions, own_company_permissions() as company
    from staff s join roles r on (r.tenant_id, r.id) = (s.tenant_id, s.role_id) join tenants t on t.id = s.tenant_id
    where (s.tenant_id, s.id) = (${actor.tenantId}, ${staffId}) and s.state = 'enabled'`;
  if (row === undefined) throw new DomainError('forbidden');
  const { kind, roleId, preset, company } = row;
  const held = permissionsOfRole(row, kind);
  const ofCompany = new Set(company);
  const gives = (preset === 'administrator' ? company : held).filter((permission) => ofCompany.has(permission));
  return { kind, roleId, preset, held: new Set(held), gives: new Set(gives), company };
}

/** What a role of a tenant of this kind may do, whatever the company role says. */
export function permissionsOfRole(
  { preset, permissions }: { readonly preset: Preset | null; readonly permissions: readonly Permission[] | null },
  kind: TenantKind,
): readonly Permission[] {
  if (permissions !== null) return permissions;
  return preset === null ? [] : (presetPermissions[kind][preset] ?? []);
}

/**
 * Throws `beyond_own_permissions` unless the person holds all that these are. It is compared without the company role, which bounds both
 * alike, so that nobody gains more than another the day it is widened.
 */
export function refuseBeyond(standing: Standing, permissions: readonly Permission[]): void {
  const mine: ReadonlySet<Permission> =
    standing.preset === 'administrator' ? new Set(permissionsOfKind(standing.kind)) : standing.held;
  const beyond = permissions.filter((permission) => !mine.has(permission));
  if (beyond.length > 0) throw beyondOwn(beyond);
}

/** What is refused to who lacks it, named. */
export function beyondOwn(lacking: readonly Permission[]): DomainError {
  return new DomainError('beyond_own_permissions', `you lack ${lacking.join(', ')}`, [
    { field: 'permissions', code: 'beyond_own', message: lacking.join(', ') },
  ]);
}
