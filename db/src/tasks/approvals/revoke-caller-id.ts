import { keepBefore, lockCallerId, moveCallerId, recordEvent } from '../../callerids/index.ts';
import type { Actor, PlatformTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { raiseAlert, writeAudit } from '../../tenancy/index.ts';
import { haltTasks } from '../halt-tasks.ts';

/**
 * Takes an approval away: tasks that have no other number to show are halted with it. Throws `not_found`, and `not_approved` where
 * it is not approved any more.
 */
export async function revokeCallerId(
  tx: PlatformTx,
  actor: Actor,
  { callerIdId, reason }: { readonly callerIdId: string; readonly reason: string },
  at: Date,
): Promise<void> {
  const row = await lockCallerId(tx, callerIdId);
  if (row === undefined) throw new DomainError('not_found');
  const { tenantId, submission } = row;
  // Documents for the time after still wait for their decision.
  const moved = await moveCallerId(tx, 'revoke', {
    ...{ tenantId, callerIdId },
    also: tx.sql`approved_until = null, decided_at = ${at}, reason = ${reason}`,
  });
  if (!moved) throw new DomainError('not_approved', 'it is not approved');
  await recordEvent(tx, {
    tenantId,
    callerIdId,
    submission,
    kind: 'revoked',
    reason,
    at,
    actor,
    before: keepBefore(row),
  });
  const subject = { tenantId, subjectType: 'caller-id', subjectId: callerIdId } as const;
  await writeAudit(tx, actor, { ...subject, action: 'caller-id.revoke', details: { reason } });
  await raiseAlert(tx, { ...subject, kind: 'caller_id_decided', level: 'warning', details: { decision: 'revoked' } });
  await haltTasks(tx, { tenantId, callerIdId, at, reason: 'caller_id_revoked', actor });
}
