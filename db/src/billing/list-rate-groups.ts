import type { TenantTx } from '../connect/index.ts';

export interface RateGroupSummary {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly rateCount: number;
  /** self: the current tenant sells by it. seller: it buys at it. */
  readonly owner: 'self' | 'seller';
  /** Tenants right below that buy at it; 0 for a seller's. */
  readonly assignedCount: number;
}

const maxGroups = 1000;

/** The groups the current tenant sells by, newest first, and after them the one it buys at. */
export async function listRateGroups(tx: TenantTx): Promise<RateGroupSummary[]> {
  const { tenantId } = tx.actor;
  return tx.sql<RateGroupSummary[]>`
    with visible as (
      select g.tenant_id, g.id, g.name, g.currency, 'self' as owner from rate_groups g where g.tenant_id = ${tenantId}
      union all
      select g.tenant_id, g.id, g.name, g.currency, 'seller' from rate_assignments a
        join rate_groups g on (g.tenant_id, g.id) = (a.seller_tenant_id, a.rate_group_id) where a.tenant_id = ${tenantId}
    ), counted as (
      select rate_group_id, count(*)::int n from rates
      where tenant_id = any (array(select tenant_id from visible)) and rate_group_id = any (array(select id from visible)) group by 1
    ), assigned as (
      select rate_group_id, count(*)::int n from rate_assignments
      where tenant_id = any (array(select descendant from tenant_closure where ancestor = ${tenantId} and depth = 1))
        and seller_tenant_id = ${tenantId} group by 1
    )
    select v.id, v.name, v.currency, v.owner, coalesce(c.n, 0) as "rateCount",
      case v.owner when 'self' then coalesce(s.n, 0) else 0 end as "assignedCount"
    from visible v left join counted c on c.rate_group_id = v.id left join assigned s on s.rate_group_id = v.id
    order by v.owner, v.id desc limit ${maxGroups}`;
}
