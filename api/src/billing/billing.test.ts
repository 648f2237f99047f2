import { listOf, pageOf, tenant } from '@yunhu/api/schemas';
import { startTestApi, type TestApi, type TestClient } from '@yunhu/tests/api';
import { createTestTenant, type TestTenant } from '@yunhu/tests/customer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entryPage } from './ledger/schemas.ts';
import { rate, rateGroup } from './schemas.ts';
import { transferResult, wallet } from './wallets/schemas.ts';

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
  customer = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
  stranger = await createTestTenant(api, operator, {
    kind: 'agent',
    name: 'South',
    loginName: 'south',
    pricePerBlock: '0.09',
    money: '5',
  });
});

afterAll(() => api.stop());

let keys = 0;
const topUp = (client: TestClient, tenantId: string, amount: unknown, key: string | undefined = `key-${keys++}-key`) =>
  client.post(`/v1/tenants/${tenantId}/top-ups`, { amount, note: 'in advance' }, { 'idempotency-key': key });
const balanceOf = async (client: TestClient) => (await client.get('/v1/ledger/wallet')).as(wallet).balanceMicros;

describe('POST /v1/tenants/{tenantId}/top-ups', () => {
  test("an agent's top-up moves its own money, once for each key", async () => {
    const before = BigInt(await balanceOf(agent.client));
    const first = (await topUp(agent.client, customer.id, '12.50', 'the same key')).as(transferResult);
    expect(first).toMatchObject({ balanceMicros: '12500000', ownBalanceMicros: String(before - 12_500_000n) });
    const again = (await topUp(agent.client, customer.id, '12.50', 'the same key')).as(transferResult);
    expect(again).toEqual(first);
    expect(await balanceOf(customer.client)).toBe('12500000');
    const audits = await api.behind`select details from audit_entries where subject_id = ${first.transferId}`;
    expect(audits).toMatchObject([{ details: { amount: '12.50' } }]);
  });

  test('the same key with another amount is a conflict and moves nothing', async () => {
    await topUp(agent.client, customer.id, '1', 'conflicting');
    const before = await balanceOf(customer.client);
    const answer = await topUp(agent.client, customer.id, '2', 'conflicting');
    expect(answer).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } });
    expect(await balanceOf(customer.client)).toBe(before);
  });

  test('parallel repeats of one key move the money once', async () => {
    const before = BigInt(await balanceOf(customer.client));
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => topUp(agent.client, customer.id, '0.000001', 'in parallel')),
    );
    expect(new Set(answers.map((answer) => answer.as(transferResult).transferId)).size).toBe(1);
    expect(await balanceOf(customer.client)).toBe(String(before + 1n));
  });

  test.each([
    ['0.0000001', 'too_many_decimals'],
    ['-1', 'negative'],
    ['1e9', 'not_an_amount'],
    ['0', 'not_positive'],
    ['1000000000.000001', 'too_large'],
    ['9'.repeat(39), 'too_large'],
    ['１００', 'not_an_amount'],
    ['1,000', 'not_an_amount'],
  ])('the amount %s is refused as %s, at its field, and moves nothing', async (amount, code) => {
    const before = [await balanceOf(agent.client), await balanceOf(customer.client)];
    const answer = await topUp(agent.client, customer.id, amount);
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'invalid_amount', errors: [{ field: 'amount', code }] },
    });
    expect([await balanceOf(agent.client), await balanceOf(customer.client)]).toEqual(before);
  });

  test('a JSON number, no amount and no key are refused at their field', async () => {
    expect(await topUp(agent.client, customer.id, 0.0000001)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'amount' }] },
    });
    expect(await topUp(agent.client, customer.id, '')).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'amount' }] },
    });
    const unkeyed = await agent.client.post(`/v1/tenants/${customer.id}/top-ups`, { amount: '1' });
    expect(unkeyed).toMatchObject({ status: 422, body: { errors: [{ field: 'idempotency-key' }] } });
  });

  test('more than one has is a conflict; the operator pays in from outside without limit', async () => {
    expect(await topUp(agent.client, customer.id, '1000')).toMatchObject({
      status: 409,
      body: { code: 'insufficient_funds' },
    });
    expect((await topUp(operator, agent.id, '1000000')).status).toBe(201);
  });

  test('422 for oneself and below a child, 404 for a stranger, 403 for a customer, 401 for nobody', async () => {
    expect(await topUp(agent.client, agent.id, '1')).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'tenantId' }] },
    });
    expect((await topUp(operator, customer.id, '1')).status).toBe(422);
    expect((await topUp(agent.client, stranger.id, '1')).status).toBe(404);
    expect((await topUp(agent.client, crypto.randomUUID(), '1')).status).toBe(404);
    expect((await topUp(customer.client, customer.id, '1')).status).toBe(403);
    expect((await topUp(api.anonymous, customer.id, '1')).status).toBe(401);
  });
});

