import { raiseAlert, resolveAlert } from '@yunhu/db/tenancy';
import { startTestApi, type TestApi, type TestClient } from '@yunhu/tests/api';
import { createTestTenant, type TestTenant } from '@yunhu/tests/customer';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { alert as alertSchema, alertPage } from './schemas.ts';

let api: TestApi;
let operator: TestClient;
let agent: TestTenant;
let customer: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, { kind: 'agent', name: 'Agent', loginName: 'agent' });
  customer = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
  other = await createTestTenant(api, operator, { kind: 'customer', name: 'Butcher', loginName: 'butcher' });
});

beforeEach(() => api.behind`delete from alerts`);

afterAll(() => api.stop());

const subject = { subjectType: 'wallet', subjectId: 'w1' };
type Level = 'info' | 'warning' | 'critical';
const raise = (tenantId: string, input: { level?: Level; subjectId?: string; details?: Record<string, string> } = {}) =>
  api.database.withPlatform('test', (tx) =>
    raiseAlert(tx, { tenantId, kind: 'low_balance', level: 'warning', ...subject, ...input }),
  );
const list = async (client: TestClient, query = '') => (await client.get(`/v1/alerts${query}`)).as(alertPage);

test('an alert is told with its figures, counted while it is open, and gone from the open ones once resolved', async () => {
  await raise(customer.id, { details: { availableMicros: '5000000' } });
  await raise(customer.id, { details: { availableMicros: '4000000' } });
  const { items, unseen } = await list(customer.client);
  expect(unseen).toBe(1);
  expect(items).toEqual([
    expect.objectContaining({
      ...{ kind: 'low_balance', level: 'warning', times: 2, subject: { type: 'wallet', id: 'w1' } },
      ...{ details: { availableMicros: '4000000' }, acknowledgedAt: null, acknowledgedBy: null, resolvedAt: null },
    }),
  ]);
  await api.database.withPlatform('test', (tx) =>
    resolveAlert(tx, { tenantId: customer.id, kind: 'low_balance', ...subject }),
  );
  expect(await list(customer.client)).toEqual({ items: [], nextCursor: null, unseen: 0 });
  const [resolved] = (await list(customer.client, '?state=all')).items;
  expect(resolved?.resolvedAt).not.toBeNull();
});

test('pages follow each other, newest first', async () => {
  for (const subjectId of ['a', 'b', 'c']) await raise(customer.id, { subjectId });
  const first = await list(customer.client, '?limit=2');
  expect([first.items.map((alert) => alert.subject.id), first.unseen]).toEqual([['c', 'b'], 3]);
  const rest = await list(customer.client, `?limit=2&cursor=${first.nextCursor}`);
  expect([rest.items.map((alert) => alert.subject.id), rest.nextCursor]).toEqual([['a'], null]);
});

describe('acknowledging', () => {
  test('says who saw it, once, and is audited', async () => {
    await raise(customer.id);
    const [alert] = (await list(customer.client)).items;
    const path = `/v1/alerts/${alert?.id}/acknowledge`;
    const seen = (await customer.client.post(path)).as(alertSchema);
    expect([seen.acknowledgedBy?.name, seen.acknowledgedAt]).toEqual(['Bakery', expect.any(String)]);
    expect((await customer.client.post(path)).as(alertSchema)).toEqual(seen);
    expect((await list(customer.client)).unseen).toBe(0);
    const audit = await api.behind`select details from audit_entries where action = 'alert.acknowledge'`;
    expect(audit).toEqual([{ details: { kind: 'low_balance' } }]);
  });

  test('what got worse is news again; what is merely raised again is not', async () => {
    await raise(customer.id);
    const [alert] = (await list(customer.client)).items;
    await customer.client.post(`/v1/alerts/${alert?.id}/acknowledge`);
    await raise(customer.id);
    expect((await list(customer.client)).unseen).toBe(0);
    await raise(customer.id, { level: 'critical' });
    expect((await list(customer.client)).unseen).toBe(1);
  });

  test('is for the tenant that was told: 404 for others, who may read it if they stand above', async () => {
    await raise(customer.id);
    const [alert] = (await list(customer.client)).items;
    for (const client of [other.client, agent.client, operator])
      expect((await client.post(`/v1/alerts/${alert?.id}/acknowledge`)).status).toBe(404);
    expect((await list(agent.client)).items).toEqual([]);
    for (const client of [agent.client, operator])
      expect((await list(client, `?tenantId=${customer.id}`)).items.map((one) => one.id)).toEqual([alert?.id]);
    expect((await other.client.get(`/v1/alerts?tenantId=${customer.id}`)).status).toBe(404);
    expect((await customer.client.post('/v1/alerts/1/acknowledge')).status).toBe(404);
  });
});

test.each(['state=odd', 'limit=0', 'cursor=odd', 'tenantId=1'])('%s is refused', async (query) => {
  expect((await customer.client.get(`/v1/alerts?${query}`)).status).toBe(422);
});

test('401 for nobody, 403 for a seat', async () => {
  await api.behind`
    with seat as (
      insert into staff (tenant_id, login_name, name, role_id) values (${customer.id}, 'seat1', 'Seat', preset_role(${customer.id}, 'seat'))
      returning tenant_id, id
    ) insert into staff_credentials (tenant_id, staff_id, password_hash)
      select seat.tenant_id, seat.id, c.password_hash from seat, staff_credentials c limit 1`;
  const seat = await api.logIn('seat1');
  const id = crypto.randomUUID();
  for (const [client, status] of [
    [api.anonymous, 401],
    [seat, 403],
  ] as const) {
    expect((await client.get('/v1/alerts')).status).toBe(status);
    expect((await client.post(`/v1/alerts/${id}/acknowledge`)).status).toBe(status);
  }
});
