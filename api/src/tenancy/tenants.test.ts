import { listOf } from '@yunhu/api/schemas';
import { startTestApi, type TestApi, type TestClient, testPassword } from '@yunhu/tests/api';
import { createTestTenant, type TestTenant } from '@yunhu/tests/customer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tenant } from './schemas.ts';

let api: TestApi;
let operator: TestClient;
let agent: TestTenant;
let customer: TestTenant;
let stranger: TestTenant;

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, {
    kind: 'agent',
    name: 'North',
    loginName: 'north',
    pricePerBlock: '0.10',
    money: '100',
  });
  customer = await createTestTenant(api, agent.client, {
    kind: 'customer',
    name: 'Bakery',
    loginName: 'bakery',
    pricePerBlock: '0.15',
    money: '40',
  });
  stranger = await createTestTenant(api, operator, { kind: 'agent', name: 'South', loginName: 'south' });
});

afterAll(() => api.stop());

describe('GET /v1/tenants', () => {
  test('shows oneself and everybody below, with money and prices, and nobody else', async () => {
    const { items } = (await agent.client.get('/v1/tenants')).as(listOf(tenant));
    expect(items).toMatchObject([
      { id: agent.id, parentId: null, depth: 0, kind: 'agent', loginName: 'north', balanceMicros: '60000000' },
      {
        id: customer.id,
        parentId: agent.id,
        depth: 1,
        kind: 'customer',
        loginName: 'bakery',
        balanceMicros: '40000000',
      },
    ]);
    expect(items.map((item) => item.rateGroup?.name)).toEqual(['Prices for North', 'Prices for Bakery']);
  });

  test('an ancestor does not see the name of a price list that is not its own', async () => {
    const { items } = (await operator.get('/v1/tenants?q=bak')).as(listOf(tenant));
    expect(items).toMatchObject([{ name: 'Bakery', depth: 2, rateGroup: null }]);
  });

  test('filters by kind, state and a part of name or login name', async () => {
    const names = async (query: string) =>
      (await operator.get(`/v1/tenants?${query}`)).as(listOf(tenant)).items.map((item) => item.name);
    expect(await names('kind=agent')).toEqual(['North', 'South']);
    expect(await names('state=disabled')).toEqual([]);
    expect(await names('q=BAKERY')).toEqual(['Bakery']);
    expect(await names('q=%25')).toEqual([]);
  });

  test('422 names the query that is wrong', async () => {
    const answer = await operator.get('/v1/tenants?kind=king');
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_input', errors: [{ field: 'kind' }] } });
  });

  test('401 without a session, 403 for a customer', async () => {
    expect((await api.anonymous.get('/v1/tenants')).status).toBe(401);
    expect(await customer.client.get('/v1/tenants')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  test("counts today's answered calls and sums the chain: paid, earned and the margin between", async () => {
    const total = (tenantId: string, daysAgo: number, calls: number, micros: number) => api.behind`
      insert into day_totals (tenant_id, day, calls, spent_micros)
      values (${tenantId}, (now() at time zone 'Asia/Shanghai')::date - ${daysAgo}::int, ${calls}, ${micros})`;
    await total(customer.id, 0, 1, 150_000);
    await total(agent.id, 0, 1, 100_000);
    await total(customer.id, 1, 7, 999);
    const figures = async (client: TestClient) =>
      (await client.get('/v1/tenants'))
        .as(listOf(tenant))
        .items.map((item) => [item.name, item.callsToday, item.chargedTodayMicros, item.marginTodayMicros]);
    expect(await figures(agent.client)).toEqual([
      ['North', 1, '100000', '50000'],
      ['Bakery', 1, '150000', '0'],
    ]);
    expect(await figures(operator)).toContainEqual(['Operator', 1, '100000', '100000']);
  });
});

describe('GET /v1/tenants/{tenantId}', () => {
  test('answers one tenant below, and 404 for a stranger, one that is not there and what is no id', async () => {
    expect((await agent.client.get(`/v1/tenants/${customer.id}`)).as(tenant).name).toBe('Bakery');
    for (const id of [stranger.id, api.operatorId, crypto.randomUUID(), 'nonsense']) {
      expect(await agent.client.get(`/v1/tenants/${id}`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });
});

describe('POST /v1/tenants', () => {
  const valid = { kind: 'customer', name: '新客户', loginName: 'newCustomer1', password: testPassword };

  test('creates a tenant that can log in at once, with an empty wallet, and audits it', async () => {
    const created = (await agent.client.post('/v1/tenants', { ...valid, loginName: 'fresh' })).as(tenant);
    expect(created).toMatchObject({
      parentId: agent.id,
      name: '新客户',
      balanceMicros: '0',
      state: 'enabled',
      rateGroup: null,
    });
    await api.logIn('FRESH');
    const audit = await api.behind`select action, details from audit_entries where subject_id = ${created.id}`;
    expect(audit).toMatchObject([{ action: 'tenant.create', details: { loginName: 'fresh' } }]);
  });

  test('creates below an agent of the subtree, and assigns a rate group of its own', async () => {
    const below = (await operator.post('/v1/tenants', { ...valid, loginName: 'below', parentId: agent.id })).as(tenant);
    expect(below).toMatchObject({ parentId: agent.id, depth: 2 });
    const groupId = (await agent.client.get(`/v1/tenants/${customer.id}`)).as(tenant).rateGroup?.id;
    const priced = (await agent.client.post('/v1/tenants', { ...valid, loginName: 'priced', rateGroupId: groupId })).as(
      tenant,
    );
    expect(priced.rateGroup?.id).toBe(groupId);
  });

  test.each([
    ['a login name with a hyphen', { loginName: 'a-b' }, 'loginName'],
    ['a login name of homoglyphs', { loginName: 'аgent' }, 'loginName'],
    ['a short password', { password: '1234567' }, 'password'],
    ['an empty name', { name: '   ' }, 'name'],
    ['a name with a null character', { name: 'a\0b' }, 'name'],
    ['a second operator', { kind: 'operator' }, 'kind'],
    ['an unknown field', { balance: '100' }, 'balance'],
    ['a parent that is no id', { parentId: 7 }, 'parentId'],
  ])('422 names the field for %s', async (_, change, field) => {
    const answer = await agent.client.post('/v1/tenants', { ...valid, ...change });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_input', errors: [{ field }] } });
  });

  test('409 for a login name that anybody has, whatever its case', async () => {
    const answer = await agent.client.post('/v1/tenants', { ...valid, loginName: 'SOUTH' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'login_name_taken', errors: [{ field: 'loginName' }] } });
  });

  test('422 below a customer; 404 below a stranger or with a price list that is not its own', async () => {
    const refused = async (change: object) => (await agent.client.post('/v1/tenants', { ...valid, ...change })).status;
    expect(await refused({ parentId: customer.id })).toBe(422);
    expect(await refused({ parentId: stranger.id })).toBe(404);
    expect(await refused({ rateGroupId: crypto.randomUUID() })).toBe(404);
    const bought = (await agent.client.get(`/v1/tenants/${agent.id}`)).as(tenant).rateGroup?.id;
    expect(await refused({ rateGroupId: bought })).toBe(404);
  });

  test('401 without a session, 403 for a customer', async () => {
    expect((await api.anonymous.post('/v1/tenants', valid)).status).toBe(401);
    expect((await customer.client.post('/v1/tenants', valid)).status).toBe(403);
  });
});

describe('PATCH /v1/tenants/{tenantId}', () => {
  test('renames; disables, which ends every session below at once; and enables again', async () => {
    const shop = await createTestTenant(api, agent.client, { kind: 'agent', name: 'Shop', loginName: 'shop' });
    const corner = await createTestTenant(api, shop.client, { kind: 'customer', name: 'Corner', loginName: 'corner' });
    const patch = (body: object) => agent.client.send('PATCH', `/v1/tenants/${shop.id}`, body);
    expect((await patch({ name: 'Store' })).as(tenant)).toMatchObject({ name: 'Store', state: 'enabled' });
    expect((await patch({ state: 'disabled' })).as(tenant).state).toBe('disabled');
    expect((await corner.client.get('/v1/session')).status).toBe(401);
    await expect(api.logIn('corner')).rejects.toThrow('invalid_credentials');
    expect((await patch({ state: 'enabled' })).as(tenant).state).toBe('enabled');
    await api.logIn('corner');
  });

  test('422 for nothing to change and for disabling oneself', async () => {
    expect((await agent.client.send('PATCH', `/v1/tenants/${customer.id}`, {})).status).toBe(422);
    const oneself = await agent.client.send('PATCH', `/v1/tenants/${agent.id}`, { state: 'disabled' });
    expect(oneself).toMatchObject({ status: 422, body: { errors: [{ field: 'state' }] } });
  });

  test('404 for a stranger, 401 and 403 as everywhere', async () => {
    const change = (client: TestClient) => client.send('PATCH', `/v1/tenants/${stranger.id}`, { name: 'Mine' });
    expect((await change(agent.client)).status).toBe(404);
    expect((await change(api.anonymous)).status).toBe(401);
    expect((await change(customer.client)).status).toBe(403);
  });
});
