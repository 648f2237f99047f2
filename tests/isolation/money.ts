// What money requests can name: a second person of the staff, a request that waits for one, and a movement that can be corrected.
import { type TestApi, testPassword } from '../setup/api.ts';
import { roleIdOf } from '../setup/staff.ts';
import type { Actor, Ids } from './world.ts';

/** Gives an actor a colleague and, where it has a child, a request of the colleague's that waits. Answers the actor with their ids. */
export async function withMoney(api: TestApi, actor: Actor, mark: (name: string) => string): Promise<Actor> {
  const administrator = await api.logIn(actor.loginName);
  const colleague = {
    name: mark(actor.name),
    loginName: `${actor.loginName}2`,
    roleId: await roleIdOf(administrator, 'finance'),
    password: testPassword,
  };
  const added = await administrator.post('/v1/staff', colleague);
  const staffId = (added.body as { id: string }).id;
  const [session] = await api.behind<[{ id: string }]>`
    insert into sessions (tenant_id, staff_id, expires_at) values (${actor.tenantId}, ${staffId}, now() + interval '1 day') returning id`;
  const ids: Ids = { ...actor.ids, staffId, sessionId: session.id };
  if (actor.childId === undefined) return { ...actor, ids };
  const [waiting] = await api.behind<[{ id: string }]>`
    insert into transfer_requests (tenant_id, kind, child_tenant_id, upward, amount_micros, note, idempotency_key, requested_by)
    values (${actor.tenantId}, 'top_up', ${actor.childId}, false, 1, ${mark('note')}, ${mark('key')}, ${staffId}) returning id`;
  const [moved] = await api.behind<{ id: string }[]>`
    select transfer_id as id from entries where tenant_id = ${actor.childId} and counterparty_tenant_id = ${actor.tenantId} limit 1`;
  return {
    ...actor,
    ids: { ...ids, transferRequestId: waiting.id, ...(moved === undefined ? {} : { correctsId: moved.id }) },
  };
}
