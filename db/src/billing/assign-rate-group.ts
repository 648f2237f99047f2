import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { findChild, recordAudit } from '../tenancy/index.ts';
import { findOwnRateGroup } from './find-own-rate-group.ts';
import type { AssignedTaskType } from './load-rate-sources.ts';

/**
 * Says at which of one's own rate groups a direct child buys from now on, for tasks of one type or for those that have none of their
 * own; calls in progress keep the rate they were admitted at. Throws `not_found`, or `invalid_input` for a tenant further below.
 */
export async function assignRateGroup(
  tx: TenantTx,
  tenantId: string,
  rateGroupId: string,
  taskType: AssignedTaskType = 'any',
): Promise<void> {
  await findChild(tx, tenantId);
  await findOwnRateGroup(tx, rateGroupId);
  await tx.sql`
    insert into rate_assignments (tenant_id, seller_tenant_id, rate_group_id, task_type)
    values (${tenantId}, ${tx.actor.tenantId}, ${rateGroupId}, ${taskType})
    on conflict (tenant_id, task_type) do update
      set seller_tenant_id = excluded.seller_tenant_id, rate_group_id = excluded.rate_group_id, assigned_at = now()`;
  await recordAudit(tx, {
    tenantId,
    action: 'tenant.assign-rates',
    subjectType: 'rate-group',
    subjectId: rateGroupId,
    details: { taskType },
  });
}

/**
 * Takes away what a direct child buys at for tasks of a type: they fall to what it buys at for any, and without that it cannot call.
 * Throws `not_found` where nothing is assigned, or `invalid_input` for a tenant further below.
 */
export async function removeRateGroup(tx: TenantTx, tenantId: string, taskType: AssignedTaskType): Promise<void> {
  await findChild(tx, tenantId);
  const [removed] = await tx.sql<{ rateGroupId: string }[]>`
    delete from rate_assignments
    where tenant_id = ${tenantId} and task_type = ${taskType} and seller_tenant_id = ${tx.actor.tenantId}
    returning rate_group_id as "rateGroupId"`;
  if (removed === undefined) throw new DomainError('not_found');
  await recordAudit(tx, {
    tenantId,
    action: 'tenant.remove-rates',
    subjectType: 'rate-group',
    subjectId: removed.rateGroupId,
    details: { taskType },
  });
}
