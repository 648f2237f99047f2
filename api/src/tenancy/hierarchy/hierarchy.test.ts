import { listOf, pageOf, session, task, tenant } from '@yunhu/api/schemas';
import { startTestApi, type TestApi, type TestClient, testPassword } from '@yunhu/tests/api';
import { createTestTenant, equipCustomer, type TestTenant } from '@yunhu/tests/customer';
import { addPersonWith, addTestPerson, roleIdOf } from '@yunhu/tests/staff';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Secret, TOTP } from 'otpauth';
import { secondFactorChallenge, secondFactorSeed } from '../session/schemas.ts';
import { resetAdministratorAnswer, tenantDetails, tenantPerson } from './schemas.ts';

let api: TestApi;
let operator: TestClient;
let north: TestTenant;
let shop: TestTenant;
let stranger: TestTenant;

beforeAll(async () => {
  api = await startTestApi({ loginLimits: { perAccount: 1_000, perAddress: 10_000, windowSeconds: 1 } });
  operator = await api.logIn('operator');
  const agent = (name: string, loginName: string) =>
    createTestTenant(api, operator, { kind: 'agent', name, loginName, pricePerBlock: '0.10', money: '1000' });
  north = await agent('North', 'north');
  stranger = await agent('Stranger', 'stranger');
  shop = await createTestTenant(api, north.client, {
    kind: 'customer',
    name: 'Shop',
    loginName: 'shop',
    pricePerBlock: '0.15',
    money: '40',
  });
});

afterAll(() => api.stop());

const patch = (client: TestClient, tenantId: string, body: object) =>
  client.send('PATCH', `/v1/tenants/${tenantId}`, body);
const detailsOf = async (client: TestClient, tenantId: string) =>
  (await client.get(`/v1/tenants/${tenantId}/details`)).as(tenantDetails);

describe('who it is and how it is reached', () => {
  test('is changed field by field, taken away by null, and told to the audit without the telephone', async () => {
    const change = {
      timeZone: 'Europe/Berlin',
      contactName: 'Li Lei',
      contactPhone: '+86 138-0013 8000',
      contactEmail: 'li@example.com',
    };
    (await patch(operator, shop.id, change)).as(tenant);
    expect(await detailsOf(operator, shop.id)).toMatchObject({ ...change, parent: { id: north.id, name: 'North' } });
    (await patch(operator, shop.id, { contactPhone: null, timeZone: 'Asia/Shanghai' })).as(tenant);
    expect(await detailsOf(north.client, shop.id)).toMatchObject({ contactName: 'Li Lei', contactPhone: null });
    const [first] = await api.behind`
      select details, before, after from audit_entries where subject_id = ${shop.id} and action = 'tenant.update' order by id limit 1`;
    expect(first).toMatchObject({
      details: { contactPhoneChanged: true },
      after: { contactName: 'Li Lei', timeZone: 'Europe/Berlin' },
    });
    expect(JSON.stringify(first)).not.toContain('138');
  });

  test.each([
    ['a time zone that is none', { timeZone: 'Asia/Peking-Duck' }, 'timeZone'],
    ['an offset', { timeZone: '+08:00' }, 'timeZone'],
    ['letters as a number', { contactPhone: 'call me' }, 'contactPhone'],
    ['an address without a place', { contactEmail: 'li@' }, 'contactEmail'],
    ['a name of nothing', { contactName: '  ' }, 'contactName'],
    ['an unknown field', { name: 'Shop', kind: 'agent' }, 'kind'],
    ['a parent: moving is a verb of its own', { name: 'Shop', parentId: crypto.randomUUID() }, 'parentId'],
  ])('422 names the field for %s', async (_, change, field) => {
    expect(await patch(operator, shop.id, change)).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  });

  test('one’s own time zone is for who stands above: it moves the day that the seller’s limit counts', async () => {
    const own = await patch(north.client, north.id, { name: 'North', timeZone: 'Pacific/Kiritimati' });
    expect(own).toMatchObject({ status: 422, body: { errors: [{ field: 'timeZone', code: 'own_time_zone' }] } });
    const { timeZone } = await detailsOf(operator, north.id);
    expect((await patch(north.client, north.id, { name: 'North', timeZone })).status).toBe(200);
    expect((await patch(operator, north.id, { timeZone })).status).toBe(200);
  });

  test('shows whom it consists of and what stands below, to who stands above alone', async () => {
    const { branch } = await detailsOf(operator, north.id);
    expect(branch).toMatchObject({ agents: 0, customers: 1, people: 2, signedIn: 2, runningTasks: 0, openCalls: 0 });
    const { items } = (await operator.get(`/v1/tenants/${shop.id}/people`)).as(listOf(tenantPerson));
    expect(items).toMatchObject([{ loginName: 'shop', role: { preset: 'administrator' }, state: 'enabled' }]);
    expect((await detailsOf(north.client, north.id)).parent).toBeNull();
    for (const path of ['details', 'people']) {
      expect((await stranger.client.get(`/v1/tenants/${shop.id}/${path}`)).status).toBe(404);
      expect((await north.client.get(`/v1/tenants/${api.operatorId}/${path}`)).status).toBe(404);
      expect((await api.anonymous.get(`/v1/tenants/${shop.id}/${path}`)).status).toBe(401);
      expect((await shop.client.get(`/v1/tenants/${shop.id}/${path}`)).status).toBe(403);
    }
  });
});