describe('GET /v1/ledger/wallet', () => {
  test("answers one's own wallet and one below; 404 for others, 422 for no id", async () => {
    expect((await agent.client.get('/v1/ledger/wallet')).as(wallet)).toMatchObject({
      tenantId: agent.id,
      currency: 'CNY',
      state: 'active',
    });
    expect((await operator.get(`/v1/ledger/wallet?tenantId=${customer.id}`)).as(wallet).tenantId).toBe(customer.id);
    for (const id of [stranger.id, api.operatorId]) {
      expect((await agent.client.get(`/v1/ledger/wallet?tenantId=${id}`)).status).toBe(404);
    }
    expect((await agent.client.get('/v1/ledger/wallet?tenantId=7')).status).toBe(422);
    expect((await api.anonymous.get('/v1/ledger/wallet')).status).toBe(401);
  });
});

describe('GET /v1/ledger/entries', () => {
  const entries = async (client: TestClient, query = '') =>
    (await client.get(`/v1/ledger/entries${query}`)).as(entryPage);

  test('reads like a bank statement, page by page, the newest first', async () => {
    for (let i = 0; i < 5; i++) await topUp(agent.client, customer.id, '1');
    const whole = (await entries(agent.client)).items;
    expect(whole[0]).toMatchObject({
      tenantId: agent.id,
      kind: 'top_up',
      amountMicros: '-1000000',
      counterparty: { id: customer.id, name: 'Bakery' },
      reference: { type: 'transfer' },
      note: 'in advance',
    });
    whole.slice(1).forEach((older, i) => {
      const newer = whole[i];
      expect(newer?.seq).toBe(older.seq + 1);
      expect(newer?.balanceAfterMicros).toBe(
        String(BigInt(older.balanceAfterMicros) + BigInt(newer?.amountMicros ?? 0)),
      );
    });
    const paged = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Awaited<ReturnType<typeof entries>> = await entries(
        agent.client,
        `?limit=2${cursor && `&cursor=${cursor}`}`,
      );
      expect(page.items.length).toBeLessThanOrEqual(2);
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole);
  });

  test('whoever stands above is not named, and his notes are not shown', async () => {
    const { items } = await entries(customer.client);
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) expect(item).toMatchObject({ counterparty: null, note: null });
  });

  test('filters by kind and time, and reads the wallet of who is below', async () => {
    expect((await entries(agent.client, '?kind=call_charge')).items).toEqual([]);
    expect((await entries(agent.client, '?from=2100-01-01T00:00:00Z')).items).toEqual([]);
    expect((await entries(agent.client, '?to=2000-01-01T00:00:00Z')).items).toEqual([]);
    const below = await entries(operator, `?tenantId=${customer.id}`);
    expect(below.items[0]).toMatchObject({ tenantId: customer.id, counterparty: { name: 'North' } });
  });

  test('422 for a cursor that is not ours, a limit beyond 200, an unknown kind, and no instant; 404 for a stranger', async () => {
    const forged = Buffer.from('["1; drop table entries"]').toString('base64url');
    for (const query of ['cursor=x', `cursor=${forged}`, 'limit=201', 'limit=0', 'kind=gift', 'from=yesterday']) {
      expect([query, (await agent.client.get(`/v1/ledger/entries?${query}`)).status]).toEqual([query, 422]);
    }
    expect((await agent.client.get(`/v1/ledger/entries?tenantId=${stranger.id}`)).status).toBe(404);
    expect((await api.anonymous.get('/v1/ledger/entries')).status).toBe(401);
  });
});

