import { listOf, rateGroup, task, tenant, transferResult } from '@yunhu/api/schemas';
import { startTestApi, type TestApi, type TestClient } from '@yunhu/tests/api';
import { createTestTenant, equipCustomer, type TestTenant } from '@yunhu/tests/customer';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { movedTenant, movePreview } from './schemas.ts';

let api: TestApi;
let operator: TestClient;
let north: TestTenant;
let south: TestTenant;
let stranger: TestTenant;
let shop: TestTenant;
let southGroup: string;
let made = 0;

const groupOf = async (client: TestClient, name: string, pricePerBlock: string) => {
  const rates = [{ prefix: '86', destination: 'China', blockSeconds: 60, pricePerBlock }];
  return (await client.post('/v1/rate-groups', { name, rates })).as(rateGroup).id;
};
const moveTo = (client: TestClient, tenantId: string, body: object) =>
  client.post(`/v1/tenants/${tenantId}/move`, body);
const preview = (client: TestClient, tenantId: string, parentId: string) =>
  client.get(`/v1/tenants/${tenantId}/move-preview?parentId=${parentId}`);
const wallet = async (tenantId: string) =>
  (
    await api.behind`
      select balance_micros::text as balance, credit_limit_micros::text as credit, reserved_micros::text as reserved
      from wallets where tenant_id = ${tenantId} and kind = 'main'`
  )[0];
const lend = (client: TestClient, tenantId: string, amount: string) =>
  client.send('PUT', `/v1/tenants/${tenantId}/credit-limit`, { amount }, { 'idempotency-key': crypto.randomUUID() });

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
  const agent = (name: string, loginName: string) =>
    createTestTenant(api, operator, { kind: 'agent', name, loginName, pricePerBlock: '0.10', money: '1000' });
  north = await agent('North', 'north');
  south = await agent('South', 'south');
  stranger = await agent('Stranger', 'stranger');
  southGroup = await groupOf(south.client, 'South retail', '0.20');
});

beforeEach(async () => {
  shop = await createTestTenant(api, north.client, {
    kind: 'customer',
    name: `Shop ${++made}`,
    loginName: `shop${made}`,
    pricePerBlock: '0.15',
    money: '40',
  });
});

afterAll(() => api.stop());

