// The operator's technical staff looks after customers' telephony; administrators read it; nobody else does, and nothing else opens.
import { createHash } from 'node:crypto';
import {
  auditPage,
  customerExtension,
  customerQueue,
  customerSeat,
  customerTelephony,
  extensionSecret,
  flow,
  task,
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
    ['DELETE', of(bakery.id, `/extensions/${foreign?.id}`)],
    ['DELETE', of(bakery.id, `/seats/${strange.seatId}`)],
    ['DELETE', of(bakery.id, `/queues/${strange.queueId}`)],
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

describe('what is not wanted any more', () => {
  const remove = async (rest: string, client = technician) => {
    const { status, body } = await client.send('DELETE', of(bakery.id, rest));
    return status === 204 ? 204 : `${status} ${(body as { code: string }).code}`;
  };
  const newExtension = async (number: string) =>
    (await technician.post(of(bakery.id, '/extensions'), { number })).as(extensionSecret).extension;
  const newSeat = async (body: object) => (await technician.post(of(bakery.id, '/seats'), body)).as(customerSeat);

  test('an extension is deleted when no seat has it; then the switch does not know it and its number is free', async () => {
    const { id: extensionId, sipId } = await newExtension('8010');
    const seat = await newSeat({ name: 'Tenth', extensionId });
    expect(await remove(`/extensions/${extensionId}`)).toBe('409 extension_in_use');
    await technician.send('PATCH', of(bakery.id, `/seats/${seat.id}`), { extensionId: null });
    expect(await remove(`/extensions/${extensionId}`)).toBe(204);
    expect(await api.behind`select from ps_auths where id = ${sipId}`).toHaveLength(0);
    expect(await remove(`/extensions/${extensionId}`)).toBe('404 not_found');
    expect((await newExtension('8010')).id).not.toBe(extensionId);
  });

  test('a seat leaves its queues, its place and its extension, not while it is in a call, and calls keep its name', async () => {
    const { id: extensionId } = await newExtension('8011');
    const seat = await newSeat({ name: 'Leaving', extensionId });
    const body = { name: 'Days', seatIds: [seat.id], wrapUpSeconds: 0 };
    const queue = (await technician.post(of(bakery.id, '/queues'), body)).as(customerQueue);
    await api.behind`update seats set state = 'busy', attempt_id = ${crypto.randomUUID()} where id = ${seat.id}`;
    expect(await remove(`/seats/${seat.id}`)).toBe('409 seat_in_call');
    await api.behind`update seats set state = 'ready', attempt_id = null where id = ${seat.id}`;
    expect(await remove(`/seats/${seat.id}`)).toBe(204);
    const { seats, queues, extensions } = await read(technician);
    expect(seats.some(({ id }) => id === seat.id)).toBe(false);
    expect(queues.find(({ id }) => id === queue.id)?.seats).toEqual([]);
    expect(extensions.find(({ id }) => id === extensionId)?.seat).toBeNull();
    expect(await api.behind`select name, state from seats where id = ${seat.id}`).toEqual([
      { name: 'Leaving', state: 'offline' },
    ]);
    // It comes back by no way.
    expect((await technician.send('PATCH', of(bakery.id, `/seats/${seat.id}`), { name: 'x' })).status).toBe(404);
    expect((await technician.send('PUT', of(bakery.id, `/queues/${queue.id}`), body)).status).toBe(404);
    expect((await technician.post(of(bakery.id, '/queues'), body)).status).toBe(404);
    const members = (await bakery.client.get('/v1/organisation/members')).body as { items: { id: string }[] };
    expect(members.items.some(({ id }) => id === seat.id)).toBe(false);
    expect(await remove(`/queues/${queue.id}`)).toBe(204);
  });

  test('a queue goes when no flow and no open task transfers to it; a flow when no new task is to choose it', async () => {
    const seats = (await read(technician)).seats.slice(0, 1).map(({ id }) => id);
    const made = await technician.post(of(bakery.id, '/queues'), { name: 'Late', seatIds: seats, wrapUpSeconds: 0 });
    const { id: queueId } = made.as(customerQueue);
    const body = {
      name: 'Late',
      audioId: kit.audioId,
      plays: 1,
      keys: { 1: 'transfer' },
      callTimeoutSeconds: 30,
      retries: 0,
    };
    const { id: flowId } = (await technician.post(of(bakery.id, '/flows'), { ...body, queueId })).as(flow);
    expect(await remove(`/queues/${queueId}`)).toBe('409 queue_in_use');
    const draft = { name: 'Late', flowId, callerIdId: kit.callerIdId };
    const { id: taskId } = (await bakery.client.post('/v1/tasks', draft)).as(task);
    expect(await remove(`/flows/${flowId}`)).toBe(204);
    expect((await read(technician)).flows.some(({ id }) => id === flowId)).toBe(false);
    expect((await bakery.client.post('/v1/tasks', draft)).status).toBe(404);
    expect(await remove(`/queues/${queueId}`)).toBe('409 queue_in_use');
    expect((await bakery.client.post(`/v1/tasks/${taskId}/stop`)).status).toBe(200);
    expect(await remove(`/queues/${queueId}`)).toBe(204);
    expect(await remove(`/queues/${queueId}`)).toBe('404 not_found');
    expect((await technician.post(of(bakery.id, '/flows'), { ...body, queueId })).status).toBe(404);
    const listed = (await bakery.client.get('/v1/telephony/queues')).body as { items: { id: string }[] };
    expect(listed.items.some(({ id }) => id === queueId)).toBe(false);
  });

  test('is taken away by technical staff alone, and the customer reads who did', async () => {
    for (const client of [operator, agent.client, bakery.client])
      for (const rest of [`/seats/${kit.seatId}`, `/queues/${kit.queueId}`, `/flows/${kit.flowId}`])
        expect(await remove(rest, client)).toBe('403 forbidden');
    const { items } = (await bakery.client.get('/v1/audit?action=seat.retire')).as(auditPage);
    expect(items[0]).toMatchObject({ actor: { kind: 'above' }, details: { name: 'Leaving' } });
  });
});

describe('flows', () => {
  const body = (change: object = {}) => ({
    ...{ name: 'Spring', audioId: kit.audioId, queueId: kit.queueId, plays: 2, keys: { 1: 'transfer', 9: 'opt_out' } },
    ...{ callTimeoutSeconds: 45, retries: 1, ...change },
  });
  const write = (change: object = {}) => technician.post(of(bakery.id, '/flows'), body(change));

  test('are written for a customer, who can make tasks of them', async () => {
    expect((await read(technician)).audio).toContainEqual({ id: kit.audioId, name: 'Buns', state: 'approved' });
    const made = (await write()).as(flow);
    expect(made).toMatchObject({
      name: 'Spring',
      version: 1,
      plays: 2,
      keys: { 1: 'transfer' },
      queue: { name: 'Buns' },
    });
    const draft = { name: 'Spring', flowId: made.id, callerIdId: kit.callerIdId };
    expect((await bakery.client.post('/v1/tasks', draft)).as(task)).toMatchObject({ flow: { id: made.id } });
  });

  test('get a new version when they change, what is not said stays, and tasks keep theirs', async () => {
    const made = (await write()).as(flow);
    await api.behind`
      update flow_versions set definition = jsonb_set(definition, '{seatWaitSeconds}', '77') where flow_id = ${made.id}`;
    const draft = { name: 'Old', flowId: made.id, callerIdId: kit.callerIdId };
    const { id: taskId } = (await bakery.client.post('/v1/tasks', draft)).as(task);
    const path = of(bakery.id, `/flows/${made.id}`);
    const changed = (await technician.send('PUT', path, body({ name: 'Summer', plays: 3 }))).as(flow);
    expect(changed).toMatchObject({ id: made.id, name: 'Summer', version: 2, plays: 3 });
    const rows = await api.behind`
      select version, definition->'seatWaitSeconds' as wait from flow_versions where flow_id = ${made.id} order by version`;
    expect(rows).toEqual([
      { version: 1, wait: 77 },
      { version: 2, wait: 77 },
    ]);
    expect(await api.behind`select flow_version from tasks where id = ${taskId}`).toEqual([{ flow_version: 1 }]);
    const both = await Promise.all([3, 4].map((plays) => technician.send('PUT', path, body({ plays }))));
    expect(both.map((answer) => answer.as(flow).version).toSorted((a, b) => a - b)).toEqual([3, 4]);
  });

  test('are refused with what is not the customer’s, and with what does not fit together', async () => {
    const status = async (change: object) => (await write(change)).status;
    expect(await status({ audioId: strange.audioId })).toBe(404);
    expect(await status({ queueId: strange.queueId })).toBe(404);
    expect(await status({ queueId: null })).toBe(422);
    expect(await status({ keys: { 12: 'replay' } })).toBe(422);
    expect(await status({ plays: 11 })).toBe(422);
    const foreign = of(bakery.id, `/flows/${strange.flowId}`);
    expect((await technician.send('PUT', foreign, body())).status).toBe(404);
    expect((await technician.send('DELETE', foreign)).status).toBe(404);
    for (const client of [operator, agent.client, bakery.client])
      expect((await client.post(of(bakery.id, '/flows'), body())).status).toBe(403);
  });
});
