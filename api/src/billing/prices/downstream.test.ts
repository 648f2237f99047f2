// What a change of prices does to those who sell further below, over HTTP: an operator, an agent under it, an agent under that, a customer.
import { rateGroup, rateRules, tenant } from '@yunhu/api/schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi, type TestClient } from '../../../../tests/setup/api.ts';
import { createTestTenant, type TestTenant } from '../../../../tests/setup/customer.ts';

let api: TestApi;
let operator: TestClient;
let agent: TestTenant;
let sub: TestTenant;
let shop: TestTenant;
let cheapId: string;
let dearId: string;
/** What the agent sells to the agent below it by: a rule. What that one sells by: a list. */
let ruleId: string;
let listId: string;

const listOf = async (client: TestClient, name: string, pricePerBlock: string) =>
  (
    await client.post('/v1/rate-groups', {
      name,
      rates: [{ prefix: '86', destination: '', blockSeconds: 60, pricePerBlock }],
    })
  ).as(rateGroup).id;
const assign = (client: TestClient, tenantId: string, rateGroupId: string, more: object = {}) =>
  client.send('PUT', `/v1/tenants/${tenantId}/rate-group`, { rateGroupId, ...more });
const boughtBy = async (tenantId: string) =>
  (
    await api.behind`select rate_group_id as id from rate_assignments where tenant_id = ${tenantId} and task_type = 'any'`
  )[0]?.id;
const openAlerts = (tenantId: string) =>
  api.behind`select subject_id, level, details from alerts
    where tenant_id = ${tenantId} and kind = 'margin_lost' and resolved_at is null`;
const accepted = { downstreamLossesAccepted: true };

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, { kind: 'agent', name: 'North', loginName: 'north' });
  sub = await createTestTenant(api, agent.client, { kind: 'agent', name: 'Harbour', loginName: 'harbour' });
  shop = await createTestTenant(api, sub.client, { kind: 'customer', name: 'Shop', loginName: 'shop' });
  cheapId = await listOf(operator, 'Cheap', '0.1');
  dearId = await listOf(operator, 'Dear', '0.3');
  (await assign(operator, agent.id, cheapId)).as(tenant);
  ruleId = (await agent.client.post('/v1/rate-groups', { name: 'Follows', rule: { percent: '10' } })).as(rateGroup).id;
  (await assign(agent.client, sub.id, ruleId)).as(tenant);
  listId = await listOf(sub.client, 'Retail', '0.2');
  (await assign(sub.client, shop.id, listId)).as(tenant);
});

beforeEach(async () => {
  (await assign(operator, agent.id, cheapId, accepted)).as(tenant);
  await api.behind`update alerts set resolved_at = now() where kind = 'margin_lost' and resolved_at is null`;
});

afterAll(() => api.stop());

describe('what somebody further below loses', () => {
  test('an assignment that puts a list below its cost, through a rule between, is refused with the list named until accepted', async () => {
    expect(await assign(operator, agent.id, dearId)).toMatchObject({
      status: 409,
      body: { code: 'downstream_losses', errors: [{ field: 'Harbour · Retail · 86', code: 'downstream_loss' }] },
    });
    expect(await boughtBy(agent.id)).toBe(cheapId);
    expect(await openAlerts(sub.id)).toEqual([]);
    (await assign(operator, agent.id, dearId, accepted)).as(tenant);
    expect(await boughtBy(agent.id)).toBe(dearId);
    const details = { groupName: 'Retail', prefixes: 1, examplePrefix: '86' };
    expect(await openAlerts(sub.id)).toEqual([{ subject_id: listId, level: 'warning', details }]);
    // The agent between follows, and loses nothing.
    expect(await openAlerts(agent.id)).toEqual([]);
  });

  test('taking away the cheaper group for a type is refused alike', async () => {
    (await assign(operator, agent.id, cheapId, { taskType: 'preview' })).as(tenant);
    const direct = await listOf(agent.client, 'Own', '0.2');
    const kiosk = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Kiosk', loginName: 'kiosk' });
    (await assign(agent.client, kiosk.id, direct, { taskType: 'preview' })).as(tenant);
    (await assign(operator, agent.id, dearId, accepted)).as(tenant);
    const path = `/v1/tenants/${agent.id}/rate-group?taskType=preview`;
    expect(await operator.send('DELETE', path)).toMatchObject({
      status: 409,
      body: { code: 'downstream_losses', errors: [{ field: 'North · Own · 86' }] },
    });
    (await operator.send('DELETE', `${path}&downstreamLossesAccepted=true`)).as(tenant);
    expect(await openAlerts(agent.id)).toMatchObject([{ subject_id: direct }]);
  });

  test('the alert closes once its seller has changed prices so that nothing is lost', async () => {
    (await assign(operator, agent.id, dearId, accepted)).as(tenant);
    expect(await openAlerts(sub.id)).toHaveLength(1);
    const dearer = await listOf(sub.client, 'Dearer', '0.5');
    (await assign(sub.client, shop.id, dearer)).as(tenant);
    // The list still loses, but nobody buys at it: nothing says that it must not be sold again.
    expect(await openAlerts(sub.id)).toHaveLength(1);
    (await assign(operator, agent.id, cheapId)).as(tenant);
    (await assign(sub.client, shop.id, listId)).as(tenant);
    expect(await openAlerts(sub.id)).toEqual([]);
  });
});

