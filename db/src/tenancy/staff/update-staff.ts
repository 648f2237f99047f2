import type { TenantTx } from '../../connect/index.ts';
import { recordAudit } from '../record-audit.ts';
import { findRole, roleWords } from '../roles/find-role.ts';
import { beyondOwn, lockStanding, permissionsOfRole, refuseBeyond, type Standing } from '../roles/standing.ts';
import { endSessions } from '../sessions/end-sessions.ts';
import { refuseStronger } from './refuse-stronger.ts';

export interface StaffChange {
  readonly name?: string | undefined;
  readonly roleId?: string | undefined;
  readonly state?: 'enabled' | 'disabled' | undefined;
}

/**
 * Renames one of the current tenant's people, changes the role, enables or disables; disabling ends the person's sessions. Throws
 * `not_found`; `beyond_own_permissions` for a person or a role with more than who asks holds, and for a role of one's own that has more
 * than before; `last_administrator`, which the record itself sees to, also when two take each other's place away at once.
 */
export async function updateStaff(tx: TenantTx, staffId: string, change: StaffChange, at: Date): Promise<void> {
  const { sql } = tx;
  const { tenantId } = tx.actor;
  const standing = await lockStanding(tx);
  const before = await refuseStronger(tx, standing, staffId);
  const role = change.roleId === undefined ? undefined : await findNewRole(tx, standing, staffId, change.roleId);
  await sql`
    update staff set name = coalesce(${change.name ?? null}, name), role_id = coalesce(${change.roleId ?? null}, role_id),
      state = coalesce(${change.state ?? null}, state)
    where tenant_id = ${tenantId} and id = ${staffId}`;
  if (change.state === 'disabled') await endSessions(tx, { who: { tenantId, staffId }, reason: 'disabled', at });
  // Only what changes is in it: being given the same role again is no news to who looks for fresh rights.
  const isNewRole = role !== undefined && role.id !== before.role.id;
  await recordAudit(tx, {
    tenantId,
    action: 'staff.update',
    subjectType: 'staff',
    subjectId: staffId,
    details: {
      name: change.name ?? null,
      role: isNewRole ? roleWords(role) : null,
      roleId: isNewRole ? role.id : null,
      state: change.state ?? null,
    },
    before: { name: before.name, role: roleWords(before.role), state: before.state },
    after: {
      name: change.name ?? before.name,
      role: roleWords(role ?? before.role),
      state: change.state ?? before.state,
    },
  });
}

async function findNewRole(tx: TenantTx, standing: Standing, staffId: string, roleId: string) {
  const role = await findRole(tx, roleId);
  const permissions = permissionsOfRole(role, standing.kind);
  refuseBeyond(standing, permissions);
  if (staffId === tx.actor.staffId) {
    const gained = permissions.filter((permission) => !standing.held.has(permission));
    if (gained.length > 0) throw beyondOwn(gained);
  }
  return role;
}
