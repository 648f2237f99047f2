import { randomUUID } from 'node:crypto';
import { watchWallets } from '@yunhu/db/billing';
import { listOf, pageOf, roleBook, type RolePreset } from '@yunhu/api/schemas';
import { startTestApi, type TestApi, type TestClient, testPassword } from '@yunhu/tests/api';
import { createTestTenant, type TestTenant } from '@yunhu/tests/customer';
import { addPersonWith, addTestPerson, roleIdOf } from '@yunhu/tests/staff';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { staffMember } from '../../tenancy/staff/schemas.ts';
import {
  moneySettings,
  transferRequest,
  transferRequestCount,
  transferResult,
  waitingResult,
  wallet,
} from './schemas.ts';

let api: TestApi;
let operator: TestClient;
let agent: TestTenant;
let customer: TestTenant;
let stranger: TestTenant;
/** Of the agent: who asks, and two who may decide. */
let finance: TestClient;
let second: TestClient;
let third: TestClient;

const addStaff = async (client: TestClient, loginName: string, preset: RolePreset) =>
  (await addTestPerson(api, client, { loginName, preset })).client;

beforeAll(async () => {
  api = await startTestApi({ loginLimits: { perAccount: 1000, perAddress: 1000, windowSeconds: 1 } });
  operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, { kind: 'agent', name: 'North', loginName: 'north', money: '100000' });
  customer = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
  stranger = await createTestTenant(api, operator, { kind: 'agent', name: 'South', loginName: 'south', money: '5' });
  finance = await addStaff(agent.client, 'northfinance', 'finance');
  second = await addStaff(agent.client, 'northsecond', 'finance');
  third = await addStaff(agent.client, 'norththird', 'administrator');
});

/** Behind everybody's back, as raising it takes two; and what was moved before counts no longer. */
beforeEach(async () => {
  await api.behind`update money_settings set transfer_approval_limit_micros = 100000000 where tenant_id = ${agent.id}`;
  await api.behind`update money_requests set recorded_at = recorded_at - interval '25 hours'`;
});

afterAll(async () => {
  const drifts = await api.behind`select * from prove_ledger() where drift <> 0`;
  await api.stop();
  expect([...drifts]).toEqual([]);
});

const levels = { lowBalanceInfo: '200', lowBalanceWarning: '50', lowBalanceCritical: '10' };
const setLimit = (client: TestClient, transferApprovalLimit: string | null) =>
  client.send('PUT', '/v1/money-settings', { transferApprovalLimit, ...levels });
const topUp = (client: TestClient, amount: string, key: string = randomUUID(), tenantId = customer.id) =>
  client.post(`/v1/tenants/${tenantId}/top-ups`, { amount }, { 'idempotency-key': key });
const decide = (client: TestClient, id: string, verb: 'approve' | 'reject' | 'withdraw', body: object = {}) =>
  client.post(`/v1/transfer-requests/${id}/${verb}`, body);
const balance = async () => (await customer.client.get('/v1/ledger/wallet')).as(wallet).balanceMicros;
const ask = async (client: TestClient, amount: string, key?: string) =>
  (await topUp(client, amount, key)).as(waitingResult).request;
const openAlerts = (tenantId: string, kind: string) => api.behind<{ level: string; subject: string }[]>`
  select level, subject_id as subject from alerts where tenant_id = ${tenantId} and kind = ${kind} and resolved_at is null`;

