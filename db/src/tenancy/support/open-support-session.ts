import type { Actor, PlatformTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { raiseAlert } from '../alerts/raise-alert.ts';
import { writeAudit } from '../record-audit.ts';
import { closeSupportSession } from './end-support-session.ts';

/** A session lasts so long at most, and is given so many words of reason at least. */
export const supportLimits = { minutes: 240, reasonAtLeast: 10, reasonAtMost: 500 } as const;

export interface NewSupportSession {
  /** The customer to be looked at. */
  readonly tenantId: string;
  readonly reason: string;
  readonly minutes: number;
}

/**
 * Opens a customer to one person of somebody above it, for a while; the customer is told at once. Crosses tenants: the row, the alert and
 * the audit are the customer's. One that the person still has open ends. Answers the id. Throws `not_found` for a tenant that is not below
 * the person's own, `invalid_input` for one that is no customer, `tenant_disabled` where it cannot be used.
 */
export async function openSupportSession(
  tx: PlatformTx,
  actor: Actor & { readonly staffId: string },
  { tenantId, reason, minutes }: NewSupportSession,
  at: Date,
): Promise<string> {
  const { sql } = tx;
  const [place] = await sql<{ kind: string; active: boolean; staffName: string; tenantName: string }[]>`
    select t.kind, tenant_is_active(t.id) as active, p.name as "staffName", o.name as "tenantName"
    from tenant_closure c join tenants t on t.id = c.descendant join tenants o on o.id = c.ancestor
      join staff p on (p.tenant_id, p.id) = (c.ancestor, ${actor.staffId}::uuid)
    where c.ancestor = ${actor.tenantId} and c.descendant = ${tenantId} and c.depth > 0`;
  if (place === undefined) throw new DomainError('not_found');
  if (place.kind !== 'customer') {
    throw new DomainError('invalid_input', 'only a customer is opened for support', [
      { field: 'tenantId', code: 'not_a_customer', message: 'choose a customer' },
    ]);
  }
  if (!place.active) throw new DomainError('tenant_disabled');
  // Opening twice at once: the second waits here, and then ends the first.
  await sql`select from staff where (tenant_id, id) = (${actor.tenantId}, ${actor.staffId}) for no key update`;
  const still = await sql<{ tenantId: string; id: string }[]>`
    select tenant_id as "tenantId", id from support_sessions
    where (staff_tenant_id, staff_id) = (${actor.tenantId}, ${actor.staffId}) and ended_at is null`;
  for (const session of still) await closeSupportSession(tx, actor, session, { by: 'replaced', at });
  const until = new Date(at.getTime() + minutes * 60_000);
  const [{ id }] = await sql<[{ id: string }]>`
    insert into support_sessions (tenant_id, staff_tenant_id, staff_id, staff_tenant_name, staff_name, reason, address, opened_at, until)
    values (${tenantId}, ${actor.tenantId}, ${actor.staffId}, ${place.tenantName}, ${place.staffName}, ${reason}, ${actor.address ?? null},
      ${at}, ${until}) returning id`;
  await writeAudit(
    tx,
    { ...actor, supportSessionId: id },
    {
      tenantId,
      action: 'support-session.open',
      subjectType: 'support-session',
      subjectId: id,
      details: { reason, minutes, until: until.toISOString() },
    },
  );
  await raiseAlert(tx, {
    tenantId,
    kind: 'support_session_opened',
    level: 'warning',
    subjectType: 'support-session',
    subjectId: id,
    details: { staffName: place.staffName, tenantName: place.tenantName, reason, until: until.toISOString() },
  });
  return id;
}
