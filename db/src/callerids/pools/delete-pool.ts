import { type TenantTx, violates } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';

/** Removes a pool that no task names. Throws `not_found`, and `pool_in_use` where one does. */
export async function deletePool(tx: TenantTx, poolId: string): Promise<void> {
  const { tenantId } = tx.actor;
  try {
    const gone =
      await tx.sql`delete from caller_id_pools where tenant_id = ${tenantId} and id = ${poolId} returning id`;
    if (gone.length === 0) throw new DomainError('not_found');
  } catch (error) {
    if (!violates(error, 'tasks_caller_id_pool_fkey')) throw error;
    throw new DomainError('pool_in_use', 'a task names this pool', [], { cause: error });
  }
  await recordAudit(tx, {
    tenantId,
    action: 'caller-id-pool.delete',
    subjectType: 'caller-id-pool',
    subjectId: poolId,
  });
}
