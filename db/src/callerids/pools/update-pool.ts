import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { auditPool, type NewPool, setMembers, withName } from './write-pool.ts';

/** Changes what is named. What a running task shows follows within a second. Throws `not_found`, `name_taken`, `invalid_input`. */
export async function updatePool(tx: TenantTx, poolId: string, pool: NewPool): Promise<void> {
  const { tenantId } = tx.actor;
  const changed = await withName(
    () => tx.sql`
      update caller_id_pools set name = ${pool.name}, strategy = ${pool.strategy}, daily_cap = ${pool.dailyCap}
      where tenant_id = ${tenantId} and id = ${poolId} returning id`,
  );
  if (changed.length === 0) throw new DomainError('not_found');
  await tx.sql`delete from caller_id_pool_members where tenant_id = ${tenantId} and pool_id = ${poolId}`;
  await setMembers(tx, poolId, pool.callerIdIds);
  await auditPool(tx, poolId, 'update', pool);
}
