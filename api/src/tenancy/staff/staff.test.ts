import { randomUUID } from 'node:crypto';
import { listOf } from '@yunhu/api/schemas';
import { presetPermissions } from '@yunhu/db/tenancy';
import { startTestApi, type TestApi, type TestClient, testPassword } from '@yunhu/tests/api';
import { createTestTenant, type TestTenant } from '@yunhu/tests/customer';
import { roleIdOf } from '@yunhu/tests/staff';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RolePreset } from '../schemas.ts';
import { type StaffMember, staffMember } from './schemas.ts';

let api: TestApi;
let operator: TestClient;
let agent: TestTenant;
let customer: TestTenant;

beforeAll(async () => {
  api = await startTestApi({ loginLimits: { perAccount: 1000, perAddress: 10_000, windowSeconds: 1 } });
  operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, { kind: 'agent', name: 'North', loginName: 'north' });
  customer = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
});

afterAll(() => api.stop());

const valid = { name: '王会计', loginName: 'wang', password: testPassword } as const;
const add = async (client: TestClient, loginName: string, preset: RolePreset = 'finance') => {
  const roleId = await roleIdOf(client, preset);
  return (await client.post('/v1/staff', { ...valid, loginName, roleId })).as(staffMember);
};
const change = (client: TestClient, id: string, body: object) => client.send('PATCH', `/v1/staff/${id}`, body);
const list = async (client: TestClient) => (await client.get('/v1/staff')).as(listOf(staffMember)).items;
const named = async (client: TestClient, loginName: string): Promise<StaffMember> => {
  const found = (await list(client)).find((person) => person.loginName === loginName);
  if (found === undefined) throw new Error(`there is no ${loginName}`);
  return found;
};

describe('POST /v1/staff', () => {
  test('adds a person who can log in at once, and audits it without the password', async () => {
    const made = await add(agent.client, 'wang1');
    expect(made).toMatchObject({ name: '王会计', role: { preset: 'finance' }, state: 'enabled', lastLogInAt: null });
    await api.logIn('WANG1');
    expect((await named(agent.client, 'wang1')).lastLogInAt).not.toBeNull();
    const audits =
      await api.behind`select action, details::text as details from audit_entries where subject_id = ${made.id}`;
    expect(audits).toMatchObject([{ action: 'staff.create' }]);
    expect(audits[0]?.details).not.toContain(testPassword);
  });

  test.each([
    ['a hyphen', { loginName: 'a-b' }, 'loginName'],
    ['homoglyphs', { loginName: 'wаng' }, 'loginName'],
    ['full-width letters', { loginName: 'ｗａｎｇ' }, 'loginName'],
    ['two characters', { loginName: 'ab' }, 'loginName'],
    ['a short password', { password: '1234567' }, 'password'],
    ['an empty name', { name: ' ' }, 'name'],
    ['a role that is none', { roleId: 'owner' }, 'roleId'],
    ['an unknown field', { tenantId: randomUUID() }, 'tenantId'],
  ])('422 names the field for %s', async (_, wrong, field) => {
    const roleId = await roleIdOf(agent.client, 'finance');
    const answer = await agent.client.post('/v1/staff', { ...valid, roleId, loginName: 'nobody1', ...wrong });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  });

  test('409 for a login name that anybody has; a customer may have seats', async () => {
    const roleId = await roleIdOf(agent.client, 'finance');
    expect(await agent.client.post('/v1/staff', { ...valid, roleId, loginName: 'BAKERY' })).toMatchObject({
      status: 409,
      body: { code: 'login_name_taken' },
    });
    expect((await add(customer.client, 'bakeryseat', 'seat')).role.preset).toBe('seat');
  });
});

test("one's own people are listed, and nobody else's", async () => {
  expect((await list(operator)).map(({ loginName }) => loginName)).toEqual(['operator']);
  expect((await list(agent.client))[0]).toMatchObject({ loginName: 'north', role: { preset: 'administrator' } });
});

describe('PATCH /v1/staff/{staffId}', () => {
  test('renames and changes the role, which the next request already has', async () => {
    const { id } = await add(agent.client, 'wang2');
    const client = await api.logIn('wang2');
    expect((await client.get('/v1/rate-groups')).status).toBe(403);
    expect(
      (await change(agent.client, id, { name: '王经理', roleId: await roleIdOf(agent.client, 'administrator') })).as(
        staffMember,
      ),
    ).toMatchObject({
      name: '王经理',
      role: { preset: 'administrator' },
    });
    expect((await client.get('/v1/staff')).status).toBe(200);
    await change(agent.client, id, { roleId: await roleIdOf(agent.client, 'finance') });
    expect((await client.get('/v1/staff')).status).toBe(403);
  });

  test('disabling ends the sessions, and enabling brings none of them back', async () => {
    const { id } = await add(agent.client, 'wang3');
    const client = await api.logIn('wang3');
    expect((await client.get('/v1/session')).status).toBe(200);
    expect((await change(agent.client, id, { state: 'disabled' })).as(staffMember).state).toBe('disabled');
    expect((await client.get('/v1/session')).status).toBe(401);
    await expect(api.logIn('wang3')).rejects.toThrow('invalid_credentials');
    await change(agent.client, id, { state: 'enabled' });
    expect((await client.get('/v1/session')).status).toBe(401);
    await api.logIn('wang3');
  });

  test('the last enabled administrator stays one, enabled', async () => {
    const { id } = await named(customer.client, 'bakery');
    const [finance, seat, administrator] = await Promise.all(
      (['finance', 'seat', 'administrator'] as const).map((preset) => roleIdOf(customer.client, preset)),
    );
    for (const body of [{ state: 'disabled' }, { roleId: finance }, { roleId: seat }])
      expect(await change(customer.client, id, body)).toMatchObject({
        status: 409,
        body: { code: 'last_administrator' },
      });
    expect((await change(customer.client, id, { name: 'Baker', roleId: administrator, state: 'enabled' })).status).toBe(
      200,
    );
  });

  test('two administrators who take each other’s place away at once: one stays', async () => {
    for (let round = 0; round < 6; round++) {
      const shop = await createTestTenant(api, agent.client, {
        kind: 'customer',
        name: 'Shop',
        loginName: `shop${round}`,
      });
      const first = await named(shop.client, `shop${round}`);
      const second = await add(shop.client, `shopsecond${round}`, 'administrator');
      const other = await api.logIn(`shopsecond${round}`);
      const roleId = await roleIdOf(shop.client, 'finance');
      const answers = await Promise.all([
        change(shop.client, second.id, round % 2 === 0 ? { state: 'disabled' } : { roleId }),
        change(other, first.id, { state: 'disabled' }),
      ]);
      const [{ count }] = await api.behind<[{ count: number }]>`
        select count(*)::int as count from staff
        where tenant_id = ${shop.id} and role_id = preset_role(${shop.id}, 'administrator') and state = 'enabled'`;
      expect(count).toBe(1);
      expect(answers.map(({ status }) => status).filter((status) => status === 200).length).toBe(1);
    }
  });
});

