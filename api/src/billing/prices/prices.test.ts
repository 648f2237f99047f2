// Prices that follow a cost, over HTTP: three levels, an operator's list, an agent's rule, and a customer who buys at it.
import {
  boughtRateGroup,
  listOf,
  marginLosses,
  pageOf,
  quote,
  rate,
  rateBuyer,
  rateGroup,
  rateRules,
  rulePreview,
  tenant,
} from '@yunhu/api/schemas';
import { buildRateSnapshot, findRate, loadRateGroupStamps, loadRates } from '@yunhu/db/billing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi, type TestClient } from '../../../../tests/setup/api.ts';
import { createTestTenant, type TestTenant } from '../../../../tests/setup/customer.ts';

let api: TestApi;
let operator: TestClient;
let agent: TestTenant;
let stranger: TestTenant;
let customer: TestTenant;
/** What the agent buys at. */
let costId: string;

const block = { blockSeconds: 60, destination: '' };
const cost = [
  { ...block, prefix: '86', pricePerBlock: '0.1', destination: 'China' },
  { ...block, prefix: '86138', pricePerBlock: '0.12', destination: 'China mobile' },
  { ...block, prefix: '44', blockSeconds: 6, pricePerBlock: '0.03', destination: 'United Kingdom' },
];

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, { kind: 'agent', name: 'North', loginName: 'north' });
  stranger = await createTestTenant(api, operator, { kind: 'agent', name: 'South', loginName: 'south' });
  customer = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Shop', loginName: 'shop' });
  costId = (await operator.post('/v1/rate-groups', { name: 'Base', rates: cost })).as(rateGroup).id;
  (await assign(operator, agent.id, costId)).as(tenant);
});

afterAll(() => api.stop());

const assign = (client: TestClient, tenantId: string, rateGroupId: string, taskType?: string) =>
  client.send('PUT', `/v1/tenants/${tenantId}/rate-group`, {
    rateGroupId,
    ...(taskType === undefined ? {} : { taskType }),
  });
const makeRule = async (rule: object, client = agent.client) =>
  (await client.post('/v1/rate-groups', { name: 'Follows', rule })).as(rateGroup).id;
/** What holds without end. */
const pricesOf = async (client: TestClient, id: string) =>
  (await client.get(`/v1/rate-groups/${id}/rates`))
    .as(pageOf(rate))
    .items.filter((row) => row.effectiveUntil === null)
    .map((row) => [row.prefix, row.pricePerBlockMicros]);
const anyId = crypto.randomUUID();