describe('rate groups', () => {
  const china = { prefix: '86', destination: 'China', blockSeconds: 60, pricePerBlock: '0.138' };
  const create = (client: TestClient, rates: unknown, name: unknown = 'Voice broadcast') =>
    client.post('/v1/rate-groups', { name, rates });

  test('a new one is listed beside the one bought at, and its rates are read in pages by prefix', async () => {
    const rates = [
      china,
      { ...china, prefix: '8610', pricePerBlock: '0', belowCostAllowed: true },
      { ...china, prefix: '852', blockSeconds: 6 },
    ];
    const made = (await create(agent.client, rates)).as(rateGroup);
    expect(made).toMatchObject({
      name: 'Voice broadcast',
      currency: 'CNY',
      rateCount: 3,
      owner: 'self',
      assignedCount: 0,
    });
    const { items } = (await agent.client.get('/v1/rate-groups')).as(listOf(rateGroup));
    expect(items.map((group) => [group.name, group.owner, group.rateCount])).toEqual([
      ['Voice broadcast', 'self', 3],
      ['Prices for North', 'seller', 1],
    ]);
    const path = `/v1/rate-groups/${made.id}/rates`;
    const first = (await agent.client.get(`${path}?limit=2`)).as(pageOf(rate));
    const second = (await agent.client.get(`${path}?limit=2&cursor=${first.nextCursor}`)).as(pageOf(rate));
    expect(
      [...first.items, ...second.items].map((row) => [row.prefix, row.pricePerBlockMicros, row.blockSeconds]),
    ).toEqual([
      ['852', '138000', 6],
      ['86', '138000', 60],
      ['8610', '0', 60],
    ]);
    expect(second).toMatchObject({
      nextCursor: null,
      items: [{ effectiveFrom: null, effectiveUntil: null, firstBlockSeconds: null }],
    });
  });

  test('what is bought at can be read; what a stranger or the parent sells to others cannot', async () => {
    const groups = (await operator.get('/v1/rate-groups')).as(listOf(rateGroup)).items;
    const idOf = (name: string) => groups.find((group) => group.name === name)?.id ?? '';
    expect((await agent.client.get(`/v1/rate-groups/${idOf('Prices for North')}/rates`)).status).toBe(200);
    expect((await agent.client.get(`/v1/rate-groups/${idOf('Prices for South')}/rates`)).status).toBe(404);
    expect(groups).toMatchObject([{ assignedCount: 1 }, { assignedCount: 1 }]);
  });

  test.each([
    ['a prefix with a plus', [{ ...china, prefix: '+86' }], 'rates.0.prefix'],
    ['a prefix twice', [china, { ...china }], 'rates.1.prefix'],
    [
      'a price with seven decimals',
      [china, { ...china, prefix: '1', pricePerBlock: '0.0000001' }],
      'rates.1.pricePerBlock',
    ],
    ['a negative price', [{ ...china, pricePerBlock: '-1' }], 'rates.0.pricePerBlock'],
    ['a price beyond what a block may cost', [{ ...china, pricePerBlock: '1000001' }], 'rates.0.pricePerBlock'],
    ['a block of no seconds', [{ ...china, blockSeconds: 0 }], 'rates.0.blockSeconds'],
    ['a price below cost', [china, { ...china, prefix: '8610', pricePerBlock: '0.01' }], '8610'],
  ])('422 names the field for %s, and nothing is created', async (_, rates, field) => {
    const count = async () => (await api.behind`select from rate_groups`).length;
    const before = await count();
    expect(await create(agent.client, rates)).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    expect(await count()).toBe(before);
  });

  test('401 for nobody, 403 for a customer, whatever is asked', async () => {
    const id = crypto.randomUUID();
    for (const [client, status] of [
      [api.anonymous, 401],
      [customer.client, 403],
    ] as const) {
      expect((await client.get('/v1/rate-groups')).status).toBe(status);
      expect((await create(client, [china])).status).toBe(status);
      expect((await client.get(`/v1/rate-groups/${id}/rates`)).status).toBe(status);
      expect((await client.send('PUT', `/v1/tenants/${id}/rate-group`, { rateGroupId: id })).status).toBe(status);
    }
  });

  test('assigning is for direct children and groups of its own', async () => {
    const made = (await create(agent.client, [china], 'For all')).as(rateGroup);
    const assign = (client: TestClient, tenantId: string, rateGroupId: unknown) =>
      client.send('PUT', `/v1/tenants/${tenantId}/rate-group`, { rateGroupId });
    expect((await assign(agent.client, customer.id, made.id)).as(tenant).rateGroup).toEqual({
      id: made.id,
      name: 'For all',
    });
    expect((await assign(agent.client, agent.id, made.id)).status).toBe(422);
    expect((await assign(agent.client, stranger.id, made.id)).status).toBe(404);
    expect((await assign(operator, customer.id, made.id)).status).toBe(422);
    expect((await assign(agent.client, customer.id, crypto.randomUUID())).status).toBe(404);
    expect((await assign(agent.client, customer.id, 'x')).status).toBe(422);
  });
});

test('after all of it the ledger is proven: every drift is zero', async () => {
  const drift = await api.behind<{ invariant: string; drift: string }[]>`select * from prove_ledger() where drift <> 0`;
  expect(drift).toEqual([]);
});
