import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import type { CallerIdState } from '../caller-id-state.ts';
import { stateAt } from '../select-caller-ids.ts';
import type { PoolStrategy } from './write-pool.ts';

const maxPools = 500;

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
