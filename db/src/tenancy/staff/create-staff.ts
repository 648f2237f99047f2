import type { TenantTx } from '../../connect/index.ts';
import { recordAudit } from '../record-audit.ts';
import { addStaff, type NewStaff } from './add-staff.ts';
import { refuseRole } from './refuse-role.ts';

/** Gives the current tenant a new person; answers the id. Throws `login_name_taken`, `invalid_input` for a role it has no use for. */
export async function createStaff(tx: TenantTx, input: Omit<NewStaff, 'tenantId'>): Promise<string> {
  const { tenantId } = tx.actor;
  await refuseRole(tx, input.role);
  const id = await addStaff(tx, { ...input, tenantId });
  const { name, loginName, role } = input;
  await recordAudit(tx, {
    tenantId,
    action: 'staff.create',
    subjectType: 'staff',
    subjectId: id,
    details: { name, loginName, role },
  });
  return id;
}
