import { startTestApi, type TestApi, type TestClient } from '@yunhu/tests/api';
import { createTestTenant, equipCustomer, type TestTelephony, type TestTenant } from '@yunhu/tests/customer';
import { readEvents } from '@yunhu/tests/read-events';
import { addPersonWith } from '@yunhu/tests/staff';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { roleBook } from '../tenancy/roles/schemas.ts';
import { CallRate } from './call-rate.ts';
import { task, taskProgress } from './schemas.ts';

let api: TestApi;
let operator: TestClient;
let customer: TestTenant;
let other: TestTenant;
let kit: TestTelephony;
let taskId: string;

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
  customer = await createTestTenant(api, operator, {
    kind: 'customer',
    name: 'Bakery',
    loginName: 'bakery',
    money: '5',
  });
  other = await createTestTenant(api, operator, { kind: 'customer', name: 'Butcher', loginName: 'butcher' });
  kit = await equipCustomer(api, customer.id, { name: 'Sales' });
});

beforeEach(async () => {
  const created = await customer.client.post('/v1/tasks', {
    name: 'Live',
    flowId: kit.flowId,
    callerIdId: kit.callerIdId,
  });
  taskId = created.as(task).id;
});

afterAll(() => api.stop());

const follow = (client: TestClient, id = taskId) => readEvents(client, `/v1/tasks/${id}/events`, taskProgress);

const progressed = (counts: string) =>
  api.behind.begin(async (sql) => {
    await sql.unsafe(`update task_counters set ${counts} where task_id = '${taskId}'`);
    await sql`select pg_notify('task_progress', ${JSON.stringify({ tenantId: customer.id, taskId })})`;
  });

test('tells the whole task at once, and again when a worker says that it moved', async () => {
  const stream = await follow(customer.client);
  expect(await stream.next()).toMatchObject({
    task: { id: taskId, state: 'draft', counters: { attempts: 0 } },
    live: { callsPerSecond: 0, ringing: 0, talking: 0, waitingForSeat: 0 },
  });
  await progressed('attempts = 12, ringing = 3, talking = 2, waiting_for_seat = 1');
  const moved = await stream.until((progress) => progress.task.counters.attempts === 12);
  expect(moved.live).toMatchObject({ ringing: 3, talking: 2, waitingForSeat: 1 });
  expect(moved.live.callsPerSecond).toBeGreaterThan(0);
  await stream.close();
});

test('tells of a change that a person makes, on every open page', async () => {
  const streams = [await follow(customer.client), await follow(await api.logIn('bakery'))];
  await customer.client.post(`/v1/tasks/${taskId}/lists`, '13822310487');
  await customer.client.post(`/v1/tasks/${taskId}/start`);
  for (const stream of streams) {
    const running = await stream.until((progress) => progress.task.state === 'running');
    expect(running.task.counters.total).toBe(1);
    await stream.close();
  }
});

test('many notifications become few events, and the last state is told', async () => {
  const stream = await follow(customer.client);
  for (let i = 1; i <= 40; i++) await progressed(`attempts = ${i}`);
  let events = 0;
  await stream.until((progress) => {
    events++;
    return progress.task.counters.attempts === 40;
  });
  expect(events).toBeLessThan(40);
  await stream.close();
});

describe('a stream ends', () => {
  test('when its session is revoked', async () => {
    const leaving = await api.logIn('bakery');
    const stream = await follow(leaving);
    await stream.next();
    await leaving.send('DELETE', '/v1/session');
    expect(await stream.next()).toBeUndefined();
  });

  test('when what it needs is taken from the role, or a password has to be changed first', async () => {
    const needed = ['staff.read', 'task.read'] as const;
    const watcher = await addPersonWith(api, customer.client, { loginName: 'watcher', permissions: needed });
    const { items } = (await customer.client.get('/v1/roles')).as(roleBook);
    const role = items.find(({ name }) => name === 'Role of watcher');
    const change = (revision: number | undefined, permissions: readonly string[]) =>
      customer.client.send('PATCH', `/v1/roles/${role?.id}`, { revision, permissions });
    const first = await follow(watcher.client);
    await first.next();
    expect((await change(role?.revision, ['staff.read'])).status).toBe(200);
    expect(await first.next()).toBeUndefined();
    expect((await change((role?.revision ?? 0) + 1, needed)).status).toBe(200);
    const second = await follow(watcher.client);
    await second.next();
    await api.behind`update staff set must_change_password = true where id = ${watcher.id}`;
    expect(await second.next()).toBeUndefined();
  });

  test('when an ancestor disables the tenant', async () => {
    const stream = await follow(customer.client);
    await stream.next();
    await operator.send('PATCH', `/v1/tenants/${customer.id}`, { state: 'disabled' });
    expect(await stream.next()).toBeUndefined();
    await operator.send('PATCH', `/v1/tenants/${customer.id}`, { state: 'enabled' });
    customer = { ...customer, client: await api.logIn('bakery') };
  });
});

test('a session has at most twenty streams, and a closed one makes room', async () => {
  const busy = await api.logIn('bakery');
  const streams = await Promise.all(Array.from({ length: 20 }, () => follow(busy)));
  const refused = await busy.get(`/v1/tasks/${taskId}/events`);
  expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_streams' } });
  await streams[0]?.close();
  const again = await follow(busy);
  await Promise.all([again, ...streams.slice(1)].map((stream) => stream.close()));
});

test('401 for nobody, 403 for a seller, 404 for another customer, before any stream begins', async () => {
  const statusFor = async (client: TestClient) => (await client.fetch(`/v1/tasks/${taskId}/events`)).status;
  expect([await statusFor(api.anonymous), await statusFor(operator), await statusFor(other.client)]).toEqual([
    401, 403, 404,
  ]);
});

describe('calls per second', () => {
  test('is the growth over the last five seconds, and falls back to nothing', () => {
    const rate = new CallRate();
    expect(rate.record(100, 0)).toBe(0);
    expect(rate.record(110, 1000)).toBe(10);
    expect(rate.record(130, 2000)).toBe(15);
    expect([3000, 4000, 5000, 6000, 7000].map((ms) => rate.record(130, ms)).at(-1)).toBe(0);
  });

  test('needs two readings, however far apart, and never runs backwards', () => {
    const rate = new CallRate();
    rate.record(0, 0);
    expect(rate.record(100, 10_000)).toBe(10);
    expect(rate.record(90, 10_000)).toBe(9);
    expect(rate.record(0, 11_000)).toBe(0);
  });
});