describe('a request above the limit', () => {
  test('waits for a second person, who carries it out by approving it', async () => {
    const before = BigInt(await balance());
    expect((await topUp(finance, '100')).status).toBe(201);
    const asked = await topUp(finance, '100.000001', 'above the limit');
    expect(asked.status).toBe(202);
    const { request } = asked.as(waitingResult);
    expect(request).toMatchObject({
      ...{ kind: 'top_up', state: 'pending', direction: 'to_child', amountMicros: '100000001', decidedBy: null },
      ...{ tenant: { name: 'Bakery' }, requestedBy: { name: 'northfinance' } },
    });
    expect(await balance()).toBe(String(before + 100_000_000n));
    expect(await openAlerts(agent.id, 'transfer_waiting')).toMatchObject([{ subject: request.id, level: 'warning' }]);
    // The same key asks for nothing a second time.
    expect((await topUp(finance, '100.000001', 'above the limit')).as(waitingResult).request).toEqual(request);
    expect((await second.get('/v1/transfer-requests/count')).as(transferRequestCount)).toEqual({ waiting: 1 });

    const approved = (await decide(second, request.id, 'approve', { reason: 'paid in' })).as(transferRequest);
    expect(approved).toMatchObject({ state: 'approved', decidedBy: { name: 'northsecond' }, reason: 'paid in' });
    expect(approved.transferId).not.toBeNull();
    expect(await balance()).toBe(String(before + 200_000_001n));
    expect((await topUp(finance, '100.000001', 'above the limit')).as(waitingResult).request).toEqual(approved);
    expect(await openAlerts(agent.id, 'transfer_waiting')).toEqual([]);
    const audits = await api.behind<{ action: string }[]>`
      select action from audit_entries where subject_id in (${request.id}, ${approved.transferId}) order by occurred_at, action`;
    expect(audits.map(({ action }) => action).sort()).toEqual([
      'transfer-request.approve',
      'transfer-request.create',
      'wallet.top-up',
    ]);
  });

  test('is never approved by who asked, also not by an administrator; nor withdrawn by another', async () => {
    const request = await ask(agent.client, '500');
    for (const verb of ['approve', 'reject'] as const) {
      expect(await decide(agent.client, request.id, verb, { reason: 'mine' })).toMatchObject({
        status: 403,
        body: { code: 'second_person_needed' },
      });
    }
    expect((await decide(second, request.id, 'withdraw')).status).toBe(403);
    expect((await decide(agent.client, request.id, 'withdraw')).as(transferRequest).state).toBe('withdrawn');
    expect(await decide(second, request.id, 'approve')).toMatchObject({
      status: 409,
      body: { code: 'request_decided' },
    });
  });

  test('is rejected with a reason, and then nothing moves', async () => {
    const before = await balance();
    const request = await ask(finance, '500');
    expect(await decide(second, request.id, 'reject')).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'reason' }] },
    });
    const rejected = (await decide(second, request.id, 'reject', { reason: 'no invoice' })).as(transferRequest);
    expect(rejected).toMatchObject({ state: 'rejected', reason: 'no invoice', transferId: null });
    expect((await decide(third, request.id, 'approve')).status).toBe(409);
    expect(await balance()).toBe(before);
  });

  test('two who approve at once: one does, the other conflicts, the money moves once', async () => {
    for (let round = 0; round < 5; round++) {
      const before = BigInt(await balance());
      const request = await ask(finance, '101');
      const answers = await Promise.all([
        decide(second, request.id, 'approve'),
        decide(third, request.id, 'approve'),
        decide(agent.client, request.id, 'approve'),
      ]);
      expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409, 409]);
      expect(await balance()).toBe(String(before + 101_000_000n));
    }
  });

  test('two who top up at once each move their own, and one who approves while another withdraws moves it once or not', async () => {
    const before = BigInt(await balance());
    const both = await Promise.all([topUp(finance, '7'), topUp(second, '7')]);
    expect(new Set(both.map((answer) => answer.as(transferResult).transferId)).size).toBe(2);
    expect(await balance()).toBe(String(before + 14_000_000n));
    const request = await ask(finance, '150');
    const [approved, withdrawn] = await Promise.all([
      decide(second, request.id, 'approve'),
      decide(finance, request.id, 'withdraw'),
    ]);
    expect([approved.status, withdrawn.status].sort((a, b) => a - b)).toEqual([200, 409]);
    expect(await balance()).toBe(String(before + (approved.status === 200 ? 164_000_000n : 14_000_000n)));
  });

  test('without the money when it is approved goes on waiting', async () => {
    const request = await ask(finance, '99000');
    const spent = await ask(finance, '98000');
    expect((await decide(second, spent.id, 'approve')).status).toBe(200);
    expect(await decide(second, request.id, 'approve')).toMatchObject({
      status: 409,
      body: { code: 'insufficient_funds' },
    });
    const { items } = (await finance.get('/v1/transfer-requests?state=pending')).as(pageOf(transferRequest));
    expect(items.map(({ id }) => id)).toContain(request.id);
    expect((await decide(finance, request.id, 'withdraw')).status).toBe(200);
  });

  test('expires when nobody decides, and cannot be approved from that moment on', async () => {
    const request = await ask(finance, '300');
    await api.behind`update transfer_requests set expires_at = now() - interval '1 second' where id = ${request.id}`;
    expect((await decide(second, request.id, 'approve')).status).toBe(409);
    await api.database.withPlatform('test', (tx) => watchWallets(tx, new Date()));
    const { items } = (await finance.get('/v1/transfer-requests?state=expired')).as(pageOf(transferRequest));
    expect(items).toMatchObject([{ id: request.id, state: 'expired', decidedBy: null }]);
    expect(await openAlerts(agent.id, 'transfer_waiting')).toEqual([]);
  });

  test('is a withdrawal, a correction and a rise of credit too; lowering credit waits for nobody', async () => {
    const send = (method: string, path: string, body: object) =>
      finance.send(method, `/v1/tenants/${customer.id}/${path}`, body, { 'idempotency-key': randomUUID() });
    await setLimit(agent.client, '10');
    const answers = [
      await send('POST', 'withdrawals', { amount: '11' }),
      await send('POST', 'corrections', { amount: '11', direction: 'to_child', note: 'owed' }),
      await send('PUT', 'credit-limit', { amount: '11' }),
    ];
    for (const answer of answers) {
      const { request } = answer.as(waitingResult);
      expect((await decide(second, request.id, 'approve')).as(transferRequest).state).toBe('approved');
    }
    expect((await customer.client.get('/v1/ledger/wallet')).as(wallet).creditLimitMicros).toBe('11000000');
    expect((await send('PUT', 'credit-limit', { amount: '21' })).status).toBe(200);
    expect((await send('PUT', 'credit-limit', { amount: '0' })).status).toBe(200);
  });

  test('may be asked for with hostile amounts as little as any other', async () => {
    for (const amount of ['1000.0000001', '12345678901234567890', '１０００', '-1000'])
      expect((await topUp(finance, amount)).status).toBe(422);
  });
});

