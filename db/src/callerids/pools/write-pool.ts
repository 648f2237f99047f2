// What making and changing a pool have in common.
import { type TenantTx, violates } from '../../connect/index.ts';
import { DomainError, invalidField } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import type { poolStrategies } from '../tables.ts';

export type PoolStrategy = (typeof poolStrategies)[number];

/** Numbers of one pool. */
export const maxPoolNumbers = 200;

export interface NewPool {
  readonly name: string;
  readonly strategy: PoolStrategy;
  /** Calls under one number in a day; null for as many as there are. */
  readonly dailyCap: number | null;
  /** In the order in which they take turns. */
  readonly callerIdIds: readonly string[];
}

/** Puts these numbers into a pool that has none. Throws `invalid_input` on `callerIdIds`. */
export async function setMembers(tx: TenantTx, poolId: string, callerIdIds: readonly string[]): Promise<void> {
  const { tenantId } = tx.actor;
  const wanted = [...new Set(callerIdIds)];
  if (wanted.length === 0) throw invalidField('callerIdIds', 'required', 'choose at least one number');
  if (wanted.length > maxPoolNumbers)
    throw invalidField('callerIdIds', 'too_many', `at most ${maxPoolNumbers} numbers`);
  const found = await tx.sql`select id from caller_ids where tenant_id = ${tenantId} and id = any (${wanted}::uuid[])`;
  if (found.length < wanted.length) throw invalidField('callerIdIds', 'unknown', 'a number is not one of yours');
  await tx.sql`
    insert into caller_id_pool_members (tenant_id, pool_id, caller_id_id, position)
    select ${tenantId}, ${poolId}, m.id, m.position from unnest(${wanted}::uuid[]) with ordinality m (id, position)`;
}

/** Runs what writes a pool's name. Throws `name_taken`. */
export async function withName<T>(write: () => PromiseLike<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!violates(error, 'caller_id_pools_tenant_id_name_key')) throw error;
    const message = 'another pool has this name';
    throw new DomainError('name_taken', message, [{ field: 'name', code: 'taken', message }], { cause: error });
  }
}

export async function auditPool(tx: TenantTx, poolId: string, verb: 'create' | 'update', pool: NewPool): Promise<void> {
  const { tenantId } = tx.actor;
  const { name, strategy, dailyCap, callerIdIds } = pool;
  const details = { name, strategy, dailyCap, numbers: callerIdIds.length };
  await recordAudit(tx, {
    tenantId,
    action: `caller-id-pool.${verb}`,
    subjectType: 'caller-id-pool',
    subjectId: poolId,
    details,
  });
}
