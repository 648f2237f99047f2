import type { Actor, PlatformTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { resolveAlert } from '../alerts/raise-alert.ts';
import { writeAudit } from '../record-audit.ts';
import type { supportEnds } from '../audit/tables.ts';

interface SupportSessionRef {
  readonly tenantId: string;
  readonly id: string;
}
interface SupportEnd {
  readonly by: (typeof supportEnds)[number];
  readonly at: Date;
}

/**
 * Ends a support session at once: by the person who opened it, by the customer, or by anybody above the customer. Ending it again changes
 * nothing. Throws `not_found` where it is none that the actor's tenant sees.
 */
export async function endSupportSession(tx: PlatformTx, actor: Actor, id: string, at: Date): Promise<void> {
  const [session] = await tx.sql<(SupportSessionRef & { staffTenantId: string; staffId: string; open: boolean })[]>`
    select s.tenant_id as "tenantId", s.id, s.staff_tenant_id as "staffTenantId", s.staff_id as "staffId", s.ended_at is null as open
    from support_sessions s join tenant_closure c on c.ancestor = ${actor.tenantId} and c.descendant = s.tenant_id
    where s.id = ${id} for no key update of s`;
  if (session === undefined) throw new DomainError('not_found');
  const isOwn = session.staffTenantId === actor.tenantId && session.staffId === actor.staffId;
  if (session.open) await closeSupportSession(tx, actor, session, { by: isOwn ? 'staff' : 'tenant', at });
}

/** Ends the sessions whose time is over, and says so where they were looked for. Answers how many. */
export async function endOldSupportSessions(tx: PlatformTx, at: Date): Promise<number> {
  const over = await tx.sql<(SupportSessionRef & { staffTenantId: string; staffId: string })[]>`
    select tenant_id as "tenantId", id, staff_tenant_id as "staffTenantId", staff_id as "staffId" from support_sessions
    where ended_at is null and until <= ${at} limit 100 for update skip locked`;
  // Nobody ended it: its time did.
  for (const session of over)
    await closeSupportSession(tx, { tenantId: session.tenantId }, session, { by: 'time', at });
  return over.length;
}

/** Writes the end of an open session, with its audit, and closes the alert that told of it. */
export async function closeSupportSession(
  tx: PlatformTx,
  actor: Actor,
  { tenantId, id }: SupportSessionRef,
  { by, at }: SupportEnd,
): Promise<void> {
  await tx.sql`
    update support_sessions set ended_at = least(until, ${at}::timestamptz), ended_by = ${by}
    where (tenant_id, id) = (${tenantId}, ${id}) and ended_at is null`;
  await writeAudit(
    tx,
    { ...actor, supportSessionId: id },
    { tenantId, action: 'support-session.end', subjectType: 'support-session', subjectId: id, details: { by } },
  );
  await resolveAlert(tx, { tenantId, kind: 'support_session_opened', subjectType: 'support-session', subjectId: id });
}