describe('POST /v1/tenants/{tenantId}/move', () => {
  test('puts it under the other parent with its money, at a price of that one, seen by that one alone from then on', async () => {
    const entries = await api.behind`select * from entries where tenant_id = ${shop.id}`;
    const moved = (await moveTo(operator, shop.id, { parentId: south.id, rateGroupId: southGroup })).as(movedTenant);
    expect(moved.tenant).toMatchObject({ id: shop.id, parentId: south.id, balanceMicros: '40000000' });
    expect(await api.behind`select * from entries where tenant_id = ${shop.id}`).toEqual(entries);
    const seen = (await south.client.get(`/v1/tenants/${shop.id}`)).as(tenant);
    expect(seen).toMatchObject({ depth: 1, rateGroup: { id: southGroup } });
    expect((await north.client.get(`/v1/tenants/${shop.id}`)).status).toBe(404);
    // Money moves between it and its new parent, and no longer with its old one.
    const topUp = (client: TestClient) =>
      client.post(`/v1/tenants/${shop.id}/top-ups`, { amount: '1' }, { 'idempotency-key': crypto.randomUUID() });
    (await topUp(south.client)).as(transferResult);
    expect((await topUp(north.client)).status).toBe(404);
    expect(await api.behind`select invariant from prove_ledger() where drift <> 0`).toEqual([]);
  });

  test('takes everybody below along, whom prices and limits of the new line reach', async () => {
    const sub = await createTestTenant(api, north.client, { kind: 'agent', name: 'Sub', loginName: `sub${made}` });
    const kiosk = await createTestTenant(api, sub.client, {
      kind: 'customer',
      name: 'Kiosk',
      loginName: `kiosk${made}`,
    });
    (await moveTo(operator, sub.id, { parentId: south.id, rateGroupId: null })).as(movedTenant);
    const { items } = (await south.client.get('/v1/tenants')).as(listOf(tenant));
    expect(items.filter((one) => [sub.id, kiosk.id].includes(one.id))).toMatchObject([
      { id: sub.id, depth: 1, parentId: south.id, rateGroup: null },
      { id: kiosk.id, depth: 2, parentId: sub.id },
    ]);
    expect((await north.client.get(`/v1/tenants/${kiosk.id}`)).status).toBe(404);
    // An agent moves what is below him to himself, too.
    (await moveTo(south.client, kiosk.id, { parentId: south.id, rateGroupId: southGroup })).as(movedTenant);
    expect((await south.client.get(`/v1/tenants/${kiosk.id}`)).as(tenant)).toMatchObject({ depth: 1 });
  });

  test('ends the credit of the old parent, who has it back; and is refused while it is used', async () => {
    await lend(north.client, shop.id, '100');
    const before = await wallet(north.id);
    expect(await wallet(shop.id)).toMatchObject({ credit: '100000000' });
    expect((await preview(operator, shop.id, south.id)).as(movePreview)).toMatchObject({ creditMicros: '100000000' });
    const moved = (await moveTo(operator, shop.id, { parentId: south.id, rateGroupId: southGroup })).as(movedTenant);
    expect(moved.creditMicros).toBe('100000000');
    expect(await wallet(shop.id)).toEqual({ balance: '40000000', credit: '0', reserved: '0' });
    expect(BigInt((await wallet(north.id))?.['reserved'] ?? '0')).toBe(
      BigInt(before?.['reserved'] ?? '0') - 100_000_000n,
    );

    const poor = await createTestTenant(api, north.client, {
      kind: 'customer',
      name: 'Poor',
      loginName: `poor${made}`,
    });
    await lend(north.client, poor.id, '10');
    await api.behind`update wallets set held_micros = 5000000 where tenant_id = ${poor.id}`;
    expect((await preview(operator, poor.id, south.id)).as(movePreview).obstacles).toEqual(['credit_in_use']);
    expect(await moveTo(operator, poor.id, { parentId: south.id, rateGroupId: null })).toMatchObject({
      status: 409,
      body: { code: 'credit_in_use' },
    });
    await api.behind`update wallets set held_micros = 0 where tenant_id = ${poor.id}`;
  });

  test('ends what the old parent’s staff asked for about it', async () => {
    const [{ id: request }] = await api.behind<[{ id: string }]>`
      insert into transfer_requests (tenant_id, kind, child_tenant_id, upward, amount_micros, idempotency_key, requested_by)
      select ${north.id}, 'top_up', ${shop.id}, false, 1, ${crypto.randomUUID()}, id from staff where tenant_id = ${north.id} limit 1
      returning id`;
    const moved = (await moveTo(operator, shop.id, { parentId: south.id, rateGroupId: southGroup })).as(movedTenant);
    expect(moved.requests).toBe(1);
    expect(await api.behind`select state from transfer_requests where id = ${request}`).toEqual([{ state: 'expired' }]);
  });

  test('is refused while a task of it runs, or pauses it where told to', async () => {
    const kit = await equipCustomer(api, shop.id, { name: 'Kit', queue: false });
    const created = await shop.client.post('/v1/tasks', {
      name: 'Run',
      flowId: kit.flowId,
      callerIdId: kit.callerIdId,
      channelLimit: 1,
    });
    const { id } = created.as(task);
    await shop.client.post(`/v1/tasks/${id}/lists?fileName=a.txt`, '13800000001\n');
    (await shop.client.post(`/v1/tasks/${id}/start`)).as(task);
    const body = { parentId: south.id, rateGroupId: southGroup };
    expect((await preview(operator, shop.id, south.id)).as(movePreview)).toMatchObject({
      branch: { runningTasks: 1, people: 1, signedIn: 1 },
      obstacles: ['tasks_running'],
      rateGroups: [{ id: southGroup, name: 'South retail' }],
    });
    expect(await moveTo(operator, shop.id, body)).toMatchObject({ status: 409, body: { code: 'tasks_running' } });
    (await moveTo(operator, shop.id, { ...body, pauseTasks: true })).as(movedTenant);
    expect((await shop.client.get(`/v1/tasks/${id}`)).as(task)).toMatchObject({
      state: 'paused',
      stateReason: 'tenant_moved',
    });
  });

  test('tells each of the three what is his to know, and no name of the other side', async () => {
    await moveTo(operator, shop.id, { parentId: south.id, rateGroupId: southGroup });
    const written = await api.behind<{ tenant_id: string; action: string; details: object }[]>`
      select tenant_id, action, details from audit_entries where subject_id = ${shop.id} and action like 'tenant.move%' order by action`;
    const [all, away, moved, into] = ['tenant.move', 'tenant.move-away', 'tenant.moved', 'tenant.move-in'].map(
      (action) => written.find((entry) => entry.action === action),
    );
    const tenantName = `Shop ${made}`;
    expect(all).toMatchObject({ tenant_id: api.operatorId, details: { tenantName, from: 'North', to: 'South' } });
    expect(away).toMatchObject({ tenant_id: north.id, details: { tenantName } });
    expect(into).toMatchObject({ tenant_id: south.id, details: { tenantName } });
    expect(moved).toMatchObject({ tenant_id: shop.id });
    expect(JSON.stringify(away)).not.toContain('South');
    expect(JSON.stringify(into)).not.toContain('North');
    expect(JSON.stringify(moved)).not.toMatch(/North|South/);
  });

  test('prices: a group below the new parent’s cost, and losses further below, are refused until accepted', async () => {
    const cheap = await groupOf(north.client, `Below ${made}`, '0.12');
    const sub = await createTestTenant(api, north.client, { kind: 'agent', name: 'Low', loginName: `low${made}` });
    (await north.client.send('PUT', `/v1/tenants/${sub.id}/rate-group`, { rateGroupId: cheap })).as(tenant);
    const sold = await groupOf(sub.client, 'Sold', '0.15');
    const kiosk = await createTestTenant(api, sub.client, { kind: 'customer', name: 'K', loginName: `kk${made}` });
    (await sub.client.send('PUT', `/v1/tenants/${kiosk.id}/rate-group`, { rateGroupId: sold })).as(tenant);
    const body = { parentId: south.id, rateGroupId: southGroup };
    expect(await moveTo(operator, sub.id, body)).toMatchObject({ status: 409, body: { code: 'downstream_losses' } });
    (await moveTo(operator, sub.id, { ...body, downstreamLossesAccepted: true })).as(movedTenant);
    const alerts =
      await api.behind`select kind from alerts where tenant_id = ${sub.id} and resolved_at is null and kind = 'margin_lost'`;
    expect(alerts).toHaveLength(1);
  });

  test.each([
    ['below itself', () => ({ parentId: shop.id }), 'customer'],
    ['where it stands', () => ({ parentId: north.id }), 'same_parent'],
  ])('422 names the parent: %s', async (_, change) => {
    const answer = await moveTo(operator, shop.id, { rateGroupId: null, ...change() });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_input', errors: [{ field: 'parentId' }] } });
  });

  test('422 below an agent that stands below it, below a customer, and for oneself; 422 for what is no move', async () => {
    const sub = await createTestTenant(api, north.client, { kind: 'agent', name: 'Loop', loginName: `loop${made}` });
    const refused = async (client: TestClient, tenantId: string, body: object) => {
      const answer = await moveTo(client, tenantId, body);
      return [answer.status, (answer.body as { errors?: { code: string }[] }).errors?.[0]?.code];
    };
    expect(await refused(operator, north.id, { parentId: sub.id, rateGroupId: null })).toEqual([422, 'below_itself']);
    expect(await refused(operator, sub.id, { parentId: shop.id, rateGroupId: null })).toEqual([422, 'not_an_agent']);
    expect(await refused(north.client, north.id, { parentId: sub.id, rateGroupId: null })).toEqual([422, 'own_place']);
    for (const body of [
      {},
      { parentId: south.id },
      { parentId: 'x', rateGroupId: null },
      { parentId: south.id, rateGroupId: null, force: true },
    ])
      expect((await moveTo(operator, shop.id, body)).status).toBe(422);
    expect(
      (
        await operator.fetch(`/v1/tenants/${shop.id}/move`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{',
        })
      ).status,
    ).toBe(400);
  });

  test('404 for what one does not own: the tenant, the parent, the group; 401 and 403 as everywhere', async () => {
    const body = { parentId: south.id, rateGroupId: southGroup };
    const status = async (client: TestClient, tenantId: string, change: object) =>
      (await moveTo(client, tenantId, { ...body, ...change })).status;
    expect(await status(north.client, shop.id, {})).toBe(404);
    expect(await status(south.client, shop.id, {})).toBe(404);
    expect(await status(stranger.client, shop.id, { parentId: stranger.id })).toBe(404);
    expect(await status(operator, crypto.randomUUID(), {})).toBe(404);
    expect(await status(operator, shop.id, { rateGroupId: crypto.randomUUID() })).toBe(404);
    const foreign = await groupOf(stranger.client, `Foreign ${made}`, '0.3');
    expect(await status(operator, shop.id, { rateGroupId: foreign })).toBe(404);
    expect(await status(api.anonymous, shop.id, {})).toBe(401);
    expect(await status(shop.client, shop.id, {})).toBe(403);
    expect((await preview(north.client, shop.id, south.id)).status).toBe(404);
    expect((await preview(shop.client, shop.id, south.id)).status).toBe(403);
    expect((await preview(api.anonymous, shop.id, south.id)).status).toBe(401);
  });

  test('a transfer that waited for a move sees that somebody else is the parent now', async () => {
    const asked = await api.behind.begin(async (sql) => {
      // As a move does: the wallets are held while a withdrawal has already seen who the parent is.
      await sql`
        select from wallets where tenant_id = any (${[api.operatorId, north.id, south.id, shop.id]}) and kind = 'main' order by id for update`;
      const waiting = north.client.post(
        `/v1/tenants/${shop.id}/withdrawals`,
        { amount: '5' },
        { 'idempotency-key': crypto.randomUUID() },
      );
      await expect
        .poll(
          async () =>
            (
              await api.behind`select from pg_stat_activity where wait_event_type = 'Lock' and query like '%request_money%'`
            ).length,
        )
        .toBeGreaterThan(0);
      await sql`select set_config('app.tenant', ${api.operatorId}, true)`;
      await sql`select move_tenant(${shop.id}, ${south.id}, null)`;
      return { waiting };
    });
    expect((await asked.waiting).status).toBe(404);
    expect(await wallet(shop.id)).toMatchObject({ balance: '40000000' });
  });
});