describe('a sum in parts', () => {
  // What the races above left to the agent is theirs to say.
  beforeAll(async () => void (await topUp(operator, '10000', undefined, agent.id)));

  test('counts as the sum: per person, child and 24 hours, rises of credit included, approved ones not', async () => {
    const credit = (amount: string) =>
      finance.send('PUT', `/v1/tenants/${customer.id}/credit-limit`, { amount }, { 'idempotency-key': randomUUID() });
    expect((await topUp(finance, '60')).status).toBe(201);
    expect((await topUp(finance, '40.000001')).status).toBe(202);
    expect((await topUp(second, '60')).status).toBe(201);
    const request = await ask(finance, '500');
    expect((await decide(second, request.id, 'approve')).status).toBe(200);
    expect((await credit('30')).status).toBe(200);
    expect((await credit('0')).status).toBe(200);
    expect((await topUp(finance, '10')).status).toBe(201);
    const path = `/v1/tenants/${customer.id}/withdrawals`;
    const taken = await finance.post(path, { amount: '0.000001' }, { 'idempotency-key': randomUUID() });
    expect(taken.status).toBe(202);
    const other = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Cafe', loginName: 'cafe' });
    expect((await topUp(finance, '100', undefined, other.id)).status).toBe(201);
    await api.behind`update money_requests set recorded_at = recorded_at - interval '24 hours'`;
    expect((await topUp(finance, '100')).status).toBe(201);
  });

  test('asked for all at once moves the limit and no more', async () => {
    const before = BigInt(await balance());
    const answers = await Promise.all(Array.from({ length: 8 }, () => topUp(finance, '30')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(5);
    expect(await balance()).toBe(String(before + 90_000_000n));
  });
});

describe('who could be the one who asked', () => {
  const idOf = async (loginName: string) =>
    (await agent.client.get('/v1/staff')).as(listOf(staffMember)).items.find((one) => one.loginName === loginName)
      ?.id ?? '';
  const refused = { status: 403, body: { code: 'approver_too_new' } };

  test('approves nothing: a person made after the request', async () => {
    const request = await ask(third, '500');
    const puppet = await addStaff(third, 'northpuppet', 'finance');
    expect(await decide(puppet, request.id, 'approve')).toMatchObject(refused);
    expect((await decide(second, request.id, 'approve')).status).toBe(200);
  });

  test('nor one whose password somebody reset, or who was enabled or given a role, after it; a new name changes nothing', async () => {
    let person = await addStaff(agent.client, 'northvictim', 'finance');
    const id = await idOf('northvictim');
    const change = (body: object) => third.send('PATCH', `/v1/staff/${id}`, body);
    const first = await ask(third, '500');
    expect((await change({ name: 'Victim' })).status).toBe(200);
    expect((await decide(person, first.id, 'approve')).status).toBe(200);

    const reset = await ask(third, '500');
    const path = `/v1/staff/${id}/password`;
    expect((await third.send('PUT', path, { password: testPassword })).status).toBeLessThan(300);
    person = await api.logIn('northvictim');
    // Of a reset one has to choose a new one first; back and forth, as every log-in of the tests uses the same.
    for (const [currentPassword, password] of [
      [testPassword, 'another staple'],
      ['another staple', testPassword],
    ])
      expect((await person.send('PUT', '/v1/session/password', { currentPassword, password })).status).toBe(204);
    expect(await decide(person, reset.id, 'approve')).toMatchObject(refused);

    const enabled = await ask(third, '500');
    await change({ state: 'disabled' });
    await change({ state: 'enabled' });
    person = await api.logIn('northvictim');
    expect(await decide(person, enabled.id, 'approve')).toMatchObject(refused);
    const promoted = await ask(third, '500');
    await change({ roleId: await roleIdOf(third, 'administrator') });
    expect(await decide(person, promoted.id, 'approve')).toMatchObject(refused);
    expect((await decide(person, promoted.id, 'reject', { reason: 'not me' })).status).toBe(200);
    expect((await decide(person, (await ask(third, '500')).id, 'approve')).status).toBe(200);
  });

  test('nor one whose role got something more after it, by somebody else', async () => {
    const { client } = await addPersonWith(api, third, { loginName: 'northwide', permissions: ['money.read'] });
    const asked = await ask(third, '500');
    const { items } = (await third.get('/v1/roles')).as(roleBook);
    const held = items.find(({ name }) => name === 'Role of northwide');
    const widen = (revision: number, permissions: string[]) =>
      third.send('PATCH', `/v1/roles/${held?.id}`, { revision, permissions });
    expect((await widen(1, ['money.read', 'money.top-up'])).status).toBe(200);
    expect(await decide(client, asked.id, 'approve')).toMatchObject(refused);
    const later = await ask(third, '500');
    expect((await widen(2, ['money.top-up'])).status).toBe(200);
    expect((await decide(client, later.id, 'approve')).status).toBe(200);
  });
});

describe('GET /v1/transfer-requests', () => {
  test("lists one's own in pages, and shows nobody else's", async () => {
    const { items } = (await finance.get('/v1/transfer-requests')).as(pageOf(transferRequest));
    const first = (await finance.get('/v1/transfer-requests?limit=2')).as(pageOf(transferRequest));
    const rest = (await finance.get(`/v1/transfer-requests?cursor=${first.nextCursor ?? ''}`)).as(
      pageOf(transferRequest),
    );
    expect([...first.items, ...rest.items]).toEqual(items);
    for (const client of [operator, stranger.client, customer.client])
      expect((await client.get('/v1/transfer-requests')).as(pageOf(transferRequest)).items).toEqual([]);
    expect((await finance.get('/v1/transfer-requests?state=open')).status).toBe(422);
    expect((await finance.get('/v1/transfer-requests?cursor=x')).status).toBe(422);
    expect((await api.anonymous.get('/v1/transfer-requests')).status).toBe(401);
    expect((await api.anonymous.get('/v1/transfer-requests/count')).status).toBe(401);
  });

  test('a stranger decides nothing: 404; nor who is not signed in or has no permission', async () => {
    const request = await ask(finance, '500');
    for (const verb of ['approve', 'reject', 'withdraw'] as const) {
      const body = verb === 'reject' ? { reason: 'no' } : {};
      expect((await decide(stranger.client, request.id, verb, body)).status).toBe(404);
      expect((await decide(operator, request.id, verb, body)).status).toBe(404);
      expect((await decide(second, randomUUID(), verb, body)).status).toBe(404);
      expect((await decide(customer.client, request.id, verb, body)).status).toBe(403);
      expect((await decide(api.anonymous, request.id, verb, body)).status).toBe(401);
    }
    expect((await decide(finance, request.id, 'withdraw')).status).toBe(200);
  });
});

describe('raising or lifting the limit', () => {
  const limitNow = async () => (await agent.client.get('/v1/money-settings')).as(moneySettings);
  const waitingNow = async () => (await limitNow()).waitingLimit;

  test('waits for another person and is then applied; nobody lifts it alone, moves money and sets it back', async () => {
    const lifted = (await setLimit(third, null)).as(moneySettings);
    expect(lifted.transferApprovalLimitMicros).toBe('100000000');
    const { requestId = '' } = lifted.waitingLimit ?? {};
    expect(lifted.waitingLimit).toEqual({ requestId, transferApprovalLimitMicros: null });
    // Once more is the same request.
    expect((await setLimit(third, null)).as(moneySettings)).toEqual(lifted);
    expect((await topUp(third, '100.000001')).status).toBe(202);
    expect(await decide(third, requestId, 'approve')).toMatchObject({
      status: 403,
      body: { code: 'second_person_needed' },
    });
    const puppet = await addStaff(third, 'northlimit', 'administrator');
    expect(await decide(puppet, requestId, 'approve')).toMatchObject({ body: { code: 'approver_too_new' } });
    expect((await decide(stranger.client, requestId, 'approve')).status).toBe(404);
    expect((await decide(second, requestId, 'approve')).as(transferRequest)).toMatchObject({
      ...{ kind: 'approval_limit', amountMicros: '0', state: 'approved', transferId: null, tenant: { id: agent.id } },
    });
    expect(await limitNow()).toMatchObject({ transferApprovalLimitMicros: null, waitingLimit: null });
    const audits = await api.behind<{ action: string }[]>`
      select action from audit_entries where tenant_id = ${agent.id} and (subject_id = ${requestId}
        or (action = 'money-settings.update' and details ->> 'requestId' = ${requestId})) order by 1`;
    expect(audits.map(({ action }) => action)).toEqual([
      'money-settings.update',
      'transfer-request.approve',
      'transfer-request.create',
    ]);
  });

  test('sets the rest at once; another wish of the same person takes the place of the first', async () => {
    const body = { ...levels, transferApprovalLimit: '100.000001', lowBalanceInfo: '300' };
    const asked = (await third.send('PUT', '/v1/money-settings', body)).as(moneySettings);
    expect(asked).toMatchObject({
      ...{ transferApprovalLimitMicros: '100000000', lowBalanceInfoMicros: '300000000' },
      waitingLimit: { transferApprovalLimitMicros: '100000001' },
    });
    const first = asked.waitingLimit?.requestId ?? '';
    const { requestId = '' } = (await setLimit(third, '200')).as(moneySettings).waitingLimit ?? {};
    expect((await decide(second, first, 'approve')).status).toBe(409);
    expect((await decide(second, requestId, 'approve')).status).toBe(200);
    expect((await limitNow()).transferApprovalLimitMicros).toBe('200000000');
    expect(await openAlerts(agent.id, 'transfer_waiting')).not.toContainEqual(
      expect.objectContaining({ subject: requestId }),
    );
  });

  test('rejected changes nothing; lowering, and the first limit, need nobody', async () => {
    const { requestId = '' } = (await setLimit(third, '500')).as(moneySettings).waitingLimit ?? {};
    expect((await decide(second, requestId, 'reject', { reason: 'no' })).status).toBe(200);
    expect(await limitNow()).toMatchObject({ transferApprovalLimitMicros: '100000000', waitingLimit: null });
    expect((await setLimit(third, '50')).as(moneySettings).transferApprovalLimitMicros).toBe('50000000');
    await api.behind`update money_settings set transfer_approval_limit_micros = null where tenant_id = ${agent.id}`;
    expect((await setLimit(third, '900')).as(moneySettings).transferApprovalLimitMicros).toBe('900000000');
    expect(await waitingNow()).toBeNull();
  });
});

describe('/v1/money-settings', () => {
  test('are set by administrators alone, in their order, and null turns the limit off', async () => {
    await api.behind`update money_settings set transfer_approval_limit_micros = null where tenant_id = ${agent.id}`;
    const off = (await setLimit(agent.client, null)).as(moneySettings);
    expect(off).toEqual({
      transferApprovalLimitMicros: null,
      lowBalanceInfoMicros: '200000000',
      lowBalanceWarningMicros: '50000000',
      lowBalanceCriticalMicros: '10000000',
      waitingLimit: null,
    });
    expect((await finance.get('/v1/money-settings')).as(moneySettings)).toEqual(off);
    expect((await topUp(finance, '1000')).status).toBe(201);
    expect((await setLimit(finance, '1')).status).toBe(403);
    expect((await setLimit(api.anonymous, '1')).status).toBe(401);
    expect((await api.anonymous.get('/v1/money-settings')).status).toBe(401);
    expect((await stranger.client.get('/v1/money-settings')).as(moneySettings).transferApprovalLimitMicros).toBeNull();
    expect(
      (await customer.client.send('PUT', '/v1/money-settings', { transferApprovalLimit: null, ...levels })).status,
    ).toBe(200);
  });

  test.each([
    [{ transferApprovalLimit: '0' }, 'transferApprovalLimit'],
    [{ transferApprovalLimit: '1.0000001' }, 'transferApprovalLimit'],
    [{ lowBalanceWarning: '201' }, 'lowBalanceWarning'],
    [{ lowBalanceCritical: '51' }, 'lowBalanceCritical'],
    [{ lowBalanceInfo: '-1' }, 'lowBalanceInfo'],
    [{ lowBalanceInfo: '12345678901234567890' }, 'lowBalanceInfo'],
  ])('422 for %j, at its field', async (change, field) => {
    const answer = await agent.client.send('PUT', '/v1/money-settings', {
      transferApprovalLimit: null,
      ...levels,
      ...change,
    });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  });
});

describe('alerts of a low balance', () => {
  // What the races above left to the agent is theirs to say.
  beforeAll(async () => void (await topUp(operator, '10000', undefined, agent.id)));

  const watch = () => api.database.withPlatform('test', (tx) => watchWallets(tx, new Date()));
  const levelOf = async (tenantId: string) => (await openAlerts(tenantId, 'low_balance')).map(({ level }) => level);

  test('come with their level, change it, count no holds, and go when there is money', async () => {
    await api.behind`update money_settings set transfer_approval_limit_micros = null where tenant_id = ${agent.id}`;
    const shop = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Shop', loginName: 'shop' });
    const move = (path: string, amount: string) =>
      agent.client.post(`/v1/tenants/${shop.id}/${path}`, { amount }, { 'idempotency-key': randomUUID() });
    const after = async (path: string, amount: string) => {
      expect((await move(path, amount)).status).toBe(201);
      await watch();
      await watch();
      return levelOf(shop.id);
    };
    await watch();
    expect(await levelOf(shop.id)).toEqual([]);
    expect(await after('top-ups', '200')).toEqual([]);
    expect(await after('withdrawals', '0.000001')).toEqual(['info']);
    expect(await after('withdrawals', '150')).toEqual(['warning']);
    expect(await after('withdrawals', '45')).toEqual(['critical']);
    const [alert] =
      await api.behind`select times, details from alerts where tenant_id = ${shop.id} and kind = 'low_balance'`;
    expect(alert).toMatchObject({
      times: 3,
      details: { balanceMicros: '4999999', thresholdMicros: '10000000', currency: 'CNY' },
    });
    expect(await after('top-ups', '100')).toEqual(['info']);
    await api.behind`update wallets set held_micros = 100000000 where tenant_id = ${shop.id}`;
    await watch();
    expect(await levelOf(shop.id)).toEqual(['info']);
    await api.behind`update wallets set held_micros = 0 where tenant_id = ${shop.id}`;
    expect(await after('top-ups', '100')).toEqual([]);
    await shop.client.send('PUT', '/v1/money-settings', {
      transferApprovalLimit: null,
      ...levels,
      lowBalanceInfo: '1000',
    });
    await watch();
    expect(await levelOf(shop.id)).toEqual(['info']);
    // Who stands above reads them too.
    const seen = await api.database.withTenant(
      { tenantId: agent.id },
      ({ sql }) => sql`select from alerts where tenant_id = ${shop.id} and kind = 'low_balance'`,
    );
    expect(seen).toHaveLength(2);
  });

  test('a block for a negative balance ends when settlement brought money in, and blocks have their alerts', async () => {
    const debtor = await createTestTenant(api, agent.client, {
      kind: 'customer',
      name: 'Debtor',
      loginName: 'debtor',
      money: '1',
    });
    await api.behind`update wallets set state = 'blocked', blocked_reason = 'negative_balance', balance_micros = -1000000 where tenant_id = ${debtor.id}`;
    await watch();
    expect((await openAlerts(debtor.id, 'wallet_blocked')).map(({ level }) => level)).toEqual(['critical']);
    await api.behind`update wallets set balance_micros = 1000000 where tenant_id = ${debtor.id}`;
    await watch();
    expect((await debtor.client.get('/v1/ledger/wallet')).as(wallet).state).toBe('active');
    expect(await openAlerts(debtor.id, 'wallet_blocked')).toEqual([]);
  });
});

test('a person disabled meanwhile approves nothing', async () => {
  const leaver = await addStaff(agent.client, 'northleaver', 'finance');
  const request = await ask(finance, '500');
  const people = (await agent.client.get('/v1/staff')).as(listOf(staffMember)).items;
  const id = people.find((person) => person.loginName === 'northleaver')?.id ?? '';
  await agent.client.send('PATCH', `/v1/staff/${id}`, { state: 'disabled' });
  expect((await decide(leaver, request.id, 'approve')).status).toBe(401);
  const behind = api.database.withTenant(
    { tenantId: agent.id, staffId: id },
    ({ sql }) => sql`
    select decide_money_request(${request.id}, 'approved', null, ${id})`,
  );
  await expect(behind).rejects.toThrow('forbidden');
});
