import type { TenantTx } from '../connect/index.ts';
import { recordAudit } from './record-audit.ts';

/** Ends a session of the current tenant. Ending it again, or one that is not there, changes nothing. */
export async function revokeSession(tx: TenantTx, sessionId: string, at: Date): Promise<void> {
  const { tenantId } = tx.actor;
  const revoked = await tx.sql`
    update sessions set revoked_at = ${at} where tenant_id = ${tenantId} and id = ${sessionId} and revoked_at is null returning id`;
  if (revoked.length === 0) return;
  await recordAudit(tx, { tenantId, action: 'session.revoke', subjectType: 'session', subjectId: sessionId });
}