describe('a rule', () => {
  test('makes its prices of the cost, read by its owner and by who buys at it, in pages', async () => {
    const id = await makeRule({ percent: '10', step: '0.01' });
    expect(await pricesOf(agent.client, id)).toEqual([
      ['44', '33000'],
      ['86', '110000'],
      ['86138', '140000'],
    ]);
    const path = `/v1/rate-groups/${id}/rates`;
    const first = (await agent.client.get(`${path}?limit=2`)).as(pageOf(rate));
    const second = (await agent.client.get(`${path}?limit=2&cursor=${first.nextCursor}`)).as(pageOf(rate));
    expect([...first.items, ...second.items].map((row) => row.prefix)).toEqual(['44', '86', '86138']);
    expect(second.nextCursor).toBe(null);
    const { items } = (await agent.client.get('/v1/rate-groups')).as(listOf(rateGroup));
    expect(items.find((group) => group.id === id)).toMatchObject({
      pricing: 'rule',
      costTaskType: 'any',
      rateCount: null,
    });
  });

  test('lists page by page, and searched, what it is as a whole', async () => {
    const base = (await operator.post('/v1/rate-groups', { name: 'Long' })).as(rateGroup).id;
    await api.behind`
      insert into rates (tenant_id, rate_group_id, prefix, destination, block_seconds, price_per_block_micros)
      select ${api.operatorId}, ${base}, '7' || n, case n % 7 when 0 then 'Seventh ' else 'Other ' end || n, 60, 1000 + n
      from generate_series(1, 700) n`;
    const seller = await createTestTenant(api, operator, { kind: 'agent', name: 'Long', loginName: 'long' });
    (await assign(operator, seller.id, base)).as(tenant);
    const id = await makeRule({ percent: '10' }, seller.client);
    const fixed = { kind: 'fixed', blockSeconds: 60, pricePerBlock: '1', destination: 'Seventh of its own' };
    for (const prefix of ['71', '7999', '6']) {
      const body = prefix === '6' ? { kind: 'rule', percent: '50' } : fixed;
      (await seller.client.send('PUT', `/v1/rate-groups/${id}/exceptions/${prefix}`, body)).as(rateRules);
    }
    const whole = await api.database.withPlatform('test', (tx) => loadRates(tx, id));
    const expected = whole.sort((a, b) =>
      a.prefix < b.prefix ? -1 : a.prefix > b.prefix ? 1 : a.effectiveFromMs - b.effectiveFromMs,
    );
    const read = async (query: string) => {
      const found: { id: string; pricePerBlockMicros: string }[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const at: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const page = (await seller.client.get(`/v1/rate-groups/${id}/rates?limit=150${query}${at}`)).as(pageOf(rate));
        found.push(...page.items);
        cursor = page.nextCursor;
      }
      return found.map((row) => [row.id, row.pricePerBlockMicros]);
    };
    const said = (rates: typeof whole) => rates.map((row) => [row.id, String(row.pricePerBlockMicros)]);
    expect(await read('&show=all')).toEqual(said(expected));
    expect(await read('&show=all&q=79')).toEqual(said(expected.filter((row) => row.prefix.startsWith('79'))));
    expect(await read('&show=all&q=SEVENTH')).toEqual(
      said(expected.filter((row) => row.destination?.startsWith('Seventh'))),
    );
    const current = expected.filter((row) => row.effectiveUntilMs > Date.now());
    expect(await read('&show=current')).toEqual(said(current));
    expect(current.length).toBeLessThan(expected.length);
  });

  test('follows its cost at once, through every rule between, also for who holds prices in memory', async () => {
    const middle = await createTestTenant(api, agent.client, { kind: 'agent', name: 'Sub', loginName: 'sub' });
    (await assign(agent.client, middle.id, await makeRule({ percent: '10' }))).as(tenant);
    const sold = await makeRule({ percent: '0', fixed: '0.05', per: 'block' }, middle.client);
    const load = () =>
      api.database.withPlatform('test', async (tx) => ({
        stamp: (await loadRateGroupStamps(tx, [sold])).get(sold),
        price: findRate(buildRateSnapshot(await loadRates(tx, sold)), '+8610', new Date())?.pricePerBlockMicros,
      }));
    const before = await load();
    expect(before.price).toBe(160_000n);
    await api.behind`update rates set effective_until = now() where rate_group_id = ${costId} and prefix = '86'`;
    await api.behind`insert into rates (tenant_id, rate_group_id, prefix, destination, block_seconds, price_per_block_micros, effective_from)
      select ${api.operatorId}, ${costId}, '86', 'China', 60, 200000, effective_until from rates
      where rate_group_id = ${costId} and prefix = '86'`;
    const after = await load();
    expect(after.price).toBe(270_000n);
    expect(after.stamp).not.toBe(before.stamp);
    expect(await load()).toEqual(after);
    await api.behind`delete from rates where rate_group_id = ${costId} and prefix = '86' and price_per_block_micros = 200000`;
    await api.behind`update rates set effective_until = 'infinity' where rate_group_id = ${costId} and prefix = '86'`;
    // The group of who buys from nobody any more prices nothing.
    await agent.client.send('DELETE', `/v1/tenants/${middle.id}/rate-group?taskType=any`);
    expect((await load()).price).toBe(undefined);
  });

  test('shows a buyer its prices and nothing of what they come from', async () => {
    const id = await makeRule({ percent: '50' });
    (await assign(agent.client, customer.id, id)).as(tenant);
    const sub = await createTestTenant(api, agent.client, { kind: 'agent', name: 'Buyer', loginName: 'buyer' });
    (await assign(agent.client, sub.id, id)).as(tenant);
    expect(await pricesOf(sub.client, id)).toEqual([
      ['44', '45000'],
      ['86', '150000'],
      ['86138', '180000'],
    ]);
    expect((await sub.client.get(`/v1/rate-groups/${id}/rule`)).status).toBe(404);
    expect((await sub.client.get(`/v1/rate-groups/${costId}/rates`)).status).toBe(404);
    expect((await sub.client.get(`/v1/rate-groups/${id}/losses`)).status).toBe(404);
    expect((await stranger.client.get(`/v1/rate-groups/${id}/rates`)).status).toBe(404);
    expect((await sub.client.get('/v1/rate-groups')).as(listOf(rateGroup)).items).toMatchObject([
      { id, owner: 'seller', taskTypes: ['any'], costTaskType: null, rateCount: null },
    ]);
  });

  test('changes now or at a time, keeps its versions, and is refused where it would sell below cost', async () => {
    const id = await makeRule({ percent: '10' });
    const change = (body: object) => agent.client.send('PUT', `/v1/rate-groups/${id}/rule`, body);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    expect((await change({ percent: '20', effectiveFrom: later })).as(rateRules).versions).toMatchObject([
      { version: 2, markUp: { percent: '20' }, effectiveFrom: later, effectiveUntil: null },
      { version: 1, markUp: { percent: '10' }, effectiveFrom: null, effectiveUntil: later },
    ]);
    const prices = (await agent.client.get(`/v1/rate-groups/${id}/rates`)).as(pageOf(rate)).items;
    expect(prices.map((row) => [row.prefix, row.pricePerBlockMicros, row.effectiveUntil === null])).toEqual([
      ['44', '33000', false],
      ['44', '36000', true],
      ['86', '110000', false],
      ['86', '120000', true],
      ['86138', '132000', false],
      ['86138', '144000', true],
    ]);
    expect(await change({ percent: '-5' })).toMatchObject({ status: 422, body: { code: 'below_cost' } });
    expect(await change({ percent: '5', effectiveFrom: '2020-01-01T00:00:00Z' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'effectiveFrom' }] },
    });
    expect((await change({ percent: '-5', belowCostAllowed: true })).as(rateRules).versions[0]).toMatchObject({
      version: 3,
      allowed: { by: 'North' },
    });
    const losses = (await agent.client.get(`/v1/rate-groups/${id}/losses`)).as(marginLosses);
    expect(losses).toMatchObject({ total: 3, allowed: 3 });
    // What was to begin later is withdrawn.
    expect(await pricesOf(agent.client, id)).toEqual([
      ['44', '28500'],
      ['86', '95000'],
      ['86138', '114000'],
    ]);
  });

  test('has exceptions by prefix: another rule or a fixed rate, for everything longer up to the next one', async () => {
    const id = await makeRule({ percent: '10' });
    const path = (prefix: string) => `/v1/rate-groups/${id}/exceptions/${prefix}`;
    const set = (prefix: string, body: object) => agent.client.send('PUT', path(prefix), body);
    (await set('8613', { kind: 'rule', percent: '100' })).as(rateRules);
    const fixed = { kind: 'fixed', blockSeconds: 60, pricePerBlock: '9', destination: 'Beijing' };
    expect((await set('8610', fixed)).as(rateRules).exceptions).toMatchObject([
      { prefix: '8610', destination: 'Beijing', markUp: null, rate: { pricePerBlockMicros: '9000000' } },
      { prefix: '8613', markUp: { percent: '100' }, rate: null },
    ]);
    expect(await pricesOf(agent.client, id)).toEqual([
      ['44', '33000'],
      ['86', '110000'],
      ['8610', '9000000'],
      ['8613', '200000'],
      ['86138', '240000'],
    ]);
    expect(await set('8610', { ...fixed, pricePerBlock: '0.05' })).toMatchObject({
      status: 422,
      body: { code: 'below_cost', errors: [{ field: '8610' }] },
    });
    expect((await agent.client.send('DELETE', path('8610'))).as(rateRules).exceptions).toMatchObject([
      { prefix: '8613' },
    ]);
    expect((await agent.client.send('DELETE', path('8610'))).status).toBe(404);
    expect(await pricesOf(agent.client, id)).not.toContainEqual(['8610', '9000000']);
  });

  test('is shown before it is written, with what would be lost', async () => {
    const preview = async (query: string) =>
      (await agent.client.get(`/v1/rate-rule-previews?${query}`)).as(rulePreview);
    const shown = await preview('percent=-10&prefixes=8613812345678,1');
    expect(shown.examples).toMatchObject([
      {
        prefix: '8613812345678',
        cost: { perMinuteMicros: '120000', prefix: '86138' },
        price: { perMinuteMicros: '108000' },
      },
      { prefix: '1', cost: null, price: null },
    ]);
    expect(shown.losses).toMatchObject({ total: 3, items: [{ lossMicros: expect.any(String) }, {}, {}] });
    const id = await makeRule({ percent: '10' });
    const exception = await preview(`rateGroupId=${id}&exception=86138&percent=-50`);
    expect(exception.losses.items).toMatchObject([{ price: { prefix: '86138' }, cost: { prefix: '86138' } }]);
    expect((await agent.client.get(`/v1/rate-rule-previews?rateGroupId=${costId}`)).status).toBe(404);
    expect((await stranger.client.get(`/v1/rate-rule-previews?rateGroupId=${id}`)).status).toBe(404);
  });

  test.each([
    ['a percentage with letters', { percent: 'ten' }, 'rule.percent'],
    ['a percentage below -100', { percent: '-101' }, 'percent'],
    ['a step of nothing', { percent: '1', step: '0' }, 'step'],
    ['a fixed amount with seven decimals', { percent: '1', fixed: '0.0000001' }, 'fixed'],
    ['a floor below zero', { percent: '1', floor: '-1' }, 'floor'],
  ])('422 names the field for %s', async (_, rule, field) => {
    expect(await agent.client.post('/v1/rate-groups', { name: 'x', rule })).toMatchObject({
      status: 422,
      body: { errors: [{ field }] },
    });
  });

  test('is not for the operator, who buys from nobody, nor for a list, nor for who may not', async () => {
    expect((await operator.post('/v1/rate-groups', { name: 'x', rule: { percent: '1' } })).status).toBe(422);
    const list = (await agent.client.post('/v1/rate-groups', { name: 'Empty' })).as(rateGroup);
    expect((await agent.client.get(`/v1/rate-groups/${list.id}/rule`)).status).toBe(409);
    expect((await agent.client.send('PUT', `/v1/rate-groups/${list.id}/rule`, { percent: '1' })).status).toBe(409);
    for (const [client, status] of [
      [api.anonymous, 401],
      [customer.client, 403],
      [stranger.client, 404],
    ] as const) {
      const id = client === stranger.client ? list.id : anyId;
      const answers = [
        client.get(`/v1/rate-groups/${id}/rule`),
        client.send('PUT', `/v1/rate-groups/${id}/rule`, { percent: '1' }),
        client.send('PUT', `/v1/rate-groups/${id}/exceptions/86`, { kind: 'rule' }),
        client.send('DELETE', `/v1/rate-groups/${id}/exceptions/86`),
        client.get(`/v1/rate-groups/${id}/losses`),
        client.post(`/v1/rate-groups/${id}/below-cost-allowances`, { prefixes: ['86'] }),
        client.post(`/v1/rate-groups/${id}/copies`, { name: 'x' }),
        client.get(`/v1/rate-groups/${id}/buyers`),
        client.get(`/v1/rate-rule-previews?rateGroupId=${id}`),
      ];
      expect((await Promise.all(answers)).map((answer) => answer.status)).toEqual(answers.map(() => status));
    }
  });
});

