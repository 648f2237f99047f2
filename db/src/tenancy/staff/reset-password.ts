import type { TenantTx } from '../../connect/index.ts';
import { recordAudit } from '../record-audit.ts';
import { lockStanding } from '../roles/standing.ts';
import { endSessions } from '../sessions/end-sessions.ts';
import { refuseOneself } from './refuse-stronger.ts';

/**
 * Gives one of the current tenant's people a new password and ends the sessions of the old one. Throws `not_found`,
 * `beyond_own_permissions` for somebody with more than who asks holds, and `invalid_input` for oneself.
 */
export async function resetPassword(tx: TenantTx, staffId: string, passwordHash: string, at: Date): Promise<void> {
  const { tenantId } = tx.actor;
  await refuseOneself(tx, await lockStanding(tx), staffId);
  await tx.sql`select set_staff_password(${staffId}, ${passwordHash})`;
  await endSessions(tx, { who: { tenantId, staffId }, reason: 'password', at });
  await recordAudit(tx, {
    tenantId,
    action: 'staff.reset-password',
    subjectType: 'staff',
    subjectId: staffId,
  });
}