/** Why the sessions of somebody ended, in the order they began; null of those that live. */
const endsOf = async (id: string) => {
  const rows = await api.behind<{ reason: string | null }[]>`
    select case when revoked_at is not null then coalesce(revoked_reason, 'untold') end as reason
    from sessions where staff_id = ${id} order by created_at, id`;
  return rows.map(({ reason }) => reason);
};

test('sessions that somebody else ends say why', async () => {
  const { id } = await add(agent.client, 'wang7');
  await api.logIn('wang7');
  expect((await change(agent.client, id, { state: 'disabled' })).status).toBe(200);
  expect((await change(agent.client, id, { state: 'enabled' })).status).toBe(200);
  await api.logIn('wang7');
  expect((await agent.client.send('DELETE', `/v1/staff/${id}/sessions`)).status).toBe(204);
  await api.logIn('wang7');
  expect(await endsOf(id)).toEqual(['disabled', 'revoked', null]);
});

describe('PUT /v1/staff/{staffId}/password', () => {
  const reset = (client: TestClient, id: string, password: string) =>
    client.send('PUT', `/v1/staff/${id}/password`, { password });

  test('sets a new one and ends the sessions of the old', async () => {
    const { id } = await add(agent.client, 'wang4');
    const client = await api.logIn('wang4');
    expect((await reset(agent.client, id, 'a brand new one')).status).toBe(200);
    expect((await client.get('/v1/session')).status).toBe(401);
    expect(await endsOf(id)).toEqual(['password']);
    await expect(api.logIn('wang4')).rejects.toThrow('invalid_credentials');
    const body = { loginName: 'wang4', password: 'a brand new one' };
    expect((await api.anonymous.post('/v1/session', body)).status).toBe(200);
    expect((await reset(agent.client, id, 'short')).status).toBe(422);
  });
});

test('404 for people of others, also of those below; 401 for nobody, 403 for who is no administrator', async () => {
  const { id } = await named(customer.client, 'bakery');
  const finance = await add(agent.client, 'wang5').then(() => api.logIn('wang5'));
  const tries = (client: TestClient, staffId: string) =>
    Promise.all([
      change(client, staffId, { name: 'Mine' }),
      client.send('PUT', `/v1/staff/${staffId}/password`, { password: testPassword }),
    ]).then((answers) => answers.map(({ status }) => status));
  for (const client of [operator, agent.client]) expect(await tries(client, id)).toEqual([404, 404]);
  expect(await tries(agent.client, randomUUID())).toEqual([404, 404]);
  expect(await tries(finance, id)).toEqual([403, 403]);
  expect(await tries(api.anonymous, id)).toEqual([401, 401]);
  expect((await finance.get('/v1/staff')).status).toBe(403);
  expect((await finance.post('/v1/staff', { ...valid, loginName: 'nobody2' })).status).toBe(403);
  expect((await api.anonymous.get('/v1/staff')).status).toBe(401);
  expect((await api.anonymous.post('/v1/staff', valid)).status).toBe(401);
});

test('finance people do money and nothing else: every other route answers 403', async () => {
  const money: readonly string[] = [
    'money.read',
    'money.top-up',
    'payments.write',
    'signed-in',
    'own-account',
    'own-account',
    'public',
  ];
  const document = (await api.anonymous.get('/v1/openapi.json')).body as {
    paths: Record<string, Record<string, { 'x-yunhu-access': string | readonly string[] }>>;
  };
  for (const [client, loginName] of [
    [operator, 'opfinance'],
    [agent.client, 'agfinance'],
    [customer.client, 'cufinance'],
  ] as const) {
    await add(client, loginName);
    const finance = await api.logIn(loginName);
    let refused = 0;
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { 'x-yunhu-access': access }] of Object.entries(methods)) {
        if ([access].flat().some((one) => money.includes(one))) continue;
        const body = method === 'get' || method === 'delete' ? undefined : {};
        const answer = await finance.send(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, randomUUID()), body);
        expect([method, path, answer.status]).toEqual([method, path, 403]);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(20);
  }
  for (const kind of ['operator', 'agent', 'customer'] as const)
    expect(presetPermissions[kind].finance?.filter((permission) => !money.includes(permission))).toEqual([]);
});
