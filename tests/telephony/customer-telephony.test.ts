// The operator's technical staff looks after customers' telephony; administrators read it; nobody else does, and nothing else opens.
import { createHash } from 'node:crypto';
import {
  auditPage,
  customerExtension,
  customerQueue,
  customerSeat,
  customerTelephony,
  extensionSecret,
} from '@yunhu/api/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi, type TestClient } from '../setup/api.ts';
import { createTestTenant, equipCustomer, type TestTelephony, type TestTenant } from '../setup/customer.ts';
import { addTestPerson } from '../setup/staff.ts';

let api: TestApi;
let operator: TestClient;
let technician: TestClient;
let agent: TestTenant;
let bakery: TestTenant;
let butcher: TestTenant;
let kit: TestTelephony;
let strange: TestTelephony;

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
  technician = (await addTestPerson(api, operator, { loginName: 'tina', preset: 'technical' })).client;
  agent = await createTestTenant(api, operator, { kind: 'agent', name: 'Agent', loginName: 'agent1' });
  bakery = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
  butcher = await createTestTenant(api, operator, { kind: 'customer', name: 'Butcher', loginName: 'butcher' });
  kit = await equipCustomer(api, bakery.id, { name: 'Buns', number: '+8613800008888' });
  strange = await equipCustomer(api, butcher.id, { name: 'Ham', number: '+8613900008888' });
});

afterAll(() => api.stop());

const of = (tenantId: string, rest = '') => `/v1/tenants/${tenantId}/telephony${rest}`;
const read = async (client: TestClient, tenantId = bakery.id) => (await client.get(of(tenantId))).as(customerTelephony);

test('administrators of the operator read it, its technical staff changes it, and nobody else does either', async () => {
  expect(await read(operator)).toMatchObject({
    tenant: { name: 'Bakery' },
    extensions: [{ number: '8001', enabled: true, seat: { name: 'Buns' } }],
    seats: [{ name: 'Buns', extension: { number: '8001' }, queues: [{ name: 'Buns' }] }],
    queues: [{ name: 'Buns', seats: [{ name: 'Buns' }] }],
    flows: [{ name: 'Buns' }],
  });
  expect(await read(technician)).toEqual(await read(operator));
  const ask = (client: TestClient) => client.post(of(bakery.id, '/extensions'), { number: '8009' });
  for (const client of [operator, agent.client, bakery.client]) expect((await ask(client)).status).toBe(403);
  for (const client of [agent.client, bakery.client]) expect((await client.get(of(bakery.id))).status).toBe(403);
  expect((await api.anonymous.get(of(bakery.id))).status).toBe(401);
});

test('no hash and no password stands in what is read', async () => {
  const rows = await api.behind<{ ha1: string }[]>`select ha1 from extensions`;
  const text = JSON.stringify(await read(technician));
  for (const { ha1 } of rows) expect(text).not.toContain(ha1);
});

describe('extensions', () => {
  test('are made with a password that is shown once and kept as its hash', async () => {
    const { extension, password } = (await technician.post(of(bakery.id, '/extensions'), { number: '8002' })).as(
      extensionSecret,
    );
    expect(password).toMatch(/^[A-Za-z2-9]{20}$/);
    const hashOf = (text: string) => createHash('md5').update(`${extension.sipId}:yunhu:${text}`).digest('hex');
    const [row] = await api.behind`select ha1, tenant_id from extensions where id = ${extension.id}`;
    expect(row).toEqual({ ha1: hashOf(password), tenant_id: bakery.id });
    const again = (await technician.post(of(bakery.id, `/extensions/${extension.id}/password`))).as(extensionSecret);
    expect(again.password).not.toBe(password);
    const [changed] = await api.behind`select ha1 from extensions where id = ${extension.id}`;
    expect(changed).toEqual({ ha1: hashOf(again.password) });
    const audit = JSON.stringify(
      await api.behind`select e.*, c.details as content from audit_entries e left join audit_contents c using (tenant_id, id)`,
    );
    for (const secret of [password, again.password, hashOf(password), hashOf(again.password)])
      expect(audit).not.toContain(secret);
    expect((await technician.post(of(bakery.id, '/extensions'), { number: '8002' })).status).toBe(409);
    for (const number of ['12', '123456789', '80a1', '', '８００３'])
      expect([number, (await technician.post(of(bakery.id, '/extensions'), { number })).status]).toEqual([number, 422]);
  });

  test('that are switched off are gone from the switch at once', async () => {
    const { extension } = (await technician.post(of(bakery.id, '/extensions'), { number: '8003' })).as(extensionSecret);
    const known = async () => (await api.behind`select from ps_auths where id = ${extension.sipId}`).length;
    expect(await known()).toBe(1);
    const off = await technician.send('PATCH', of(bakery.id, `/extensions/${extension.id}`), { enabled: false });
    expect(off.as(customerExtension).enabled).toBe(false);
    expect(await known()).toBe(0);
    (await technician.send('PATCH', of(bakery.id, `/extensions/${extension.id}`), { enabled: true })).as(
      customerExtension,
    );
    expect(await known()).toBe(1);
  });
});

