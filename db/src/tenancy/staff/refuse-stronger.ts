import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { findRole } from '../roles/find-role.ts';
import { lockStanding, permissionsOfRole, refuseBeyond, type Standing } from '../roles/standing.ts';
import { getStaff, type StaffView } from './list-staff.ts';

/**
 * One of the current tenant's people, whom the acting one may act on: himself, or who holds nothing that he lacks. Who could set the
 * password or the role of somebody with more would have it himself. Throws `not_found`, `beyond_own_permissions`.
 */
export async function refuseStronger(tx: TenantTx, standing: Standing, staffId: string): Promise<StaffView> {
  const person = await getStaff(tx, staffId);
  if (staffId !== tx.actor.staffId) {
    refuseBeyond(standing, permissionsOfRole(await findRole(tx, person.role.id), standing.kind));
  }
  return person;
}

/**
 * As `refuseStronger`, of somebody else: what a colleague may do without showing anything, oneself does on the account page, with the
 * password and the second factor shown once more. Throws `invalid_input` for oneself.
 */
export async function refuseOneself(tx: TenantTx, standing: Standing, staffId: string): Promise<StaffView> {
  const person = await refuseStronger(tx, standing, staffId);
  if (staffId !== tx.actor.staffId) return person;
  throw new DomainError('invalid_input', 'one’s own is changed on the account page', [
    { field: 'staffId', code: 'own_account', message: 'name a colleague' },
  ]);
}

/**
 * As `refuseStronger`, with the staff locked, for what follows in the same transaction: where somebody is signed in, and the end of it, is
 * for who holds as much. Throws `not_found`, `beyond_own_permissions`.
 */
export async function lockWeaker(tx: TenantTx, staffId: string): Promise<StaffView> {
  return refuseStronger(tx, await lockStanding(tx), staffId);
}
