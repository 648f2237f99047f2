// The bounds of whole companies, which the operator alone sets. What they hold is not what their keeper has himself: an operator gives
// customers tasks, which it has none of. Who may keep them at all is one permission, asked for here once more with the bounds locked.
import type { TenantTx } from '../../../connect/index.ts';
import { DomainError, invalidField } from '../../../errors.ts';
import type { AuditAction } from '../../audit/audit-actions.ts';
import { keptPermissions, type Permission, permissionsOfKind } from '../../permissions.ts';
import { recordAudit } from '../../record-audit.ts';
import type { TenantKind } from '../../tables.ts';
import { refuseTakenName } from '../create-role.ts';
import { permissionWords, sortPermissions, without } from '../role-list.ts';
import { lockStanding } from '../standing.ts';
import { findCompanyRole, type FoundCompanyRole } from './list-company-roles.ts';

/** Of one operator. */
const maxCompanyRoles = 100;

export interface NewCompanyRole {
  readonly kind: TenantKind;
  readonly name: string;
  readonly permissions: readonly Permission[];
}

export interface CompanyRoleChange {
  readonly name?: string | undefined;
  readonly permissions?: readonly Permission[] | undefined;
  /** What a new tenant of its kind gets; it takes the place of the one before. */
  readonly isDefault?: true | undefined;
  readonly revision: number;
}

/** Adds one; answers its id. Throws `invalid_input` for what its kind cannot have or be without, `name_taken`, `limit_of_kind`. */
export async function createCompanyRole(tx: TenantTx, input: NewCompanyRole): Promise<string> {
  const { tenantId } = tx.actor;
  await lockBounds(tx);
  const wanted = readBounds(input.kind, input.permissions);
  const [{ count }] = await tx.sql<
    [{ count: number }]
  >`select count(*)::int as count from company_roles where tenant_id = ${tenantId}`;
  if (count >= maxCompanyRoles) throw new DomainError('limit_of_kind', `${maxCompanyRoles} company roles at most`);
  const [{ id }] = await tx.sql<[{ id: string }]>`select new_id() as id`;
  await refuseTakenName(tx.sql`
    insert into company_roles (tenant_id, id, kind, name, permissions) values (${tenantId}, ${id}, ${input.kind}, ${input.name}, ${wanted})`);
  await audit(tx, 'company-role.create', id, { kind: input.kind, name: input.name, added: permissionWords(wanted) });
  return id;
}

/**
 * Renames one, says what it holds from now on, or makes it the one that new tenants get. What it loses, everybody of every tenant that
 * holds it loses with the next request. Throws `not_found`, `changed_meanwhile`, `name_taken`, and `invalid_input` as `createCompanyRole`
 * and for the name of one that came with the system.
 */
export async function updateCompanyRole(tx: TenantTx, companyRoleId: string, change: CompanyRoleChange): Promise<void> {
  await lockBounds(tx);
  const role = await findCompanyRole(tx, companyRoleId);
  if (role.revision !== change.revision) throw new DomainError('changed_meanwhile');
  if (change.name !== undefined && role.name === null) throw invalidField('name', 'preset_name', 'copy it to name it');
  const after = change.permissions === undefined ? heldBy(role) : readBounds(role.kind, change.permissions);
  if (change.isDefault === true) await takeDefault(tx, role.kind);
  await write(tx, role, {
    name: change.name ?? null,
    permissions: change.permissions === undefined ? role.permissions : after,
    isDefault: change.isDefault ?? role.isDefault,
  });
  await audit(tx, 'company-role.update', companyRoleId, {
    ...{ role: role.name ?? role.kind, name: change.name ?? null, isDefault: change.isDefault ?? null },
    ...differences(role, after),
  });
}

/** Gives one that came with the system back all that its kind may have. Throws `not_found`, `invalid_input` for others. */
export async function resetCompanyRole(tx: TenantTx, companyRoleId: string): Promise<void> {
  await lockBounds(tx);
  const role = await findCompanyRole(tx, companyRoleId);
  if (role.name !== null)
    throw invalidField('companyRoleId', 'no_default', 'only one that came with the system has a default');
  await write(tx, role, { name: null, permissions: null, isDefault: role.isDefault });
  await audit(tx, 'company-role.reset', companyRoleId, {
    role: role.kind,
    ...differences(role, permissionsOfKind(role.kind)),
  });
}

/**
 * Deletes one; the tenants that hold it get another of its kind. Throws `not_found`; `role_in_use` where some hold it and no other is
 * named; `invalid_input` for one that came with the system, the default of its kind, and another kind's as the other.
 */
