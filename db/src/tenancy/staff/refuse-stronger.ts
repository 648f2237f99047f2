import type { TenantTx } from '../../connect/index.ts';
import { findRole } from '../roles/find-role.ts';
import { permissionsOfRole, refuseBeyond, type Standing } from '../roles/standing.ts';
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
