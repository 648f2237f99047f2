import { type TenantTx, violates } from '../../connect/index.ts';
import { DomainError, invalidField } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import type { CallerIdState } from '../caller-id-state.ts';
import { stateAt } from '../select-caller-ids.ts';
import type { poolStrategies } from '../tables.ts';

export type PoolStrategy = (typeof poolStrategies)[number];

/** Numbers of one pool. */
export const maxPoolNumbers = 200;
const maxPools = 500;

export interface NewPool {
  readonly name: string;
  readonly strategy: PoolStrategy;
  /** Calls under one number in a day; null for as many as there are. */
  readonly dailyCap: number | null;
  /** In the order in which they take turns. */
  readonly callerIdIds: readonly string[];
}

export interface PoolView {
  readonly id: string;
  readonly name: string;
  readonly strategy: PoolStrategy;
  readonly dailyCap: number | null;
  readonly createdAt: Date;
  /** Tasks that are running, paused or drafts. */
  readonly tasks: number;
  readonly numbers: readonly {
    readonly id: string;
    readonly number: string;
    readonly state: CallerIdState;
    readonly callsToday: number;
  }[];
}

/** The current tenant's pools by name. */
export function listPools(tx: TenantTx, at: Date): Promise<PoolView[]> {
  return selectPools(tx, at, tx.sql`order by p.name limit ${maxPools}`);
}

/** One of the current tenant's. Throws `not_found`. */
export async function getPool(tx: TenantTx, poolId: string, at: Date): Promise<PoolView> {
  const [pool] = await selectPools(tx, at, tx.sql`and p.id = ${poolId}`);
  if (pool === undefined) throw new DomainError('not_found');
  return pool;
}

function selectPools(tx: TenantTx, at: Date, rest: ReturnType<TenantTx['sql']>): Promise<PoolView[]> {
  const { tenantId } = tx.actor;
  return tx.sql<PoolView[]>`
    select p.id, p.name, p.strategy, p.daily_cap as "dailyCap", p.created_at as "createdAt",
      (select count(*)::int from tasks k where k.tenant_id = p.tenant_id and k.caller_id_pool_id = p.id
        and k.state in ('draft', 'running', 'paused')) as tasks,
      coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'number', c.number, 'state', ${stateAt(tx, at)}, 'callsToday', coalesce(d.calls, 0))
          order by m.position, c.id)
        from caller_id_pool_members m join caller_ids c on (c.tenant_id, c.id) = (m.tenant_id, m.caller_id_id)
          left join caller_id_days d on (d.tenant_id, d.caller_id_id, d.day) = (c.tenant_id, c.id, (${at}::timestamptz at time zone t.time_zone)::date)
        where (m.tenant_id, m.pool_id) = (p.tenant_id, p.id)), '[]') as numbers
    from caller_id_pools p join tenants t on t.id = p.tenant_id where p.tenant_id = ${tenantId} ${rest}`;
}

/** Makes a pool of the current tenant's numbers; answers its id. Throws `name_taken`, and `invalid_input` on `callerIdIds`. */
export async function createPool(tx: TenantTx, pool: NewPool): Promise<string> {
  const { tenantId } = tx.actor;
  const [{ id }] = await named(
    () => tx.sql<[{ id: string }]>`
      insert into caller_id_pools (tenant_id, name, strategy, daily_cap) values (${tenantId}, ${pool.name}, ${pool.strategy}, ${pool.dailyCap})
      returning id`,
  );
  await setMembers(tx, id, pool.callerIdIds);
  await audit(tx, id, 'create', pool);
  return id;
}

/** Changes what is named. What a running task shows follows within a second. Throws `not_found`, `name_taken`, `invalid_input`. */
export async function updatePool(tx: TenantTx, poolId: string, pool: NewPool): Promise<void> {
  const { tenantId } = tx.actor;
  const changed = await named(
    () => tx.sql`
      update caller_id_pools set name = ${pool.name}, strategy = ${pool.strategy}, daily_cap = ${pool.dailyCap}
      where tenant_id = ${tenantId} and id = ${poolId} returning id`,
  );
  if (changed.length === 0) throw new DomainError('not_found');
  await tx.sql`delete from caller_id_pool_members where tenant_id = ${tenantId} and pool_id = ${poolId}`;
  await setMembers(tx, poolId, pool.callerIdIds);
  await audit(tx, poolId, 'update', pool);
}

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

async function setMembers(tx: TenantTx, poolId: string, callerIdIds: readonly string[]): Promise<void> {
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

async function named<T>(write: () => PromiseLike<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!violates(error, 'caller_id_pools_tenant_id_name_key')) throw error;
    const message = 'another pool has this name';
    throw new DomainError('name_taken', message, [{ field: 'name', code: 'taken', message }], { cause: error });
  }
}

async function audit(tx: TenantTx, poolId: string, verb: 'create' | 'update', pool: NewPool): Promise<void> {
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