export async function deleteCompanyRole(tx: TenantTx, companyRoleId: string, moveToId?: string): Promise<void> {
  await lockBounds(tx);
  const { tenantId } = tx.actor;
  const role = await findCompanyRole(tx, companyRoleId);
  const moveTo = moveToId === undefined ? undefined : await findCompanyRole(tx, moveToId);
  if (role.name === null)
    throw invalidField('companyRoleId', 'came_with_the_system', 'one that came with the system stays');
  if (role.isDefault)
    throw invalidField('companyRoleId', 'is_default', 'new companies get it; choose another for them first');
  if (moveTo !== undefined && (moveTo.id === role.id || moveTo.kind !== role.kind)) {
    throw invalidField('moveToCompanyRoleId', 'another_kind', 'choose another one for the same kind of company');
  }
  const holders = await tx.sql<{ id: string }[]>`
    select tenant_id as id from tenant_company_roles where (keeper_tenant_id, company_role_id) = (${tenantId}, ${role.id}) order by 1`;
  if (holders.length > 0 && moveTo === undefined) throw new DomainError('role_in_use');
  if (moveTo !== undefined) for (const { id } of holders) await assign(tx, id, moveTo);
  await tx.sql`delete from company_roles where (tenant_id, id) = (${tenantId}, ${role.id})`;
  await audit(tx, 'company-role.delete', role.id, {
    name: role.name,
    tenants: holders.length,
    movedTo: moveTo?.id ?? null,
  });
}

/** Gives a tenant at or below the operator another company role of its kind. Throws `not_found`, `invalid_input` for another kind's. */
export async function assignCompanyRole(tx: TenantTx, tenantId: string, companyRoleId: string): Promise<void> {
  await lockBounds(tx);
  const [tenant] = await tx.sql<{ kind: TenantKind }[]>`select kind from tenants where id = ${tenantId}`;
  if (tenant === undefined) throw new DomainError('not_found');
  const role = await findCompanyRole(tx, companyRoleId);
  if (role.kind !== tenant.kind)
    throw invalidField('companyRoleId', 'another_kind', 'choose one for this kind of company');
  await assign(tx, tenantId, role);
}

async function assign(tx: TenantTx, tenantId: string, role: FoundCompanyRole): Promise<void> {
  await tx.sql`
    update tenant_company_roles set company_role_id = ${role.id}
    where tenant_id = ${tenantId} and keeper_tenant_id = ${tx.actor.tenantId}`;
  await recordAudit(tx, {
    tenantId,
    action: 'tenant.company-role',
    subjectType: 'tenant',
    subjectId: tenantId,
    details: { companyRole: role.name ?? role.kind, companyRoleId: role.id },
  });
}

/** One change of bounds after the other. Throws `forbidden` for who may not keep them at this moment. */
async function lockBounds(tx: TenantTx): Promise<void> {
  const standing = await lockStanding(tx);
  if (!standing.held.has('company-roles.write') || !standing.company.includes('company-roles.write')) {
    throw new DomainError('forbidden');
  }
}

function readBounds(kind: TenantKind, wanted: readonly Permission[]): Permission[] {
  const sorted = sortPermissions(wanted);
  const strange = without(sorted, permissionsOfKind(kind));
  if (strange.length > 0) throw invalidField('permissions', 'not_for_this_kind', strange.join(', '));
  const missing = without(keptPermissions(kind), sorted);
  if (missing.length > 0) throw invalidField('permissions', 'must_keep', missing.join(', '));
  return sorted;
}

function takeDefault({ sql, actor }: TenantTx, kind: TenantKind) {
  return sql`update company_roles set is_default = false, revision = revision + 1 where (tenant_id, kind) = (${actor.tenantId}, ${kind}) and is_default`;
}

function write(
  { sql, actor }: TenantTx,
  role: FoundCompanyRole,
  to: { name: string | null; permissions: readonly Permission[] | null; isDefault: boolean },
): Promise<void> {
  return refuseTakenName(sql`
    update company_roles
    set name = coalesce(${to.name}, name), permissions = ${to.permissions === null ? null : [...to.permissions]},
      is_default = ${to.isDefault}, revision = revision + 1
    where (tenant_id, id) = (${actor.tenantId}, ${role.id})`);
}

const heldBy = (role: FoundCompanyRole) => role.permissions ?? permissionsOfKind(role.kind);

function differences(role: FoundCompanyRole, after: readonly Permission[]) {
  const before = heldBy(role);
  return { added: permissionWords(without(after, before)), removed: permissionWords(without(before, after)) };
}

function audit(
  tx: TenantTx,
  action: AuditAction,
  companyRoleId: string,
  details: Readonly<Record<string, string | number | boolean | null>>,
): Promise<void> {
  const { tenantId } = tx.actor;
  return recordAudit(tx, { tenantId, action, subjectType: 'company-role', subjectId: companyRoleId, details });
}
