// Two hostile customers under two agents, and a stranger: everybody with rows of every kind, and every name marked, so that a leak is
// seen wherever it happens.
import { randomBytes } from 'node:crypto';
import { createTrunk } from '@yunhu/db/telephony';
import { listOf, marginLosses, pageOf, rateGroup, rateRules, target, task } from '@yunhu/api/schemas';
import type { TestApi, TestClient } from '../setup/api.ts';
import { createTestTenant, equipCustomer, type TestTenant } from '../setup/customer.ts';
import { withAudio } from './audio.ts';
import { withCallerIds } from './callerids.ts';
import { withDeck } from './decks.ts';
import { withJobs } from './jobs.ts';
import { startPayingApi, withPayment } from './payments.ts';
import { withMoney } from './money.ts';
import { withOrganisation } from './organisation.ts';
import { withRoles } from './roles.ts';
import { withSupport } from './support.ts';
import { withUpload } from './uploads.ts';

/** How long the world may take to be made, on a machine that is busy. */
export const furnishingMs = 240_000;

/** What every name of this world begins with. */
export const marker = 'mk';

/** What everybody gets, one after the other; each adds the ids of what it made. */
const furniture = [withCallerIds, withAudio, withMoney, withJobs, withUpload, withOrganisation, withRoles, withSupport];

/** What ids a request may carry, by the name of the parameter or field; filled per tenant with what it has. */
export type Ids = Readonly<Partial<Record<string, string>>>;

export interface Actor {
  readonly name: string;
  readonly loginName: string;
  readonly tenantId: string;
  /** Its own rows, or what it may name as its own; and what others use of it when they attack. */
  readonly ids: Ids;
  /** A tenant right below, where it has any. */
  readonly childId?: string;
}

export interface World {
  readonly api: TestApi;
  readonly actors: Readonly<Record<'operator' | 'agentA' | 'agentB' | 'customerA' | 'customerB' | 'stranger', Actor>>;
}

const mark = (name: string) => `${marker}-${name}-${randomBytes(4).toString('hex')}`;

export async function buildWorld(): Promise<World> {
  const paying = await startPayingApi({
    loginLimits: { perAccount: 100_000, perAddress: 1_000_000, windowSeconds: 1 },
  });
  const { api } = paying;
  const operator = await api.logIn('operator');
  const trunkId = await api.database.withTenant({ tenantId: api.operatorId }, (tx) =>
    createTrunk(tx, { name: `${marker}-carrier`, host: 'carrier.example', port: 5060, prefixes: [''] }),
  );
  await api.behind`update tenants set name = ${mark('operator')} where id = ${api.operatorId}`;
  const agentA = await makeAgent(api, operator, 'agentA');
  const agentB = await makeAgent(api, operator, 'agentB');
  const stranger = await makeAgent(api, operator, 'stranger');
  const customerA = await makeCustomer(api, agentA.client, 'customerA', '138', trunkId);
  const customerB = await makeCustomer(api, agentB.client, 'customerB', '139', trunkId);
  const strangersChild = await createTestTenant(api, stranger.client, {
    kind: 'customer',
    name: mark('child'),
    loginName: 'child',
  });
  // One that nobody buys at.
  await createGroup(operator, 'operator');
  const [carrierFile] = await api.behind<[{ id: string }]>`
    insert into carrier_files (tenant_id, file_name, object_key, bytes) values (${api.operatorId}, ${mark('file')}, ${`tenant/${api.operatorId}/uploads/${crypto.randomUUID()}`}, 1) returning id`;
  const rateGroupId = await ownGroup(operator);
  const idOf = {
    ...{ tenantId: api.operatorId, parentId: api.operatorId, rateGroupId },
    ...(await withDeck(api, operator, { tenantId: api.operatorId, rateGroupId, name: mark('operator') })),
    ...{ trunkId, carrierFileId: carrierFile.id },
  };
  const operatorActor = {
    name: 'operator',
    loginName: 'operator',
    tenantId: api.operatorId,
    ids: idOf,
    childId: agentA.id,
  };
  const furnish = async (bare: Actor) => {
    let actor = bare;
    for (const give of furniture) actor = await give(api, actor, mark);
    return withPayment(paying, actor);
  };
  return {
    api,
    actors: {
      operator: await furnish(operatorActor),
      agentA: await furnish(await actorOf(api, 'agentA', agentA, customerA.tenantId)),
      agentB: await furnish(await actorOf(api, 'agentB', agentB, customerB.tenantId)),
      stranger: await furnish(await actorOf(api, 'stranger', stranger, strangersChild.id)),
      customerA: await furnish(customerA),
      customerB: await furnish(customerB),
    },
  };
}

async function makeAgent(api: TestApi, operator: TestClient, loginName: string) {
  const agent = await createTestTenant(api, operator, {
    kind: 'agent',
    name: mark(loginName),
    loginName,
    pricePerBlock: '0.1',
    money: '1000',
  });
  await createRule(agent.client, loginName);
  await createGroup(agent.client, loginName);
  return agent;
}

/** Prices that follow what the agent pays, with an exception that is below it on purpose. */
async function createRule(seller: TestClient, name: string): Promise<void> {
  const { id } = (await seller.post('/v1/rate-groups', { name: mark(name), rule: { percent: '20' } })).as(rateGroup);
  const exception = {
    kind: 'fixed',
    destination: mark(name),
    blockSeconds: 60,
    pricePerBlock: '0.01',
    belowCostAllowed: true,
  };
  (await seller.send('PUT', `/v1/rate-groups/${id}/exceptions/8610`, exception)).as(rateRules);
  (await seller.post(`/v1/rate-groups/${id}/below-cost-allowances`, { prefixes: ['86'] })).as(marginLosses);
}