describe('below cost', () => {
  const list = (rates: object[], name = 'Cheap') => agent.client.post('/v1/rate-groups', { name, rates });

  test('a list is refused with the rates named, on any duration, and taken where each is allowed', async () => {
    // Per second instead of per minute: dearer by the minute, cheaper by the second.
    const perSecond = { ...block, prefix: '86', blockSeconds: 1, pricePerBlock: '0.01' };
    expect(await list([perSecond])).toMatchObject({
      status: 422,
      body: { code: 'below_cost', errors: [{ field: '86', code: 'below_cost' }, { field: '86' }] },
    });
    const made = (await list([{ ...perSecond, belowCostAllowed: true }])).as(rateGroup);
    expect((await agent.client.get(`/v1/rate-groups/${made.id}/losses`)).as(marginLosses)).toMatchObject({
      total: 2,
      allowed: 2,
      items: [
        { worstSeconds: 1, lossMicros: '110000', cost: { prefix: '86138' }, allowed: true },
        { lossMicros: '90000' },
      ],
    });
  });

  test('an assignment is refused for the tasks whose cost is above the price, until it is allowed', async () => {
    const dear = (
      await operator.post('/v1/rate-groups', {
        name: 'Dear',
        rates: cost.map((row) => ({ ...row, pricePerBlock: '5' })),
      })
    ).as(rateGroup);
    // Those who buy at the agent's other groups lose by it: that is known.
    const accepted = { rateGroupId: dear.id, taskType: 'predictive', downstreamLossesAccepted: true };
    (await operator.send('PUT', `/v1/tenants/${agent.id}/rate-group`, accepted)).as(tenant);
    const made = (await list([{ ...block, prefix: '86', pricePerBlock: '1' }])).as(rateGroup);
    const shop = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Kiosk', loginName: 'kiosk' });
    expect((await assign(agent.client, shop.id, made.id, 'broadcast')).status).toBe(200);
    const refused = await assign(agent.client, shop.id, made.id, 'predictive');
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'below_cost', errors: [{ field: '86' }, { field: '86' }] },
    });
    const allowed = await agent.client.post(`/v1/rate-groups/${made.id}/below-cost-allowances`, { prefixes: ['86'] });
    expect(allowed.as(marginLosses)).toMatchObject({ total: 0 });
    expect((await assign(agent.client, shop.id, made.id, 'predictive')).status).toBe(200);
    expect((await agent.client.get(`/v1/rate-groups/${made.id}/losses`)).as(marginLosses)).toMatchObject({
      total: 2,
      allowed: 2,
    });
    const audit = await api.behind`select details from audit_entries where action = 'rate-group.allow-below-cost'`;
    expect(audit).toMatchObject([{ details: { prefixes: '86' } }]);
    expect(
      (await agent.client.post(`/v1/rate-groups/${made.id}/below-cost-allowances`, { prefixes: ['7'] })).status,
    ).toBe(404);
    (await operator.send('DELETE', `/v1/tenants/${agent.id}/rate-group?taskType=predictive`)).as(tenant);
  });

  test('of a rule it is allowed for one prefix, as long as the same rule prices it', async () => {
    const id = await makeRule({ percent: '10' });
    const exception = { kind: 'rule', percent: '-50', belowCostAllowed: true };
    (await agent.client.send('PUT', `/v1/rate-groups/${id}/exceptions/86138`, exception)).as(rateRules);
    const change = { percent: '0', fixed: '-0.001' };
    const refused = await agent.client.send('PUT', `/v1/rate-groups/${id}/rule`, change);
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: '44' }, { field: '86' }] } });
    (await agent.client.send('PUT', `/v1/rate-groups/${id}/rule`, { ...change, belowCostAllowed: true })).as(rateRules);
    (await agent.client.send('PUT', `/v1/rate-groups/${id}/rule`, { percent: '0' })).as(rateRules);
    const allowed = await agent.client.post(`/v1/rate-groups/${id}/below-cost-allowances`, { prefixes: ['44'] });
    expect(allowed.as(marginLosses)).toMatchObject({ total: 1, allowed: 1 });
    const stored = await api.behind`select prefix from rate_rule_allowances where rate_group_id = ${id}`;
    expect(stored).toEqual([{ prefix: '44' }]);
  });

  test('a copy begins as what it is a copy of, marked up once, and does not follow it', async () => {
    const copy = (client: TestClient, body: object, id = costId) => client.post(`/v1/rate-groups/${id}/copies`, body);
    const plain = (await copy(agent.client, { name: 'Same' })).as(rateGroup);
    expect(plain).toMatchObject({ pricing: 'list', rateCount: 3, owner: 'self' });
    const dearer = (await copy(agent.client, { name: 'Dearer', markUp: { percent: '50' } })).as(rateGroup);
    expect(await pricesOf(agent.client, dearer.id)).toEqual([
      ['44', '45000'],
      ['86', '150000'],
      ['86138', '180000'],
    ]);
    const cheaper = { name: 'Cheaper', markUp: { percent: '-50' } };
    expect(await copy(agent.client, cheaper)).toMatchObject({ status: 422, body: { code: 'below_cost' } });
    const made = (await copy(agent.client, { ...cheaper, belowCostAllowed: true })).as(rateGroup);
    expect((await agent.client.get(`/v1/rate-groups/${made.id}/losses`)).as(marginLosses)).toMatchObject({
      total: 3,
      allowed: 3,
    });
    const ofRule = await makeRule({ percent: '50' });
    expect(
      await pricesOf(agent.client, (await copy(agent.client, { name: 'Was a rule' }, ofRule)).as(rateGroup).id),
    ).toEqual(await pricesOf(agent.client, dearer.id));
    expect((await copy(stranger.client, { name: 'x' })).status).toBe(404);
  });
});

