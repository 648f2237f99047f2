import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { findTenant } from '../find-tenant.ts';
import type { StaffRole } from './add-staff.ts';

/** Only a customer has seats. Throws `invalid_input` for one elsewhere. */
export async function refuseRole(tx: TenantTx, role: StaffRole | undefined): Promise<void> {
  if (role !== 'seat') return;
  const { kind } = await findTenant(tx, tx.actor.tenantId);
  if (kind === 'customer') return;
  throw new DomainError('invalid_input', 'only a customer has seats', [
    { field: 'role', code: 'not_for_this_kind', message: 'choose administrator or finance' },
  ]);
}
