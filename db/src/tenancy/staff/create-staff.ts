import type { TenantTx } from '../../connect/index.ts';
import { recordAudit } from '../record-audit.ts';
import { findRole, roleWords } from '../roles/find-role.ts';
import { lockStanding, permissionsOfRole, refuseBeyond } from '../roles/standing.ts';
import { addStaff, type NewStaff } from './add-staff.ts';

/**
 * Gives the current tenant a new person; answers the id. Throws `login_name_taken`, `not_found` for a role of another, and
 * `beyond_own_permissions` for a role with more than who asks holds.
 */
export async function createStaff(tx: TenantTx, input: Omit<NewStaff, 'tenantId'>): Promise<string> {
  const { tenantId } = tx.actor;
  const standing = await lockStanding(tx);
  const role = await findRole(tx, input.roleId);
  refuseBeyond(standing, permissionsOfRole(role, standing.kind));
  const id = await addStaff(tx, { ...input, tenantId });
  const { name, loginName, roleId } = input;
  await recordAudit(tx, {
    tenantId,
    action: 'staff.create',
    subjectType: 'staff',
    subjectId: id,
    details: { name, loginName, role: roleWords(role), roleId },
  });
  return id;
}
