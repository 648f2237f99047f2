import type { TenantTx } from '../../connect/index.ts';
import { DomainError, invalidField } from '../../errors.ts';
import { recordAudit } from '../record-audit.ts';
import { type FoundRole, roleWords } from './find-role.ts';
import { permissionWords } from './role-list.ts';
import { beyondOwn, lockStanding, permissionsOfRole, type Standing } from './standing.ts';
import { findReachable } from './update-role.ts';

/**
 * Deletes one of the current tenant's own roles; who holds it gets another, in the same step. Throws `not_found`; `role_in_use` where
 * somebody holds it and no other is named; `beyond_own_permissions` for either role with more than who asks holds, and for who may not
 * change people while somebody holds it; `invalid_input` for a preset, and for the role itself as the other.
 */
export async function deleteRole(tx: TenantTx, roleId: string, moveToRoleId?: string): Promise<void> {
  const { tenantId } = tx.actor;
  const standing = await lockStanding(tx);
  const role = await findReachable(tx, standing, roleId);
  const moveTo = moveToRoleId === undefined ? undefined : await findReachable(tx, standing, moveToRoleId);
  if (role.preset !== null)
    throw invalidField('roleId', 'came_with_the_company', 'a role that the company came with stays');
  if (moveTo?.id === role.id) throw invalidField('moveToRoleId', 'same_role', 'choose another role');
  const moved = await movePeople(tx, standing, role, moveTo);
  await tx.sql`delete from roles where (tenant_id, id) = (${tenantId}, ${roleId})`;
  await recordAudit(tx, {
    tenantId,
    action: 'role.delete',
    subjectType: 'role',
    subjectId: roleId,
    details: {
      name: role.name,
      removed: permissionWords(permissionsOfRole(role, standing.kind)),
      people: moved,
      movedTo: moveTo === undefined ? null : roleWords(moveTo),
    },
  });
}

async function movePeople(
  tx: TenantTx,
  standing: Standing,
  role: FoundRole,
  moveTo: FoundRole | undefined,
): Promise<number> {
  const { tenantId, staffId } = tx.actor;
  const holders = await tx.sql<{ id: string }[]>`
    select id from staff where (tenant_id, role_id) = (${tenantId}, ${role.id}) order by id`;
  if (holders.length === 0) return 0;
  if (moveTo === undefined) throw new DomainError('role_in_use');
  // Giving somebody another role is a change of people, whichever way it is done.
  if (!standing.held.has('staff.write')) throw beyondOwn(['staff.write']);
  if (holders.some(({ id }) => id === staffId)) {
    const gained = permissionsOfRole(moveTo, standing.kind).filter((permission) => !standing.held.has(permission));
    if (gained.length > 0) throw beyondOwn(gained);
  }
  await tx.sql`update staff set role_id = ${moveTo.id} where (tenant_id, role_id) = (${tenantId}, ${role.id})`;
  for (const { id } of holders) {
    const details = { name: null, role: roleWords(moveTo), roleId: moveTo.id, state: null };
    await recordAudit(tx, { tenantId, action: 'staff.update', subjectType: 'staff', subjectId: id, details });
  }
  return holders.length;
}
