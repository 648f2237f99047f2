import { desc, eq } from 'drizzle-orm';
import type { TenantTx } from '../connect/index.ts';
import { callerIds } from './tables.ts';

const maxCallerIds = 1000;

/** The current tenant's caller IDs with the state of their approval, newest first. */
export function listCallerIds(tx: TenantTx) {
  return tx.db
    .select({ id: callerIds.id, number: callerIds.number, state: callerIds.state })
    .from(callerIds)
    .where(eq(callerIds.tenantId, tx.actor.tenantId))
    .orderBy(desc(callerIds.id))
    .limit(maxCallerIds);
}
