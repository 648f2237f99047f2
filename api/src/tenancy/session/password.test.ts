import { startTestApi, type TestApi, type TestClient, testPassword } from '@yunhu/tests/api';
import { createTestTenant } from '@yunhu/tests/customer';
import { addTestPerson } from '@yunhu/tests/staff';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgePassword } from '../../http/password-rules.ts';
import { session } from '../schemas.ts';

let api: TestApi;
let operator: TestClient;

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
});

afterAll(() => api.stop());

describe('a new password', () => {
  const context = { loginName: 'bakery', tenantName: '丰收面包店', platformName: 'Cloud Calls' };
  test.each([
    ['too_short', 'a1B$xyz9q'],
    ['too_short', 'ｆｉｎｅ好好'],
    ['too_long', 'ab cd '.repeat(22)],
    ['too_common', 'password123'],
    ['too_common', 'PASSWORD123'],
    ['too_common', '1234567890'],
    ['too_common', 'aaaaaaaaaaaa'],
    ['too_common', 'abcabcabcabc'],
    ['too_common', 'qwertyuiop'],
    ['too_common', '3456789012345'],
    ['too_common', 'abcdefghijkl'],
    ['too_personal', 'bakery2026!'],
    ['too_personal', 'BAKERYbakery'],
    ['too_personal', 'cloud.calls.1'],
    ['too_personal', 'yunhu-2026-88'],
    ['too_personal', '丰收面包店-12345678'],
    [undefined, 'yunhu-demo'],
    [undefined, 'correct horse'],
    [undefined, 'our bakery opens at six'],
    [undefined, '电话 中心 从 早上 六点 开门'],
    [undefined, 'nothingbutsmallletters'],
    [undefined, 'x7'.repeat(3) + 'battery staple 😀'],
  ])('%s: %s', (fault, password) => expect(judgePassword(password, context)).toBe(fault));

  test('is refused with its fault at the field, wherever one is chosen', async () => {
    const body = { kind: 'customer', name: 'Shop', loginName: 'shop', password: 'password123' };
    const fault = { status: 422, body: { errors: [{ field: 'password', code: 'password_too_common' }] } };
    expect(await operator.post('/v1/tenants', body)).toMatchObject(fault);
    const own = { currentPassword: testPassword, password: 'password123' };
    expect(await operator.send('PUT', '/v1/session/password', own)).toMatchObject(fault);
    const [{ id }] = await api.behind<[{ id: string }]>`select id from staff limit 1`;
    expect(await operator.send('PUT', `/v1/staff/${id}/password`, { password: 'password123' })).toMatchObject(fault);
  });
});

describe('PUT /v1/session/password', () => {
  test('asks for the current one, ends the other sessions and keeps this one', async () => {
    await createTestTenant(api, operator, { kind: 'customer', name: 'Florist', loginName: 'florist' });
    const [here, there] = [await api.logIn('florist'), await api.logIn('florist')];
    const change = (currentPassword: string, password: string) =>
      here.send('PUT', '/v1/session/password', { currentPassword, password });
    expect(await change('not my password', 'a new long password')).toMatchObject({
      status: 401,
      body: { code: 'invalid_credentials', errors: [{ field: 'currentPassword' }] },
    });
    expect(await change(testPassword, testPassword)).toMatchObject({
      status: 422,
      body: { errors: [{ code: 'same_password' }] },
    });
    expect((await change(testPassword, 'a new long password')).status).toBe(204);
    expect([(await here.get('/v1/session')).status, (await there.get('/v1/session')).status]).toEqual([200, 401]);
    expect((await api.anonymous.post('/v1/session', { loginName: 'florist', password: testPassword })).status).toBe(
      401,
    );
    const entries = await api.behind`select details::text from audit_entries where action = 'staff.change-password'`;
    expect(entries.map(({ details }) => details)).toEqual(['{}']);
  });

  test('two changes at once: the second finds another password than the one that it showed', async () => {
    const twice = await createTestTenant(api, operator, { kind: 'customer', name: 'Twice', loginName: 'twice' });
    const statuses = await Promise.all(
      ['the first new one', 'the second new one'].map(async (password) => {
        const { status } = await twice.client.send('PUT', '/v1/session/password', {
          currentPassword: testPassword,
          password,
        });
        return status;
      }),
    );
    expect(statuses.sort((a, b) => a - b)).toEqual([204, 401]);
  });

  test('another site cannot change it', async () => {
    const body = { currentPassword: testPassword, password: 'a stolen password' };
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'same-site' }])
      expect((await operator.send('PUT', '/v1/session/password', body, headers)).status).toBe(403);
  });
});

test('who was given a password has to choose one first: every other route answers so, and then all are open', async () => {
  const body = {
    kind: 'customer',
    name: 'New shop',
    loginName: 'newshop',
    password: testPassword,
    mustChangePassword: true,
  };
  expect((await operator.post('/v1/tenants', body)).status).toBe(201);
  const fresh = await api.logIn('newshop');
  expect((await fresh.get('/v1/session')).as(session)).toMatchObject({
    duty: 'change-password',
    permissions: [],
    balance: null,
  });
  for (const path of ['/v1/staff', '/v1/tasks', '/v1/jobs', '/v1/ledger/wallet'])
    expect((await fresh.get(path)).body).toMatchObject({ status: 403, code: 'password_change_required' });
  for (const path of ['/v1/sessions', '/v1/session/second-factor']) expect((await fresh.get(path)).status).toBe(200);
  const change = { currentPassword: testPassword, password: 'chosen by oneself' };
  expect((await fresh.send('PUT', '/v1/session/password', change)).status).toBe(204);
  expect((await fresh.get('/v1/staff')).status).toBe(200);
  const [{ id }] = await api.behind<[{ id: string }]>`select id from staff where login_name = 'newshop'`;
  const reset = (client: TestClient) =>
    client.send('PUT', `/v1/staff/${id}/password`, { password: 'reset by somebody' });
  // One's own is changed with the present one shown, whatever one may do with others'.
  expect(await reset(fresh)).toMatchObject({ status: 422, body: { errors: [{ code: 'own_account' }] } });
  expect((await fresh.get('/v1/session')).as(session).duty).toBeNull();
  // A reset asks for another change, and ends what was signed in.
  const { client: colleague } = await addTestPerson(api, fresh, { loginName: 'newcolleague', preset: 'administrator' });
  expect((await reset(colleague)).status).toBe(200);
  expect((await fresh.get('/v1/session')).status).toBe(401);
  const again = await api.anonymous.post('/v1/session', { loginName: 'newshop', password: 'reset by somebody' });
  expect(again.as(session).duty).toBe('change-password');
});