describe('several groups by task type', () => {
  test('a task is sold at the group for its type, else at the one for any; each can be taken away', async () => {
    const make = async (price: string) =>
      (
        await agent.client.post('/v1/rate-groups', {
          name: price,
          rates: [{ ...block, prefix: '86', pricePerBlock: price }],
        })
      ).as(rateGroup).id;
    const [forAny, forPreview] = [await make('1'), await make('2')];
    const shop = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Stall', loginName: 'stall' });
    (await assign(agent.client, shop.id, forAny)).as(tenant);
    (await assign(agent.client, shop.id, forPreview, 'preview')).as(tenant);
    const priceFor = async (taskType: string) =>
      (await shop.client.get(`/v1/quotes?number=13800138000&taskType=${taskType}`)).as(quote).levels[0]?.amountMicros;
    expect([await priceFor('preview'), await priceFor('broadcast')]).toEqual(['2000000', '1000000']);
    expect(
      (await agent.client.get(`/v1/tenants/${shop.id}/rate-groups`)).as(listOf(boughtRateGroup)).items,
    ).toMatchObject([
      { taskType: 'any', rateGroup: { id: forAny } },
      { taskType: 'preview', rateGroup: { id: forPreview } },
    ]);
    expect((await agent.client.get(`/v1/rate-groups/${forPreview}/buyers`)).as(listOf(rateBuyer)).items).toMatchObject([
      { tenant: { name: 'Stall' }, taskType: 'preview' },
    ]);
    // The list of accounts shows each once, with what it pays for any.
    const accounts = (await agent.client.get('/v1/tenants'))
      .as(listOf(tenant))
      .items.filter((one) => one.id === shop.id);
    expect(accounts).toMatchObject([{ rateGroup: { id: forAny } }]);
    const remove = (client: TestClient, type: string) =>
      client.send('DELETE', `/v1/tenants/${shop.id}/rate-group?taskType=${type}`);
    expect((await remove(operator, 'preview')).status).toBe(422);
    expect((await remove(stranger.client, 'preview')).status).toBe(404);
    expect((await remove(agent.client, 'preview')).status).toBe(200);
    expect((await remove(agent.client, 'preview')).status).toBe(404);
    expect((await remove(agent.client, 'nothing')).status).toBe(422);
    expect(await priceFor('preview')).toBe('1000000');
    expect((await remove(agent.client, 'any')).status).toBe(200);
    expect((await shop.client.get('/v1/quotes?number=13800138000')).as(quote)).toMatchObject({
      callable: false,
      levels: [{ assigned: false, rate: null, amountMicros: null }],
    });
  });
});

