// What the audit, support sessions and customers' telephony can name: an entry, a person, a session of each kind, an extension, a seat, a queue.
import type { TestApi } from '../setup/api.ts';
import type { Actor } from './world.ts';

/**
 * Gives an actor an audit entry and a person to ask for, and (but the operator) an open support session at its customer: to a customer by one of its seller's
 * people, to a seller one that its own person opened. A customer also gets the ids of its extension, seat and queue.
 */
export async function withSupport({ behind }: TestApi, actor: Actor, mark: (name: string) => string): Promise<Actor> {
  const { tenantId } = actor;
  const [entry] = await behind<[{ id: string }]>`select id from audit_entries where tenant_id = ${tenantId} limit 1`;
  const [person] = await behind<
    [{ id: string }]
  >`select id from staff where tenant_id = ${tenantId} order by id limit 1`;
  const ids = { ...actor.ids, auditEntryId: entry.id, personId: person.id };
  // Every customer stands below somebody else too, who sees each session there.
  if (actor.name === 'operator') return { ...actor, ids };
  const [place] = await behind<{ customer: string; staffTenant: string; staff: string }[]>`
    select c.id as customer, s.tenant_id as "staffTenant", s.id as staff
    from tenant_closure k join tenants c on c.id = k.descendant and c.kind = 'customer'
      join staff s on s.tenant_id = case when c.id = ${tenantId} then c.parent_id else ${tenantId} end
    where k.ancestor = ${tenantId} and not exists (
      select from support_sessions o where (o.staff_tenant_id, o.staff_id) = (s.tenant_id, s.id)) order by k.depth, s.id limit 1`;
  if (place === undefined) throw new Error(`${actor.name} has nobody left for a support session`);
  const [session] = await behind<[{ id: string }]>`
    insert into support_sessions (tenant_id, staff_tenant_id, staff_id, staff_tenant_name, staff_name, reason, until)
    values (${place.customer}, ${place.staffTenant}, ${place.staff}, ${mark('company')}, ${mark('person')}, ${mark('why one looks')},
      now() + interval '4 hours') returning id`;
  await behind`
    insert into support_session_views (tenant_id, session_id, path, first_at, last_at)
    values (${place.customer}, ${session.id}, ${`/v1/${mark('path')}`}, now(), now())`;
  const known = { ...ids, supportSessionId: session.id };
  const [kit] = await behind<{ extensionId: string; seatId: string; queueId: string }[]>`
    select e.id as "extensionId", s.id as "seatId", q.queue_id as "queueId"
    from seats s join extensions e on (e.tenant_id, e.id) = (s.tenant_id, s.extension_id)
      join queue_seats q on (q.tenant_id, q.seat_id) = (s.tenant_id, s.id) where s.tenant_id = ${tenantId} limit 1`;
  const [sound] = await behind<{ id: string }[]>`select id from audio where tenant_id = ${tenantId} limit 1`;
  const ringbackAudioId = sound?.id ?? crypto.randomUUID();
  return { ...actor, ids: kit === undefined ? known : { ...known, ...kit, seatIds: kit.seatId, ringbackAudioId } };
}
