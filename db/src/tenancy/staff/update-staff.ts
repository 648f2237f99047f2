import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../record-audit.ts';
import type { StaffRole } from './add-staff.ts';
import { endSessions } from './end-sessions.ts';
import { getStaff } from './list-staff.ts';
import { refuseRole } from './refuse-role.ts';

export interface StaffChange {
  readonly name?: string | undefined;
  readonly role?: StaffRole | undefined;
  readonly state?: 'enabled' | 'disabled' | undefined;
}

/**
 * Renames one of the current tenant's people, changes the role, enables or disables; disabling ends the person's sessions. One enabled
 * administrator always stays, also when two take each other's place away at once. Throws `not_found`, `last_administrator`, and
 * `invalid_input` for a role that this kind of tenant has no use for.
 */
export async function updateStaff(tx: TenantTx, staffId: string, change: StaffChange, at: Date): Promise<void> {
  const { sql } = tx;
  const { tenantId } = tx.actor;
  await refuseRole(tx, change.role);
  // All administrators are locked in one order: who comes second sees what the first one left.
  const administrators = await sql<{ id: string }[]>`
    select id from staff where tenant_id = ${tenantId} and role = 'administrator' and state = 'enabled' order by id for no key update`;
  const before = await getStaff(tx, staffId);
  const leaves = change.state === 'disabled' || (change.role !== undefined && change.role !== 'administrator');
  if (leaves && administrators.every(({ id }) => id === staffId)) {
    if (before.role === 'administrator' && before.state === 'enabled') throw new DomainError('last_administrator');
  }
  await sql`
    update staff set name = coalesce(${change.name ?? null}, name), role = coalesce(${change.role ?? null}, role),
      state = coalesce(${change.state ?? null}, state)
    where tenant_id = ${tenantId} and id = ${staffId}`;
  if (change.state === 'disabled') await endSessions(tx, staffId, at);
  await recordAudit(tx, {
    tenantId,
    action: 'staff.update',
    subjectType: 'staff',
    subjectId: staffId,
    details: { name: change.name ?? null, role: change.role ?? null, state: change.state ?? null },
  });
}
