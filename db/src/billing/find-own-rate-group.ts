import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';

/** Throws `not_found` unless the rate group is one that the current tenant sells by; one it buys at is not its own to give. */
export async function findOwnRateGroup(tx: TenantTx, rateGroupId: string): Promise<void> {
  const found = await tx.sql`select from rate_groups where tenant_id = ${tx.actor.tenantId} and id = ${rateGroupId}`;
  if (found.length === 0) throw new DomainError('not_found');
}