async function createGroup(seller: TestClient, name: string): Promise<void> {
  const rates = [{ prefix: '86', destination: mark(name), blockSeconds: 60, pricePerBlock: '0.2' }];
  (await seller.post('/v1/rate-groups', { name: mark(name), rates })).as(rateGroup);
}

async function actorOf(api: TestApi, name: string, { id, client }: TestTenant, childId: string): Promise<Actor> {
  const rateGroupId = await ownGroup(client);
  const deck = await withDeck(api, client, { tenantId: id, rateGroupId, name: mark(name) });
  const ids = { tenantId: id, parentId: id, rateGroupId, ...deck };
  return { name, loginName: name, tenantId: id, ids, childId };
}

async function ownGroup(client: TestClient): Promise<string> {
  const { items } = (await client.get('/v1/rate-groups')).as(listOf(rateGroup));
  return items.find((group) => group.owner === 'self')?.id ?? '';
}

async function makeCustomer(
  api: TestApi,
  agent: TestClient,
  loginName: string,
  digits: string,
  trunkId: string,
): Promise<Actor> {
  const { id: tenantId, client } = await createTestTenant(api, agent, {
    kind: 'customer',
    name: mark(loginName),
    loginName,
    pricePerBlock: '0.2',
    money: '10',
  });
  const number = `+86${digits}00008888`;
  const kit = await equipCustomer(api, tenantId, { name: mark(loginName), number });
  const created = await client.post('/v1/tasks', {
    name: mark(loginName),
    flowId: kit.flowId,
    callerIdId: kit.callerIdId,
  });
  const taskId = created.as(task).id;
  const list = [1, 2, 3].map((n) => `${digits}0000000${n}`).join('\n');
  await client.post(`/v1/tasks/${taskId}/lists?fileName=${mark(loginName)}`, `${list}\n${mark(loginName)}`);
  await client.post(`/v1/tasks/${taskId}/start`);
  const targets = (await client.get(`/v1/tasks/${taskId}/targets`)).as(pageOf(target)).items;
  const targetId = targets[0]?.id ?? '';
  const call = await makeCall(api, { tenantId, taskId, targetId, callerIdId: kit.callerIdId, trunkId });
  await api.behind`
    insert into black_list (tenant_id, number, reason) values (${tenantId}, ${`+86${digits}00009999`}, 'opt_out')`;
  return {
    name: loginName,
    loginName,
    tenantId,
    ids: { tenantId, parentId: tenantId, taskId, targetId, flowId: kit.flowId, callerIdId: kit.callerIdId, ...call },
  };
}

/** One answered call with its record, what it cost on each level, and a hold that is still open. */
async function makeCall(
  { behind }: TestApi,
  ids: { tenantId: string; taskId: string; targetId: string; callerIdId: string; trunkId: string },
): Promise<{ attemptId: string; cdrId: string }> {
  const attemptId = crypto.randomUUID();
  const [seen] = await behind<[{ number: string; operator: string }]>`
    select t.number, (select id from tenants where parent_id is null) as operator from targets t where t.id = ${ids.targetId}`;
  await behind`
    insert into attempts (tenant_id, id, task_id, target_id, attempt_no, number, caller_id_id, trunk_tenant_id, trunk_id, worker_id, state,
      authorised_seconds, admitted_at, answered_at, ended_at, result)
    values (${ids.tenantId}, ${attemptId}, ${ids.taskId}, ${ids.targetId}, 1, ${seen.number}, ${ids.callerIdId}, ${seen.operator},
      ${ids.trunkId}, new_id(), 'ended', 60, now(), now(), now(), 'answered')`;
  const [cdr] = await behind<[{ id: string }]>`
    insert into cdrs (tenant_id, attempt_id, leg, task_id, number, caller_number, result, ended_at)
    values (${ids.tenantId}, ${attemptId}, 'callee', ${ids.taskId}, ${seen.number}, '+8610', 'answered', now()) returning id`;
  await behind`
    insert into attempt_charges (tenant_id, attempt_id, level, payee_tenant_id, rate_id, rate_group_id, prefix, billed_seconds, blocks,
      amount_micros, answered_at)
    select c.ancestor, ${attemptId}, c.depth, t.parent_id, r.id, r.rate_group_id, r.prefix, 60, 1, r.price_per_block_micros, now()
    from tenant_closure c join tenants t on t.id = c.ancestor join rate_assignments a on a.tenant_id = t.id
      join rates r on (r.tenant_id, r.rate_group_id) = (a.seller_tenant_id, a.rate_group_id)
    where c.descendant = ${ids.tenantId} and t.parent_id is not null`;
  await behind`
    insert into frozen_rates (tenant_id, id, rate_group_id, prefix, destination, block_seconds, price_per_block_micros, connection_fee_micros,
      grace_seconds, minimum_charge_micros, effective_from, effective_until)
    select r.tenant_id, r.id, r.rate_group_id, r.prefix, r.destination, r.block_seconds, r.price_per_block_micros, r.connection_fee_micros,
      r.grace_seconds, r.minimum_charge_micros, r.effective_from, r.effective_until
    from rates r where r.id in (select rate_id from attempt_charges where attempt_id = ${attemptId}) on conflict do nothing`;
  await behind`
    insert into holds (tenant_id, wallet_id, attempt_id, amount_micros, expires_at)
    select tenant_id, id, new_id(), 1000, now() + interval '1 hour' from wallets where tenant_id = ${ids.tenantId}`;
  await behind`update wallets set held_micros = 1000 where tenant_id = ${ids.tenantId}`;
  return { attemptId, cdrId: cdr.id };
}