test('one’s own people and their login names are for who may read staff, whatever one sees of those below', async () => {
  const permissions = ['tenant.read', 'money.read'] as const;
  const { client } = await addPersonWith(api, north.client, { loginName: 'lookout', permissions });
  expect((await client.get(`/v1/tenants/${north.id}/people`)).body).toMatchObject({ status: 403, code: 'forbidden' });
  expect((await client.get(`/v1/tenants/${shop.id}/people`)).status).toBe(200);
  expect((await north.client.get(`/v1/tenants/${north.id}/people`)).status).toBe(200);
  const loginNames = async (of: TestClient) =>
    (await of.get('/v1/tenants?q=nor')).as(listOf(tenant)).items.map(({ loginName }) => loginName);
  expect([await loginNames(client), await loginNames(north.client)]).toEqual([[null], ['north']]);
  expect((await client.get('/v1/tenants?q=north%20north')).as(listOf(tenant)).items).toEqual([]);
  expect((await client.get(`/v1/tenants/${shop.id}`)).as(tenant).loginName).toBe('shop');
});

test('finance people see what accounts are called and what they have; not whom they consist of, nor how they are reached', async () => {
  const { client } = await addTestPerson(api, north.client, { loginName: 'moneyman' });
  const { items } = (await client.get('/v1/tenants')).as(listOf(tenant));
  expect(items.map(({ name, loginName }) => [name, loginName])).toContainEqual(['Shop', null]);
  expect(items.filter(({ loginName, balanceMicros }) => loginName !== null || balanceMicros === null)).toEqual([]);
  expect((await client.get(`/v1/tenants/${shop.id}`)).as(tenant)).toMatchObject({
    ...{ name: 'Shop', loginName: null, balanceMicros: '40000000' },
  });
  // Nor does a search tell what is not shown.
  expect((await client.get('/v1/tenants?q=shop%20sho')).as(listOf(tenant)).items).toEqual([]);
  for (const path of ['details', 'people', 'caller-ids'])
    expect([path, (await client.get(`/v1/tenants/${shop.id}/${path}`)).status]).toEqual([path, 403]);
  const body = { amount: '1' };
  expect((await client.post(`/v1/tenants/${shop.id}/top-ups`, body, { 'idempotency-key': 'of finance' })).status).toBe(
    201,
  );
});