describe('seats and queues', () => {
  test('seats are made, renamed, and given another extension or none', async () => {
    const [extension] = (await read(technician)).extensions;
    const made = (await technician.post(of(bakery.id, '/seats'), { name: 'Second' })).as(customerSeat);
    expect(made).toMatchObject({ name: 'Second', extension: null, state: 'offline', queues: [] });
    const change = (body: object) => technician.send('PATCH', of(bakery.id, `/seats/${made.id}`), body);
    expect((await change({ extensionId: extension?.id })).as(customerSeat).extension?.id).toBe(extension?.id);
    expect((await change({ name: 'Third', extensionId: null })).as(customerSeat)).toMatchObject({
      name: 'Third',
      extension: null,
    });
    expect((await change({})).status).toBe(422);
    expect((await change({ name: '' })).status).toBe(422);
    expect((await change({ name: 'x', state: 'ready' })).status).toBe(422);
  });

  test('a queue is who stands in it, in which order, how long they wrap up, and what is played', async () => {
    const seats = (await read(technician)).seats.map((seat) => seat.id);
    const made = await technician.post(of(bakery.id, '/queues'), { name: 'Nights', seatIds: seats, wrapUpSeconds: 20 });
    const { id } = made.as(customerQueue);
    const change = (body: object) => technician.send('PUT', of(bakery.id, `/queues/${id}`), body);
    const turned = seats.toReversed();
    const changed = (await change({ name: 'Nights', seatIds: turned, wrapUpSeconds: 5, ringbackAudioId: null })).as(
      customerQueue,
    );
    expect(changed).toMatchObject({ wrapUpSeconds: 5, ringback: null });
    expect(changed.seats.map((seat) => seat.id)).toEqual(turned);
    expect((await change({ name: 'Nights', seatIds: [seats[0], seats[0]], wrapUpSeconds: 5 })).status).toBe(422);
    expect((await change({ name: 'Nights', seatIds: seats, wrapUpSeconds: 601 })).status).toBe(422);
    // Outbound audio is no ringback.
    expect(
      (await change({ name: 'Nights', seatIds: seats, wrapUpSeconds: 5, ringbackAudioId: kit.audioId })).status,
    ).toBe(404);
  });
});

test('what belongs to another customer is not there, whichever way it is named', async () => {
  const [foreign] = (await read(technician, butcher.id)).extensions;
  const [own] = (await read(technician)).extensions;
  const before = await read(technician, butcher.id);
  const attempts: [string, string, object?][] = [
    ['PATCH', of(bakery.id, `/extensions/${foreign?.id}`), { enabled: false }],
    ['POST', of(bakery.id, `/extensions/${foreign?.id}/password`)],
    ['POST', of(bakery.id, '/seats'), { name: 'x', extensionId: foreign?.id }],
    ['PATCH', of(bakery.id, `/seats/${strange.seatId}`), { name: 'x' }],
    ['PATCH', of(bakery.id, `/seats/${kit.seatId}`), { extensionId: foreign?.id }],
    ['POST', of(bakery.id, '/queues'), { name: 'x', seatIds: [strange.seatId], wrapUpSeconds: 0 }],
    ['PUT', of(bakery.id, `/queues/${strange.queueId}`), { name: 'x', seatIds: [], wrapUpSeconds: 0 }],
    ['PUT', of(bakery.id, `/queues/${kit.queueId}`), { name: 'x', seatIds: [strange.seatId], wrapUpSeconds: 0 }],
    [
      'PUT',
      of(bakery.id, `/queues/${kit.queueId}`),
      { name: 'x', seatIds: [], wrapUpSeconds: 0, ringbackAudioId: strange.audioId },
    ],
    ['GET', of(agent.id)],
    ['GET', of(api.operatorId)],
    ['GET', of(crypto.randomUUID())],
    ['POST', of(agent.id, '/seats'), { name: 'x', extensionId: own?.id }],
  ];
  for (const [method, path, body] of attempts)
    expect([method, path, (await technician.send(method, path, body)).status]).toEqual([method, path, 404]);
  expect(await read(technician, butcher.id)).toEqual(before);
});

test('every change stands in the customer’s audit, made by somebody above, with its content for the customer alone', async () => {
  const { items } = (await bakery.client.get('/v1/audit?action=queue.update')).as(auditPage);
  expect(items[0]).toMatchObject({
    actor: { kind: 'above', tenant: null, staff: null },
    subject: { type: 'queue' },
    before: { wrapUpSeconds: 20 },
    after: { wrapUpSeconds: 5 },
  });
  const above = (await operator.get(`/v1/audit?tenantId=${bakery.id}&action=queue.update`)).as(auditPage).items;
  expect(above[0]).toMatchObject({ actor: { kind: 'self', staff: { name: 'tina' } }, before: null, hidden: true });
});

test('technical staff sees nothing else of a customer', async () => {
  for (const path of ['/v1/tasks', '/v1/cdrs', '/v1/audit', '/v1/support-sessions', '/v1/ledger/entries'])
    expect([path, (await technician.get(path)).status]).toEqual([path, 403]);
  expect(
    (await technician.post(`/v1/tenants/${bakery.id}/support-sessions`, { reason: 'just looking around', minutes: 5 }))
      .status,
  ).toBe(403);
});
