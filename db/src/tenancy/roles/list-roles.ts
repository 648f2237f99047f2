import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { type Permission, permissionsOfKind, presetPermissions } from '../permissions.ts';
import type { FoundRole, RoleName } from './find-role.ts';
import { sortPermissions } from './role-list.ts';
import { findStanding, permissionsOfRole, type Standing } from './standing.ts';

export interface RoleView extends RoleName {
  /** What it holds, also what the company role does not allow at the moment. */
  readonly permissions: readonly Permission[];
  /** Of a preset, what it holds until somebody edits it; null for one's own. */
  readonly defaults: readonly Permission[] | null;
  readonly people: number;
  /** It holds nothing that who asks lacks: he may change it, and give it to others. */
  readonly withinReach: boolean;
  readonly revision: number;
}

export interface RoleBook {
  readonly roles: readonly RoleView[];
  /** What who asks may give to a role. */
  readonly gives: readonly Permission[];
  /** What the company as a whole may have. */
  readonly company: readonly Permission[];
}

type Row = FoundRole & { readonly people: number };

/** The current tenant's roles, those that it came with first, as one of its people sees them. */
export async function listRoles(tx: TenantTx): Promise<RoleBook> {
  const standing = await findStanding(tx, tx.actor.staffId ?? '');
  const rows = await selectRoles(tx);
  return {
    roles: rows.map((row) => viewRole(row, standing)),
    gives: sortPermissions(standing.gives),
    company: standing.company,
  };
}

/** One of them. Throws `not_found`. */
export async function getRole(tx: TenantTx, roleId: string): Promise<RoleView> {
  const found = (await listRoles(tx)).roles.find(({ id }) => id === roleId);
  if (found === undefined) throw new DomainError('not_found');
  return found;
}

function selectRoles({ sql, actor }: TenantTx) {
  return sql<Row[]>`
    select r.id, r.preset, r.name, r.permissions, r.revision, count(s.id)::int as people
    from roles r left join staff s on (s.tenant_id, s.role_id) = (r.tenant_id, r.id)
    where r.tenant_id = ${actor.tenantId}
    group by r.tenant_id, r.id
    order by r.preset is null,
      array_position(array['administrator', 'finance', 'technical', 'support', 'supervisor', 'seat'], r.preset), r.id`;
}

function viewRole(row: Row, standing: Standing): RoleView {
  const { id, preset, name, people, revision } = row;
  const permissions = permissionsOfRole(row, standing.kind);
  const mine: ReadonlySet<Permission> =
    standing.preset === 'administrator' ? new Set(permissionsOfKind(standing.kind)) : standing.held;
  return {
    ...{ id, preset, name, people, revision },
    permissions: sortPermissions(permissions),
    defaults: preset === null ? null : sortPermissions(presetPermissions[standing.kind][preset] ?? []),
    withinReach: permissions.every((permission) => mine.has(permission)),
  };
}
