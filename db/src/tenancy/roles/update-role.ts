import type { TenantTx } from '../../connect/index.ts';
import { DomainError, invalidField } from '../../errors.ts';
import type { AuditAction } from '../audit/audit-actions.ts';
import { type Permission, type Preset, presetPermissions } from '../permissions.ts';
import { recordAudit } from '../record-audit.ts';
import { refuseTakenName, refuseUngivable } from './create-role.ts';
import { findRole, type FoundRole, roleWords } from './find-role.ts';
import { permissionWords, sortPermissions, without } from './role-list.ts';
import { lockStanding, permissionsOfRole, refuseBeyond, type Standing } from './standing.ts';

export interface RoleChange {
  readonly name?: string | undefined;
  /** All that it shall hold. */
  readonly permissions?: readonly Permission[] | undefined;
  /** Of the role as it was looked at. */
  readonly revision: number;
}

/**
 * Renames one of the current tenant's own roles, or says what a role holds from now on; whoever has it has that at the next request.
 * Throws `not_found`; `changed_meanwhile` where somebody else was first; `beyond_own_permissions` for a role with more than who asks
 * holds, and for what he cannot give; `name_taken`; `invalid_input` for the name of a preset and the permissions of administrators.
 */
export async function updateRole(tx: TenantTx, roleId: string, change: RoleChange): Promise<void> {
  const standing = await lockStanding(tx);
  const role = await findReachable(tx, standing, roleId);
  if (role.revision !== change.revision) throw new DomainError('changed_meanwhile');
  if (change.name !== undefined && role.preset !== null)
    throw invalidField('name', 'preset_name', 'copy it to name it');
  const before = permissionsOfRole(role, standing.kind);
  const after = change.permissions === undefined ? before : sortPermissions(change.permissions);
  const added = without(after, before);
  const removed = without(before, after);
  if (added.length + removed.length > 0 && role.preset === 'administrator') {
    throw invalidField(
      'permissions',
      'administrator_has_all',
      'an administrator has all that the company has; copy the role',
    );
  }
  refuseUngivable(standing, added);
  const kept = role.preset !== null && isDefault(after, standing, role.preset) ? null : after;
  await refuseTakenName(tx.sql`
    update roles set name = coalesce(${change.name ?? null}, name), permissions = ${kept}, revision = revision + 1
    where (tenant_id, id) = (${tx.actor.tenantId}, ${roleId})`);
  await auditRole(tx, 'role.update', role, { name: change.name ?? null, added, removed });
}

/** Gives a preset back what it held when the company came to be. Throws as `updateRole`, and `invalid_input` for one's own roles. */
export async function resetRole(tx: TenantTx, roleId: string): Promise<void> {
  const standing = await lockStanding(tx);
  const role = await findReachable(tx, standing, roleId);
  if (role.preset === null)
    throw invalidField('roleId', 'no_default', 'only a role that the company came with has a default');
  const before = permissionsOfRole(role, standing.kind);
  const after = presetPermissions[standing.kind][role.preset] ?? [];
  const added = without(after, before);
  refuseBeyond(standing, added);
  await tx.sql`
    update roles set permissions = null, revision = revision + 1 where (tenant_id, id) = (${tx.actor.tenantId}, ${roleId})`;
  await auditRole(tx, 'role.reset', role, { name: null, added, removed: without(before, after) });
}

/** One of the current tenant's roles that holds nothing beyond who asks. Throws `not_found`, `beyond_own_permissions`. */
export async function findReachable(tx: TenantTx, standing: Standing, roleId: string): Promise<FoundRole> {
  const role = await findRole(tx, roleId);
  refuseBeyond(standing, permissionsOfRole(role, standing.kind));
  return role;
}

function isDefault(list: readonly Permission[], { kind }: Standing, preset: Preset): boolean {
  const defaults = presetPermissions[kind][preset] ?? [];
  return without(list, defaults).length + without(defaults, list).length === 0;
}

function auditRole(
  tx: TenantTx,
  action: AuditAction,
  role: FoundRole,
  change: { name: string | null; added: readonly Permission[]; removed: readonly Permission[] },
): Promise<void> {
  const details = {
    role: roleWords(role),
    name: change.name,
    added: permissionWords(change.added),
    removed: permissionWords(change.removed),
  };
  return recordAudit(tx, { tenantId: tx.actor.tenantId, action, subjectType: 'role', subjectId: role.id, details });
}