test('who reads tenants and no money reads none of theirs, whatever the route that shows them', async () => {
  const permissions = ['tenant.read', 'tenant.write', 'rates.write'] as const;
  const { client } = await addPersonWith(api, north.client, { loginName: 'nomoney', permissions });
  const { items } = (await north.client.get('/v1/rate-groups')).as(
    pageOf(z.looseObject({ id: z.string() })).pick({ items: true }),
  );
  const assignment = { rateGroupId: items[0]?.id };
  const answers = [
    ...(await client.get('/v1/tenants')).as(listOf(tenant)).items,
    (await client.get(`/v1/tenants/${shop.id}`)).as(tenant),
    (await patch(client, shop.id, { name: 'Shop' })).as(tenant),
    (await client.send('PUT', `/v1/tenants/${shop.id}/rate-group`, assignment)).as(tenant),
    (
      await client.post('/v1/tenants', { kind: 'customer', name: 'New', loginName: 'newone', password: testPassword })
    ).as(tenant),
  ];
  expect(answers.length).toBeGreaterThan(5);
  for (const answer of answers) {
    const money = Object.entries(answer).filter(([key]) => /Micros$|wallet|lowBalance/.test(key));
    expect(money.map(([key, value]) => [key, value])).toEqual(money.map(([key]) => [key, null]));
    expect(money.length).toBe(8);
  }
  expect((await north.client.get(`/v1/tenants/${shop.id}`)).as(tenant).balanceMicros).not.toBeNull();
});

describe('a disabled tenant', () => {
  test('is logged out with everybody below it, streams end, tasks pause; enabled again they log in and the tasks stay paused', async () => {
    const kit = await equipCustomer(api, shop.id, { name: 'Kit', queue: false });
    const body = { name: 'Run', flowId: kit.flowId, callerIdId: kit.callerIdId, channelLimit: 1 };
    const { id } = (await shop.client.post('/v1/tasks', body)).as(task);
    await shop.client.post(`/v1/tasks/${id}/lists?fileName=a.txt`, '13800000001\n');
    (await shop.client.post(`/v1/tasks/${id}/start`)).as(task);
    const stream = await shop.client.fetch(`/v1/tasks/${id}/events`);
    expect(stream.status).toBe(200);
    const ended = stream.text();

    (await patch(operator, north.id, { state: 'disabled' })).as(tenant);
    for (const client of [north.client, shop.client]) expect((await client.get('/v1/session')).status).toBe(401);
    // The stream ends by itself, or this never does.
    expect(await ended).toContain('event: progress');
    await expect(api.logIn('shop')).rejects.toThrow('invalid_credentials');
    expect(await api.behind`select state, state_reason from tasks where id = ${id}`).toEqual([
      { state: 'paused', state_reason: 'tenant_disabled' },
    ]);
    expect(
      await api.behind`select from ps_auths a join extensions e on e.sip_id = a.id where e.tenant_id = ${shop.id}`,
    ).toHaveLength(0);
    expect(await detailsOf(operator, shop.id)).toMatchObject({ disabledAbove: { id: north.id } });
    const audit = await api.behind`select tenant_id, details from audit_entries where action = 'tenant.disable'`;
    expect(audit).toMatchObject([{ tenant_id: north.id, details: { haltedTasks: 1 } }]);

    (await patch(operator, north.id, { state: 'enabled' })).as(tenant);
    // What was over stays over; whoever logs in again finds the task paused, and why.
    expect((await shop.client.get('/v1/session')).status).toBe(401);
    shop = { ...shop, client: await api.logIn('shop') };
    north = { ...north, client: await api.logIn('north') };
    expect((await shop.client.get(`/v1/tasks/${id}`)).as(task)).toMatchObject({
      state: 'paused',
      stateReason: 'tenant_disabled',
    });
    expect(
      await api.behind`select from ps_auths a join extensions e on e.sip_id = a.id where e.tenant_id = ${shop.id}`,
    ).toHaveLength(1);
    (await shop.client.post(`/v1/tasks/${id}/resume`)).as(task);
    (await shop.client.post(`/v1/tasks/${id}/stop`)).as(task);
  });

  test('stays off while somebody above it is, and being disabled twice changes nothing', async () => {
    (await patch(operator, north.id, { state: 'disabled' })).as(tenant);
    (await patch(operator, shop.id, { state: 'disabled' })).as(tenant);
    (await patch(operator, shop.id, { state: 'enabled' })).as(tenant);
    await expect(api.logIn('shop')).rejects.toThrow('invalid_credentials');
    const written = async () => (await api.behind`select from audit_entries where action = 'tenant.disable'`).length;
    const before = await written();
    (await patch(operator, north.id, { state: 'disabled' })).as(tenant);
    expect(await written()).toBe(before);
    (await patch(operator, north.id, { state: 'enabled' })).as(tenant);
    shop = { ...shop, client: await api.logIn('shop') };
    north = { ...north, client: await api.logIn('north') };
  });

  test('404 for one that is not below, 401 and 403 as everywhere', async () => {
    const disable = async (client: TestClient, id: string) => (await patch(client, id, { state: 'disabled' })).status;
    expect(await disable(north.client, stranger.id)).toBe(404);
    expect(await disable(north.client, api.operatorId)).toBe(404);
    expect(await disable(north.client, crypto.randomUUID())).toBe(404);
    expect(await disable(api.anonymous, shop.id)).toBe(401);
    expect(await disable(shop.client, shop.id)).toBe(403);
  });
});

