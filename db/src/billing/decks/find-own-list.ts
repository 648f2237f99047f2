import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';

/**
 * Throws `not_found` unless the group is one that the current tenant sells by, and `invalid_transition` where it is a rule, whose rates are
 * nobody's to write.
 */
export async function findOwnList(tx: TenantTx, rateGroupId: string): Promise<{ name: string; revision: bigint }> {
  return readGroup(tx, rateGroupId, false);
}

/** As `findOwnList`, and nobody else changes its rates before the transaction ends. */
export async function lockOwnList(tx: TenantTx, rateGroupId: string): Promise<{ name: string; revision: bigint }> {
  return readGroup(tx, rateGroupId, true);
}

async function readGroup(
  tx: TenantTx,
  rateGroupId: string,
  lock: boolean,
): Promise<{ name: string; revision: bigint }> {
  const [group] = await tx.sql<{ name: string; revision: bigint; pricing: string }[]>`
    select name, revision, pricing from rate_groups where tenant_id = ${tx.actor.tenantId} and id = ${rateGroupId}
    ${lock ? tx.sql`for update` : tx.sql``}`;
  if (group === undefined) throw new DomainError('not_found');
  if (group.pricing !== 'list')
    throw new DomainError('invalid_transition', 'this group follows a rule; it has no rates of its own');
  return group;
}
