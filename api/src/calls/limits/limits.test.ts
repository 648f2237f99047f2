import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi, type TestClient } from '@yunhu/tests/api';
import { createTestTenant, type TestTenant } from '@yunhu/tests/customer';
import { limits, type LimitsBody } from './schemas.ts';

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
    name: 'Agent',
    loginName: 'agentOne',
    pricePerBlock: '0.1',
    money: '100',
  });
  stranger = await createTestTenant(api, operator, { kind: 'agent', name: 'Other', loginName: 'agentTwo' });
  customer = await createTestTenant(api, agent.client, {
    kind: 'customer',
    name: 'Customer',
    loginName: 'customerOne',
    money: '10',
  });
});
afterAll(() => api.stop());

const put = (client: TestClient, tenantId: string, body: LimitsBody) =>
  client.send('PUT', `/v1/tenants/${tenantId}/limits`, body);
const read = async (client: TestClient, tenantId: string) =>
  (await client.get(`/v1/tenants/${tenantId}/limits`)).as(limits);

describe('limits', () => {
  it('say nothing, and keep calls at home, until somebody sets them', async () => {
    const view = await read(customer.client, customer.id);
    expect(view).toMatchObject({ seller: null, self: null, openCalls: 0, spentMicros: '0', committedMicros: '0' });
    expect(view.effective).toMatchObject({
      maxCalls: null,
      international: false,
      premium: false,
      allowedPrefixes: null,
      homeCountry: 'CN',
    });
  });

  it('are set by the seller, lowered by the tenant itself, and hold as the least of all levels', async () => {
    await put(operator, agent.id, { maxCalls: 100, dailySpend: '1000', international: true });
    const set = (
      await put(agent.client, customer.id, {
        maxCalls: 300,
        maxCallsPerSecond: 9,
        dailySpend: '40.5',
        international: true,
      })
    ).as(limits);
    expect(set.effective).toMatchObject({
      maxCalls: { value: 100, setBy: { kind: 'above', tenantName: 'Agent' } },
      maxCallsPerSecond: { value: 9, setBy: { kind: 'seller' } },
      dailySpendMicros: { value: '40500000', setBy: { kind: 'seller' } },
      international: true,
    });
    const own = (await put(customer.client, customer.id, { maxCalls: 12, blockedPrefixes: ['8617'] })).as(limits);
    expect(own.effective).toMatchObject({
      maxCalls: { value: 12, setBy: { kind: 'self' } },
      blockedPrefixes: ['8617'],
    });
    // What stands above the agent is not the customer's to know: the number is, not who said it.
    expect(own.inherited.maxCalls).toEqual({ value: 100, setBy: { kind: 'above', tenantName: null } });
    expect(own.seller).toMatchObject({ maxCalls: 300 });
    expect((await read(agent.client, customer.id)).self).toMatchObject({ maxCalls: 12 });
    const [audit] =
      await api.behind`select action, details->>'maxCalls' most from audit_entries where tenant_id = ${customer.id} and action = 'limits.set' order by id desc limit 1`;
    expect(audit).toEqual({ action: 'limits.set', most: '12' });
  });

  it('are no limits any more where nothing is said', async () => {
    await put(customer.client, customer.id, {});
    expect((await read(customer.client, customer.id)).self).toBeNull();
  });

  it('of destinations cannot be opened by the tenant itself', async () => {
    const refused = await put(customer.client, customer.id, { international: true });
    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid_input' } });
  });

  it.each<[string, LimitsBody, string]>([
    ['a negative number', { maxCalls: -1 }, 'invalid_input'],
    ['no calls a second', { maxCallsPerSecond: 0 }, 'invalid_input'],
    ['seven decimals', { dailySpend: '1.0000001' }, 'invalid_amount'],
    ['a prefix with a plus', { blockedPrefixes: ['+86'] }, 'invalid_input'],
    ['a country that is a name', { homeCountry: 'China' }, 'invalid_input'],
  ])('refuse %s', async (_, body, code) => {
    expect(await put(agent.client, customer.id, body)).toMatchObject({ status: 422, body: { code } });
  });

  it('are nobody’s business but the tenant’s and its ancestors’, and set by the direct seller alone', async () => {
    expect((await stranger.client.get(`/v1/tenants/${customer.id}/limits`)).status).toBe(404);
    expect((await put(stranger.client, customer.id, { maxCalls: 1 })).status).toBe(404);
    expect((await put(operator, customer.id, { maxCalls: 1 })).status).toBe(404);
    expect((await customer.client.get(`/v1/tenants/${agent.id}/limits`)).status).toBe(404);
  });
});
