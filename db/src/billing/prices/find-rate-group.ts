import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import type { AssignedTaskType } from '../load-rate-sources.ts';

export interface RateGroupFacts {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly pricing: 'list' | 'rule';
  readonly costTaskType: AssignedTaskType | null;
  /** Goes up with every change of its rates or rules. */
  readonly revision: string;
}

/** A group that the current tenant sells by or buys at. Throws `not_found` for any other. */
export async function findRateGroup(tx: TenantTx, rateGroupId: string): Promise<RateGroupFacts> {
  const [group] = await tx.sql<RateGroupFacts[]>`
    select g.id, g.tenant_id as "tenantId", g.name, g.pricing, g.cost_task_type as "costTaskType", g.revision::text
    from rate_groups g where g.id = ${rateGroupId} and (g.tenant_id = ${tx.actor.tenantId}
      or (g.tenant_id, g.id) in (select seller_tenant_id, rate_group_id from rate_assignments where tenant_id = ${tx.actor.tenantId}))`;
  if (group === undefined) throw new DomainError('not_found');
  return group;
}

/** One that it sells by. Throws `not_found` for any other, one it buys at too. */
export async function findSoldRateGroup(tx: TenantTx, rateGroupId: string): Promise<RateGroupFacts> {
  const group = await findRateGroup(tx, rateGroupId);
  if (group.tenantId !== tx.actor.tenantId) throw new DomainError('not_found');
  return group;
}

/** One that it sells by and that is a rule. Throws `not_found`, and `invalid_transition` for a list. */
export async function findRuleGroup(tx: TenantTx, rateGroupId: string): Promise<RateGroupFacts> {
  const group = await findSoldRateGroup(tx, rateGroupId);
  if (group.pricing !== 'rule') throw new DomainError('invalid_transition', 'the group is a list of rates, not a rule');
  return group;
}

/**
 * Locks a group of one's own until the transaction ends. Throws `stale_preview` when it changed since `revision` was read, so that what
 * was checked is what is written.
 */
export async function lockRateGroup(tx: TenantTx, rateGroupId: string, revision: string): Promise<void> {
  const [found] = await tx.sql<{ revision: string }[]>`
    select revision::text from rate_groups where tenant_id = ${tx.actor.tenantId} and id = ${rateGroupId} for update`;
  if (found === undefined) throw new DomainError('not_found');
  if (found.revision !== revision)
    throw new DomainError('stale_preview', 'somebody changed the group just now; look again');
}