describe('a password for the administrator of a tenant below', () => {
  const reset = (client: TestClient, tenantId: string, body: object = { password: 'a very new password' }) =>
    client.post(`/v1/tenants/${tenantId}/administrator/reset-password`, body);

  test('ends that person’s sessions, opens with the new password alone, asks for another one, and is told who did it', async () => {
    const kiosk = await createTestTenant(api, north.client, { kind: 'customer', name: 'Kiosk', loginName: 'kiosk' });
    expect((await reset(operator, kiosk.id)).as(resetAdministratorAnswer)).toEqual({
      ...{ loginName: 'kiosk', secondFactor: false },
    });
    expect((await kiosk.client.get('/v1/session')).status).toBe(401);
    await expect(api.logIn('kiosk')).rejects.toThrow('invalid_credentials');
    const logIn = await api.anonymous.post('/v1/session', { loginName: 'kiosk', password: 'a very new password' });
    expect(logIn.status).toBe(200);
    expect(await api.behind`select must_change_password from staff where tenant_id = ${kiosk.id}`).toEqual([
      { must_change_password: true },
    ]);
    const audit = await api.behind`
      select actor_tenant_id, details from audit_entries where tenant_id = ${kiosk.id} and action = 'staff.reset-password'`;
    expect(audit).toMatchObject([{ actor_tenant_id: api.operatorId }]);
    expect(JSON.stringify(audit)).not.toContain('very new');
  });

  test('takes away a second factor that is lost, where it says so; otherwise it is still asked for', async () => {
    const stall = await createTestTenant(api, north.client, { kind: 'customer', name: 'Stall', loginName: 'stall' });
    const begun = await stall.client.post('/v1/session/second-factor/seed', { currentPassword: testPassword });
    const { seed } = begun.as(secondFactorSeed);
    const code = new TOTP({ secret: Secret.fromBase32(seed) }).generate();
    expect((await stall.client.post('/v1/session/second-factor/confirmation', { code })).status).toBe(200);
    const password = 'a very new password';
    const logIn = () => api.anonymous.post('/v1/session', { loginName: 'stall', password });
    expect((await reset(operator, stall.id, { password })).as(resetAdministratorAnswer).secondFactor).toBe(true);
    const { challenge } = (await logIn()).as(secondFactorChallenge);
    const lost = { password, removeSecondFactor: true };
    expect((await reset(stranger.client, stall.id, lost)).status).toBe(404);
    expect((await reset(north.client, stall.id, lost)).as(resetAdministratorAnswer).secondFactor).toBe(false);
    // A login that has shown the password alone goes no further, and nothing of the old factor is left.
    expect((await api.anonymous.post('/v1/session/second-factor', { challenge, code })).body).toMatchObject({
      code: 'challenge_over',
    });
    expect((await logIn()).as(session).duty).toBe('change-password');
    expect(
      await api.behind`
        select (select count(*)::int from second_factors where tenant_id = ${stall.id}) as factors,
          (select count(*)::int from recovery_codes where tenant_id = ${stall.id}) as codes,
          (select count(*)::int from sessions where tenant_id = ${stall.id} and revoked_at is null) as living`,
    ).toEqual([{ factors: 0, codes: 0, living: 1 }]);
    const audit = await api.behind`
      select actor_tenant_id from audit_entries where tenant_id = ${stall.id} and action = 'second-factor.reset'`;
    expect(audit).toEqual([{ actor_tenant_id: north.id }]);
  });

  test('422 for oneself and for a short one, 404 for who is not below, 401 and 403 as everywhere', async () => {
    expect((await reset(north.client, north.id)).status).toBe(422);
    expect((await reset(north.client, shop.id, { password: 'short' })).status).toBe(422);
    expect((await reset(north.client, shop.id, {})).status).toBe(422);
    expect((await reset(north.client, stranger.id)).status).toBe(404);
    expect((await reset(north.client, api.operatorId)).status).toBe(404);
    expect((await reset(api.anonymous, shop.id)).status).toBe(401);
    expect((await reset(shop.client, shop.id)).status).toBe(403);
    (await shop.client.get('/v1/session')).as(session);
  });
});

