import type { TenantTx } from '../../../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../../../cursor.ts';
import { DomainError } from '../../../errors.ts';
import { findTenant } from '../../find-tenant.ts';
import { keptPermissions, type Permission, permissionsOfKind } from '../../permissions.ts';
import type { TenantKind } from '../../tables.ts';
import { sortPermissions } from '../role-list.ts';

/** A company role as it is kept. */
export interface FoundCompanyRole {
  readonly id: string;
  readonly kind: TenantKind;
  /** null: one that came with the system, called by its kind. */
  readonly name: string | null;
  /** null: all that its kind may have, now and later. */
  readonly permissions: readonly Permission[] | null;
  readonly isDefault: boolean;
  readonly revision: number;
}

export interface CompanyRoleView extends FoundCompanyRole {
  readonly permissions: readonly Permission[];
  /** It holds all, also what comes later. */
  readonly isWhole: boolean;
  readonly tenants: number;
}

export interface CompanyRoleBook {
  readonly roles: readonly CompanyRoleView[];
  /** What each kind may have at all, and what no company role takes away. */
  readonly kinds: readonly {
    readonly kind: TenantKind;
    readonly permissions: readonly Permission[];
    readonly kept: readonly Permission[];
  }[];
}

const kindsInOrder: readonly TenantKind[] = ['operator', 'agent', 'customer'];

/** All that the operator keeps, by kind, those that came with the system first. */
export async function listCompanyRoles(tx: TenantTx): Promise<CompanyRoleBook> {
  const rows = await tx.sql<(FoundCompanyRole & { readonly tenants: number })[]>`
    select c.id, c.kind, c.name, c.permissions, c.is_default as "isDefault", c.revision,
      (select count(*)::int from tenant_company_roles a where (a.keeper_tenant_id, a.company_role_id) = (c.tenant_id, c.id)) as tenants
    from company_roles c where c.tenant_id = ${tx.actor.tenantId}
    order by array_position(array['operator', 'agent', 'customer'], c.kind), c.name is not null, c.id`;
  return {
    roles: rows.map((row) => ({
      ...row,
      permissions: sortPermissions(row.permissions ?? permissionsOfKind(row.kind)),
      isWhole: row.permissions === null,
    })),
    kinds: kindsInOrder.map((kind) => ({ kind, permissions: permissionsOfKind(kind), kept: keptPermissions(kind) })),
  };
}

/** One of them. Throws `not_found`. */
export async function getCompanyRole(tx: TenantTx, companyRoleId: string): Promise<CompanyRoleView> {
  const found = (await listCompanyRoles(tx)).roles.find(({ id }) => id === companyRoleId);
  if (found === undefined) throw new DomainError('not_found');
  return found;
}

/** One of the current tenant's company roles as it is kept. Throws `not_found`. */
export async function findCompanyRole({ sql, actor }: TenantTx, companyRoleId: string): Promise<FoundCompanyRole> {
  const [role] = await sql<FoundCompanyRole[]>`
    select id, kind, name, permissions, is_default as "isDefault", revision from company_roles
    where (tenant_id, id) = (${actor.tenantId}, ${companyRoleId})`;
  if (role === undefined) throw new DomainError('not_found');
  return role;
}

export interface RoleHolder {
  readonly id: string;
  readonly name: string;
  readonly state: 'enabled' | 'disabled';
}

/** The tenants that hold a company role, in the order they came. Throws `not_found`. */
export async function listHolders(tx: TenantTx, companyRoleId: string, page: PageRequest): Promise<Page<RoleHolder>> {
  const { sql } = tx;
  await findCompanyRole(tx, companyRoleId);
  const [after] = page.cursor === undefined ? [] : readCursor(page.cursor, [cursorForms.uuid]);
  const rows = await sql<RoleHolder[]>`
    select t.id, t.name, t.state from tenant_company_roles a join tenants t on t.id = a.tenant_id
    where (a.keeper_tenant_id, a.company_role_id) = (${tx.actor.tenantId}, ${companyRoleId})
      ${after === undefined ? sql`` : sql`and t.id > ${after}::uuid`}
    order by t.id limit ${page.limit + 1}`;
  return toPage(rows, page.limit, { item: (row) => row, key: (row) => [row.id] });
}

/** The company role of a tenant at or below the current one, which keeps it. Throws `not_found`. */
export async function getTenantCompanyRole(tx: TenantTx, tenantId: string): Promise<CompanyRoleView> {
  await findTenant(tx, tenantId);
  const [held] = await tx.sql<{ id: string }[]>`
    select company_role_id as id from tenant_company_roles where tenant_id = ${tenantId}`;
  return getCompanyRole(tx, held?.id ?? tenantId);
}
