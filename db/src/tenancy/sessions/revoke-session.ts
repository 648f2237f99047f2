import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../record-audit.ts';
import { type EndReason, endSessions } from './end-sessions.ts';

export interface Revocation {
  readonly sessionId: string;
  readonly staffId: string;
  /** Who it belongs to left it, or ended it from elsewhere, as may a colleague. */
  readonly reason: Extract<EndReason, 'log-out' | 'revoked'>;
  readonly at: Date;
}

/** Ends a session of one of the current tenant's people. Throws `not_found` for one that is not there, not theirs, or over already. */
export async function revokeSession(tx: TenantTx, { sessionId, staffId, reason, at }: Revocation): Promise<void> {
  const { tenantId } = tx.actor;
  const ended = await endSessions(tx, { who: { tenantId, staffId, sessionId }, reason, at });
  if (ended === 0) throw new DomainError('not_found');
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
  const sessions = await endSessions(tx, { who: { tenantId, staffId }, except, reason: 'revoked', at });
  await recordAudit(tx, {
    tenantId,
    action: 'session.revoke-all',
    subjectType: 'staff',
    subjectId: staffId,
    details: { sessions },
  });
  return sessions;
}