describe('a change of prices between the look and the write', () => {
  test('refuses an assignment whose cost has changed since it was checked', async () => {
    const other = await listOf(sub.client, 'Other', '0.2');
    const answer = await api.behind.begin(async (sql) => {
      // What every writer of prices below the operator waits for.
      await sql`select pg_advisory_xact_lock(hashtextextended(${`prices ${agent.id}`}, 0))`;
      const asked = assign(sub.client, shop.id, other);
      await waitForLock(sql);
      await sql`update rates set price_per_block_micros = price_per_block_micros + 0 where rate_group_id = ${cheapId}`;
      return { asked };
    });
    expect(await answer.asked).toMatchObject({ status: 409, body: { code: 'stale_preview' } });
    expect(await boughtBy(shop.id)).not.toBe(other);
  });

  test('refuses a rule whose cost has changed since it was checked', async () => {
    const answer = await api.behind.begin(async (sql) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`prices ${api.operatorId}`}, 0))`;
      const asked = agent.client.send('PUT', `/v1/rate-groups/${ruleId}/rule`, { percent: '12' });
      await waitForLock(sql);
      await sql`update rates set price_per_block_micros = price_per_block_micros + 0 where rate_group_id = ${cheapId}`;
      return { asked };
    });
    expect(await answer.asked).toMatchObject({ status: 409, body: { code: 'stale_preview' } });
  });
});

describe('a change of a rule', () => {
  const change = (percent: string, more: object = {}) =>
    agent.client.send('PUT', `/v1/rate-groups/${ruleId}/rule`, { percent, ...more });

  test('that puts somebody below its cost is refused until accepted, and told', async () => {
    expect(await change('150')).toMatchObject({
      status: 409,
      body: { code: 'downstream_losses', errors: [{ field: 'Harbour · Retail · 86' }] },
    });
    (await change('150', accepted)).as(rateRules);
    expect(await openAlerts(sub.id)).toMatchObject([{ subject_id: listId, level: 'warning' }]);
    (await change('10')).as(rateRules);
  });

  test('for a prefix too', async () => {
    const path = `/v1/rate-groups/${ruleId}/exceptions/8610`;
    const body = { kind: 'rule', percent: '150' };
    expect(await agent.client.send('PUT', path, body)).toMatchObject({
      status: 409,
      body: { errors: [{ field: 'Harbour · Retail · 8610' }] },
    });
    (await agent.client.send('PUT', path, { ...body, ...accepted })).as(rateRules);
    expect(await openAlerts(sub.id)).toMatchObject([{ details: { examplePrefix: '8610' } }]);
    (await agent.client.send('DELETE', path)).as(rateRules);
  });
});

/** Until somebody waits for an advisory lock; asked on the connection that holds it. */
async function waitForLock(
  sql: Pick<typeof api, 'behind'>['behind'] | Parameters<Parameters<typeof api.behind.begin>[1]>[0],
) {
  await expect
    .poll(async () => (await sql`select from pg_locks where locktype = 'advisory' and not granted`).length, {
      timeout: 20_000,
    })
    .toBeGreaterThan(0);
}
