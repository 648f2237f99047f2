import type { TenantTx } from '../../connect/index.ts';
import { auditPool, type NewPool, setMembers, withName } from './write-pool.ts';

/** Makes a pool of the current tenant's numbers; answers its id. Throws `name_taken`, and `invalid_input` on `callerIdIds`. */
export async function createPool(tx: TenantTx, pool: NewPool): Promise<string> {
  const { tenantId } = tx.actor;
  const [{ id }] = await withName(
    () => tx.sql<[{ id: string }]>`
      insert into caller_id_pools (tenant_id, name, strategy, daily_cap) values (${tenantId}, ${pool.name}, ${pool.strategy}, ${pool.dailyCap})
      returning id`,
  );
  await setMembers(tx, id, pool.callerIdIds);
  await auditPool(tx, id, 'create', pool);
  return id;
}
