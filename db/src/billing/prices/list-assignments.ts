import type { TenantTx } from '../../connect/index.ts';
import { findTenant } from '../../tenancy/index.ts';
import type { AssignedTaskType } from '../load-rate-sources.ts';
import { findSoldRateGroup } from './find-rate-group.ts';

export interface RateAssignment {
  readonly tenant: { readonly id: string; readonly name: string };
  /** null where the group is not the current tenant's to see. */
  readonly rateGroup: { readonly id: string; readonly name: string } | null;
  readonly taskType: AssignedTaskType;
  readonly assignedAt: Date;
}

const maxAssignments = 5_000;

/** Who buys at a group of one's own, and for which tasks. Throws `not_found` for any other group. */
export async function listBuyers(tx: TenantTx, rateGroupId: string): Promise<RateAssignment[]> {
  await findSoldRateGroup(tx, rateGroupId);
  return tx.sql<RateAssignment[]>`
    select json_build_object('id', t.id, 'name', t.name) as tenant, json_build_object('id', g.id, 'name', g.name) as "rateGroup",
      a.task_type as "taskType", a.assigned_at as "assignedAt"
    from rate_assignments a join tenants t on t.id = a.tenant_id
      join rate_groups g on (g.tenant_id, g.id) = (a.seller_tenant_id, a.rate_group_id)
    where a.seller_tenant_id = ${tx.actor.tenantId} and a.rate_group_id = ${rateGroupId}
    order by t.name, t.id, a.task_type <> 'any', a.task_type limit ${maxAssignments}`;
}

/** What a tenant at or below the current one buys at, `any` first. Throws `not_found` for any other. */
export async function listBought(tx: TenantTx, tenantId: string): Promise<RateAssignment[]> {
  await findTenant(tx, tenantId);
  return tx.sql<RateAssignment[]>`
    select json_build_object('id', t.id, 'name', t.name) as tenant,
      case when g.id is not null then json_build_object('id', g.id, 'name', g.name) end as "rateGroup",
      a.task_type as "taskType", a.assigned_at as "assignedAt"
    from rate_assignments a join tenants t on t.id = a.tenant_id
      left join rate_groups g on (g.tenant_id, g.id) = (a.seller_tenant_id, a.rate_group_id)
    where a.tenant_id = ${tenantId}
    order by a.task_type <> 'any', a.task_type`;
}
