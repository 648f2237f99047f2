import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { recordAudit } from './record-audit.ts';

/** Why a session was ended by a person: who it belongs to left it, or ended it from elsewhere, as may a colleague. */
export type RevokeReason = 'log-out' | 'revoked';

export interface Revocation {
  readonly sessionId: string;
  readonly staffId: string;
  readonly reason: RevokeReason;
  readonly at: Date;
}

/** Ends a session of one of the current tenant's people. Throws `not_found` for one that is not there, not theirs, or over already. */
export async function revokeSession(tx: TenantTx, { sessionId, staffId, reason, at }: Revocation): Promise<void> {
  const { tenantId } = tx.actor;
  const revoked = await tx.sql`
    update sessions set revoked_at = ${at}, revoked_reason = ${reason}
    where tenant_id = ${tenantId} and id = ${sessionId} and staff_id = ${staffId} and revoked_at is null returning id`;
  if (revoked.length === 0) throw new DomainError('not_found');
  await recordAudit(tx, {
    tenantId,
    action: 'session.revoke',
    subjectType: 'session',
    subjectId: sessionId,
    details: { staffId, reason },
  });
}

/** Ends all sessions of a person but one (all, where none is named); answers how many that were. */
export async function revokeSessions(
  tx: TenantTx,
  { staffId, except, at }: { readonly staffId: string; readonly except: string | undefined; readonly at: Date },
): Promise<number> {
  const { tenantId } = tx.actor;
  const { count } = await tx.sql`
    update sessions set revoked_at = ${at}, revoked_reason = 'revoked'
    where tenant_id = ${tenantId} and staff_id = ${staffId} and revoked_at is null and id is distinct from ${except ?? null}::uuid`;
  await recordAudit(tx, {
    tenantId,
    action: 'session.revoke-all',
    subjectType: 'staff',
    subjectId: staffId,
    details: { sessions: count },
  });
  return count;
}
