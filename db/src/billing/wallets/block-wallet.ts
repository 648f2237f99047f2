import type { TenantTx } from '../../connect/index.ts';
import { findChild, recordAudit } from '../../tenancy/index.ts';

/**
 * Blocks a direct child's wallet, or lifts that block: no calls at or below it, and nothing leaves it; money may come in. A wallet that
 * stands below zero stays blocked for that. Throws `not_found`, `invalid_input` for a tenant that stands elsewhere below.
 */
export async function blockWallet(tx: TenantTx, tenantId: string, blocked: boolean, reason?: string): Promise<void> {
  await findChild(tx, tenantId);
  await tx.sql`select block_wallet(${tenantId}, ${blocked})`;
  await recordAudit(tx, {
    tenantId,
    action: blocked ? 'wallet.block' : 'wallet.unblock',
    subjectType: 'tenant',
    subjectId: tenantId,
    details: reason === undefined ? {} : { reason },
  });
}