describe('a quote', () => {
  const ask = (client: TestClient, query: string) => client.get(`/v1/quotes?${query}`);

  test('shows each level to who may see it, and no price above who asks', async () => {
    (await assign(agent.client, customer.id, await makeRule({ percent: '50' }))).as(tenant);
    const query = `number=${encodeURIComponent('138 0013 8000')}&seconds=61&tenantId=${customer.id}`;
    const seen = async (client: TestClient) =>
      (await ask(client, query))
        .as(quote)
        .levels.map((level) => [level.tenant.name, level.amountMicros, level.rateGroup?.name]);
    const own = ['Shop', '360000', 'Follows'];
    expect(await seen(customer.client)).toEqual([own]);
    expect(await seen(agent.client)).toEqual([own, ['North', '240000', 'Base']]);
    // The agent's group is the agent's and its customer's.
    expect(await seen(operator)).toEqual([
      ['Shop', '360000', undefined],
      ['North', '240000', 'Base'],
    ]);
    expect((await ask(customer.client, query)).as(quote)).toMatchObject({
      number: '+8613800138000',
      callable: true,
      levels: [
        {
          billedSeconds: 120,
          blocks: 2,
          rate: { prefix: '86138', destination: 'China mobile', perMinuteMicros: '180000' },
        },
      ],
    });
  });

  test('answers clearly for what is no number, has no rate, or is somebody else’s', async () => {
    for (const [number, code] of [
      ['shop', 'not_a_number'],
      ['110', 'too_short'],
      ['+999123456789', 'invalid_number'],
    ]) {
      expect(await ask(customer.client, `number=${encodeURIComponent(number ?? '')}`)).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'number', code }] },
      });
    }
    expect((await ask(customer.client, 'number=%2B12125551234')).as(quote)).toMatchObject({
      callable: false,
      levels: [{ assigned: true, rate: null, amountMicros: null }],
    });
    expect((await ask(agent.client, `number=13800138000&tenantId=${stranger.id}`)).status).toBe(404);
    expect((await ask(customer.client, `number=13800138000&tenantId=${agent.id}`)).status).toBe(404);
    expect((await ask(customer.client, 'number=13800138000&seconds=86401')).status).toBe(422);
    expect((await ask(api.anonymous, 'number=13800138000')).status).toBe(401);
    expect((await ask(operator, 'number=13800138000')).as(quote)).toMatchObject({ levels: [] });
  });

  test('asks for a moment to come as for now', async () => {
    const soon = new Date(Date.now() + 3_600_000);
    await api.behind`update rates set effective_until = ${soon} where rate_group_id = ${costId} and prefix = '44'`;
    const at = (when: Date) => ask(agent.client, `number=%2B442071838750&at=${when.toISOString()}`);
    expect((await at(new Date())).as(quote).callable).toBe(true);
    expect((await at(soon)).as(quote).callable).toBe(false);
    await api.behind`update rates set effective_until = 'infinity' where rate_group_id = ${costId} and prefix = '44'`;
  });
});