describe('login names', () => {
  const hostile = [
    ['a Cyrillic a', 'shоp1'],
    ['a Greek o', 'shοp2'],
    ['full-width letters', 'ｓｈｏｐ３'],
    ['a dot', 'shop.4'],
    ['a space inside', 'shop 5'],
    ['a space behind', 'shop6 '],
    ['a no-break space', 'shop\u00a07'],
    ['a zero-width space', 'shop\u200b8'],
    ['a zero-width joiner', 'shop\u200d9'],
    ['a byte-order mark', '\ufeffshop10'],
    ['a right-to-left mark', 'shop\u200f11'],
    ['a combining accent', 'sho\u0301p12'],
    ['an accent', 'shóp13'],
    ['mathematical letters', '𝐬𝐡𝐨𝐩14'],
    ['Arabic digits', 'shop١٥'],
    ['Chinese', '商店十六'],
    ['a line behind', 'shop17\n'],
    ['a null character', 'shop\u000018'],
    ['a long s that folds to s', 'ſhop19'],
    ['a Kelvin sign that folds to k', '\u212aiosk20'],
    ['a dotless i', 'kıosk21'],
    ['two letters', 'ab'],
    ['33 letters', 'a'.repeat(33)],
    ['nothing', ''],
  ] as const;

  test.each(hostile)('422 names the field for %s, for a tenant and for a person', async (_, loginName) => {
    const refused = {
      status: 422,
      body: { code: 'invalid_input', errors: [{ field: 'loginName', message: expect.stringContaining('ASCII') }] },
    };
    const password = testPassword;
    expect(await operator.post('/v1/tenants', { kind: 'customer', name: 'X', loginName, password })).toMatchObject(
      refused,
    );
    const roleId = await roleIdOf(operator, 'finance');
    expect(await operator.post('/v1/staff', { name: 'X', loginName, password, roleId })).toMatchObject(refused);
    await expect(
      api.behind`insert into staff (tenant_id, login_name, name, role_id) values (${api.operatorId}, ${loginName}, 'X', ${roleId})`,
    ).rejects.toThrow(/check constraint|invalid byte/);
  });

  test('409 for one that anybody has in whatever case, for a tenant and for a person', async () => {
    const roleId = await roleIdOf(operator, 'finance');
    for (const loginName of ['SHOP', 'Shop', 'sHoP', 'OPERATOR', 'nOrTh']) {
      const password = testPassword;
      const taken = { status: 409, body: { code: 'login_name_taken', errors: [{ field: 'loginName' }] } };
      expect(await operator.post('/v1/tenants', { kind: 'agent', name: 'X', loginName, password })).toMatchObject(
        taken,
      );
      expect(
        await stranger.client.post('/v1/staff', {
          name: 'X',
          loginName,
          password,
          roleId: await roleIdOf(stranger.client, 'finance'),
        }),
      ).toMatchObject(taken);
      expect(await operator.post('/v1/staff', { name: 'X', loginName, password, roleId })).toMatchObject(taken);
    }
  });
});
