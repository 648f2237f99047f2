import type { TenantTx } from '../connect/index.ts';
import type { AssignedTaskType } from './load-rate-sources.ts';

export interface RateGroupSummary {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  /** rule: its prices follow what its owner pays. */
  readonly pricing: 'list' | 'rule';
  /** Of a rule of one's own: it follows what one buys at for tasks of this type. */
  readonly costTaskType: AssignedTaskType | null;
  /** Stored rates; null for a rule, which stores none. */
  readonly rateCount: number | null;
  /** self: the current tenant sells by it. seller: it buys at it. */
  readonly owner: 'self' | 'seller';
  /** For tasks of which types the current tenant buys at it; empty for its own. */
  readonly taskTypes: readonly AssignedTaskType[];
  /** Tenants right below that buy at it; 0 for a seller's. */
  readonly assignedCount: number;
}

const maxGroups = 1000;

/** The groups the current tenant sells by, newest first, and after them those it buys at. */
export async function listRateGroups(tx: TenantTx): Promise<RateGroupSummary[]> {
  const { tenantId } = tx.actor;
  return tx.sql<RateGroupSummary[]>`
    with visible as (
      select g.tenant_id, g.id, g.name, g.currency, g.pricing, g.cost_task_type, 'self' as owner, '{}'::text[] as task_types
        from rate_groups g where g.tenant_id = ${tenantId}
      union all
      select g.tenant_id, g.id, g.name, g.currency, g.pricing, null, 'seller', a.task_types
        from (select seller_tenant_id, rate_group_id, array_agg(task_type order by task_type <> 'any', task_type) as task_types
          from rate_assignments where tenant_id = ${tenantId} group by 1, 2) a
        join rate_groups g on (g.tenant_id, g.id) = (a.seller_tenant_id, a.rate_group_id)
    ), counted as (
      select rate_group_id, count(*)::int n from rates
      where tenant_id = any (array(select tenant_id from visible)) and rate_group_id = any (array(select id from visible))
        and effective_from <= now() and effective_until > now() group by 1
    ), assigned as (
      select rate_group_id, count(distinct tenant_id)::int n from rate_assignments
      where tenant_id = any (array(select descendant from tenant_closure where ancestor = ${tenantId} and depth = 1))
        and seller_tenant_id = ${tenantId} group by 1
    )
    select v.id, v.name, v.currency, v.pricing, v.cost_task_type as "costTaskType", v.owner, v.task_types as "taskTypes",
      case v.pricing when 'list' then coalesce(c.n, 0) end as "rateCount",
      case v.owner when 'self' then coalesce(s.n, 0) else 0 end as "assignedCount"
    from visible v left join counted c on c.rate_group_id = v.id left join assigned s on s.rate_group_id = v.id
    order by v.owner, v.id desc limit ${maxGroups}`;
}
