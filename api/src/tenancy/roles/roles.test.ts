import { randomUUID } from 'node:crypto';
import { startTestApi, type TestApi, type TestClient, testPassword } from '@yunhu/tests/api';
import { createTestTenant, type TestTenant } from '@yunhu/tests/customer';
import { addPersonWith, addTestPerson, roleIdOf } from '@yunhu/tests/staff';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { session, type Permission } from '../schemas.ts';
import { staffMember } from '../staff/schemas.ts';
import { type Role, role, roleBook } from './schemas.ts';

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

const book = async (client: TestClient) => (await client.get('/v1/roles')).as(roleBook);
const add = async (client: TestClient, name: string, permissions: Permission[]): Promise<Role> =>
  (await client.post('/v1/roles', { name, permissions })).as(role);
const change = (client: TestClient, { id, revision }: Role, body: object) =>
  client.send('PATCH', `/v1/roles/${id}`, { revision, ...body });
const presetOf = async (client: TestClient, preset: string): Promise<Role> => {
  const found = (await book(client)).items.find((one) => one.preset === preset);
  if (found === undefined) throw new Error(`there is no ${preset}`);
  return found;
};
const permissionsOf = async (client: TestClient) => (await client.get('/v1/session')).as(session).permissions;
const beyond = { status: 403, body: { code: 'beyond_own_permissions' } };

describe('GET /v1/roles', () => {
  test('shows the roles that the company came with, as their defaults have them', async () => {
    const presetsOf = async (client: TestClient) => (await book(client)).items.map(({ preset }) => preset);
    expect(await presetsOf(operator)).toEqual(['administrator', 'finance', 'technical', 'support']);
    expect(await presetsOf(agent.client)).toEqual(['administrator', 'finance']);
    expect(await presetsOf(customer.client)).toEqual(['administrator', 'finance', 'technical', 'supervisor', 'seat']);
    const { items, gives, company } = await book(customer.client);
    for (const { permissions, defaults } of items) expect(permissions).toEqual(defaults);
    expect(gives).toEqual(company);
    expect(items[0]).toMatchObject({ people: 1, withinReach: true });
  });

  test('401 for nobody, 403 for finance, and only the names for who looks after people alone', async () => {
    const finance = await addTestPerson(api, customer.client, { loginName: 'cufinance' });
    const keeper = await addPersonWith(api, customer.client, { loginName: 'keeper', permissions: ['staff.read'] });
    expect((await api.anonymous.get('/v1/roles')).status).toBe(401);
    expect((await finance.client.get('/v1/roles')).status).toBe(403);
    expect((await keeper.client.get('/v1/roles')).status).toBe(403);
    const names = (await keeper.client.get('/v1/staff/roles')).body as { items: { preset: string | null }[] };
    expect(names.items.map(({ preset }) => preset)).toContain('administrator');
    expect((await finance.client.get('/v1/staff/roles')).status).toBe(403);
  });
});

describe('one’s own roles', () => {
  test('are added, renamed, copied by what they hold, and deleted; each is in the audit', async () => {
    const night = await add(agent.client, ' Night shift ', ['money.read', 'tenant.read']);
    expect(night).toMatchObject({ name: 'Night shift', preset: null, defaults: null, people: 0, revision: 1 });
    expect(night.permissions).toEqual(['tenant.read', 'money.read']);
    const renamed = (await change(agent.client, night, { name: 'Late shift' })).as(role);
    expect(renamed).toMatchObject({ name: 'Late shift', revision: 2, permissions: night.permissions });
    expect((await agent.client.send('DELETE', `/v1/roles/${night.id}`)).status).toBe(204);
    expect((await agent.client.send('DELETE', `/v1/roles/${night.id}`)).status).toBe(404);
    const audits = await api.behind<{ action: string }[]>`
      select action from audit_entries where subject_id = ${night.id} order by id`;
    expect(audits.map(({ action }) => action)).toEqual(['role.create', 'role.update', 'role.delete']);
  });

  test('what they hold is what a person may do at the next request', async () => {
    const { client } = await addPersonWith(api, agent.client, { loginName: 'nightly', permissions: ['money.read'] });
    const mine = (await book(agent.client)).items.find(({ name }) => name === 'Role of nightly');
    if (mine === undefined) throw new Error('the role is not there');
    expect(await permissionsOf(client)).toEqual(['money.read']);
    expect((await client.get('/v1/tenants')).status).toBe(403);
    const wider = (await change(agent.client, mine, { permissions: ['tenant.read', 'money.read'] })).as(role);
    expect((await client.get('/v1/tenants')).status).toBe(200);
    await change(agent.client, wider, { permissions: [] });
    expect(await permissionsOf(client)).toEqual([]);
    expect((await client.get('/v1/ledger/wallet')).status).toBe(403);
  });

  test.each([
    ['an empty name', { name: ' ' }, 'name'],
    ['a name too long', { name: 'x'.repeat(101) }, 'name'],
    ['a name with a line break', { name: 'a\nb' }, 'name'],
    ['a permission that is none', { permissions: ['everything'] }, 'permissions.0'],
    ['permissions that are no list', { permissions: 'money.read' }, 'permissions'],
    ['an unknown field', { preset: 'administrator' }, 'preset'],
  ])('422 for %s', async (_, wrong, field) => {
    const answer = await agent.client.post('/v1/roles', { name: 'Wrong', permissions: [], ...wrong });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  });

  test('a name is taken once, whatever its case; another company may have it too', async () => {
    await add(agent.client, 'Auditors', []);
    expect(await agent.client.post('/v1/roles', { name: 'AUDITORS', permissions: [] })).toMatchObject({
      status: 409,
      body: { code: 'name_taken', errors: [{ field: 'name' }] },
    });
    expect((await add(customer.client, 'Auditors', [])).name).toBe('Auditors');
  });

  test('who looked before somebody else changed it changes nothing: 409', async () => {
    const seen = await add(agent.client, 'Twice', ['money.read']);
    expect((await change(agent.client, seen, { permissions: [] })).status).toBe(200);
    expect(await change(agent.client, seen, { permissions: ['tenant.read'] })).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile' },
    });
    expect((await change(agent.client, seen, {})).status).toBe(422);
  });

  test('one that somebody holds is deleted only with another one for them', async () => {
    const { id } = await addPersonWith(api, agent.client, { loginName: 'holder', permissions: ['money.read'] });
    const held = (await book(agent.client)).items.find(({ name }) => name === 'Role of holder');
    const finance = await roleIdOf(agent.client, 'finance');
    const path = `/v1/roles/${held?.id}`;
    expect(await agent.client.send('DELETE', path)).toMatchObject({ status: 409, body: { code: 'role_in_use' } });
    expect((await agent.client.send('DELETE', `${path}?moveToRoleId=${held?.id}`)).status).toBe(422);
    expect((await agent.client.send('DELETE', `${path}?moveToRoleId=${randomUUID()}`)).status).toBe(404);
    expect((await agent.client.send('DELETE', `${path}?moveToRoleId=${finance}`)).status).toBe(204);
    const people = (await agent.client.get('/v1/staff')).body as { items: { id: string; role: { preset: string } }[] };
    expect(people.items.find((person) => person.id === id)?.role.preset).toBe('finance');
    const audits =
      await api.behind`select details from audit_entries where subject_id = ${id} and action = 'staff.update'`;
    expect(audits).toMatchObject([{ details: { role: 'finance' } }]);
  });

  test('a role that somebody holds is deleted by who may give people another one, and by nobody who keeps roles alone', async () => {
    const keeper = await addPersonWith(api, agent.client, {
      loginName: 'rolekeeper',
      permissions: ['roles.read', 'roles.write', 'money.read'],
    });
    const held = await add(keeper.client, 'Held for long', ['money.read']);
    const spare = await add(keeper.client, 'To move to', []);
    const body = { name: 'H', loginName: 'held', password: testPassword, roleId: held.id };
    expect((await agent.client.post('/v1/staff', body)).status).toBe(201);
    const path = `/v1/roles/${held.id}?moveToRoleId=${spare.id}`;
    expect(await keeper.client.send('DELETE', path)).toMatchObject({
      status: 403,
      body: { code: 'beyond_own_permissions', errors: [{ message: 'staff.write' }] },
    });
    expect((await agent.client.send('DELETE', path)).status).toBe(204);
    // Where nobody holds it no person is changed.
    expect((await keeper.client.send('DELETE', `/v1/roles/${spare.id}`)).status).toBe(409);
    const unheld = await add(keeper.client, 'Unheld', []);
    expect((await keeper.client.send('DELETE', `/v1/roles/${unheld.id}`)).status).toBe(204);
  });
});

describe('roles that the company came with', () => {
  test('are edited and reset; neither renamed nor deleted', async () => {
    const finance = await presetOf(agent.client, 'finance');
    const edited = (await change(agent.client, finance, { permissions: ['money.read', 'rates.read'] })).as(role);
    expect(edited.permissions).toEqual(['rates.read', 'money.read']);
    expect(edited.defaults).toEqual(finance.permissions);
    const reset = (await agent.client.post(`/v1/roles/${finance.id}/reset`)).as(role);
    expect(reset.permissions).toEqual(finance.permissions);
    expect(await change(agent.client, reset, { name: 'Money' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'name', code: 'preset_name' }] },
    });
    expect((await agent.client.send('DELETE', `/v1/roles/${finance.id}`)).status).toBe(422);
    const own = await add(agent.client, 'Own', []);
    expect((await agent.client.post(`/v1/roles/${own.id}/reset`)).status).toBe(422);
  });

  test('brought back to the default by hand they follow it again', async () => {
    const finance = await presetOf(agent.client, 'finance');
    const edited = (await change(agent.client, finance, { permissions: [] })).as(role);
    await change(agent.client, edited, { permissions: finance.permissions.toReversed() });
    const [kept] = await api.behind`select permissions from roles where id = ${finance.id}`;
    expect(kept).toEqual({ permissions: null });
  });

  test('the administrator’s cannot be stripped, by nobody', async () => {
    const administrator = await presetOf(agent.client, 'administrator');
    expect(await change(agent.client, administrator, { permissions: [] })).toMatchObject({
      status: 422,
      body: { errors: [{ code: 'administrator_has_all' }] },
    });
    await expect(api.behind`update roles set permissions = '{}' where id = ${administrator.id}`).rejects.toThrow();
    await expect(api.behind`delete from roles where id = ${administrator.id}`).rejects.toThrow();
    expect((await change(agent.client, administrator, { permissions: administrator.permissions })).status).toBe(200);
  });

  test('an administrator of the operator hands on what only technical staff uses, and does not take it', async () => {
    expect(await permissionsOf(operator)).not.toContain('customer-telephony.write');
    const technical = await addTestPerson(api, operator, { loginName: 'engineer', preset: 'technical' });
    expect(await permissionsOf(technical.client)).toContain('customer-telephony.write');
    const self = (await operator.get('/v1/session')).as(session).staff.id;
    const roleId = await roleIdOf(operator, 'technical');
    expect(await operator.send('PATCH', `/v1/staff/${self}`, { roleId })).toMatchObject(beyond);
  });
});

describe('nobody grants what he lacks', () => {
  let deputy: TestClient;
  let deputyId: string;
  let victimId: string;
  let weak: Role;
  const held: Permission[] = ['staff.read', 'staff.write', 'roles.read', 'roles.write', 'money.read'];

  beforeAll(async () => {
    ({ client: deputy, id: deputyId } = await addPersonWith(api, customer.client, {
      loginName: 'deputy',
      permissions: held,
    }));
    victimId = (await addTestPerson(api, customer.client, { loginName: 'victim', preset: 'technical' })).id;
    weak = await add(customer.client, 'Weak', ['money.read']);
  });

  test('to a new role, to one that is there, or to his own', async () => {
    expect(await deputy.post('/v1/roles', { name: 'Strong', permissions: ['task.read'] })).toMatchObject(beyond);
    expect(await change(deputy, weak, { permissions: ['money.read', 'task.read'] })).toMatchObject(beyond);
    const mine = (await book(deputy)).items.find(({ name }) => name === 'Role of deputy');
    if (mine === undefined) throw new Error('the role is not there');
    expect(await change(deputy, mine, { permissions: [...held, 'task.read'] })).toMatchObject(beyond);
    expect((await book(deputy)).gives).toEqual(['money.read', ...held.slice(0, 4)]);
    const supervisor = await presetOf(customer.client, 'supervisor');
    const emptied = (await change(customer.client, supervisor, { permissions: [] })).as(role);
    expect((await deputy.post(`/v1/roles/${emptied.id}/reset`)).status).toBe(403);
    expect((await customer.client.post(`/v1/roles/${emptied.id}/reset`)).status).toBe(200);
  });

  test('by giving a role: to somebody new, to somebody there, to himself', async () => {
    const roleId = await roleIdOf(customer.client, 'administrator');
    const person = { name: 'Puppet', loginName: 'puppet', password: testPassword, roleId };
    expect(await deputy.post('/v1/staff', person)).toMatchObject(beyond);
    const made = (await deputy.post('/v1/staff', { ...person, roleId: weak.id })).as(staffMember);
    expect(await deputy.send('PATCH', `/v1/staff/${made.id}`, { roleId })).toMatchObject(beyond);
    expect(await deputy.send('PATCH', `/v1/staff/${deputyId}`, { roleId })).toMatchObject(beyond);
    expect((await deputy.send('PATCH', `/v1/staff/${deputyId}`, { name: 'Still the deputy' })).status).toBe(200);
  });

  test('by taking over who has more: no password, no state, no role, no name', async () => {
    const path = `/v1/staff/${victimId}`;
    expect(await deputy.send('PUT', `${path}/password`, { password: testPassword })).toMatchObject(beyond);
    for (const body of [{ state: 'disabled' }, { roleId: weak.id }, { name: 'Renamed' }])
      expect(await deputy.send('PATCH', path, body)).toMatchObject(beyond);
  });

  test('nor touches a role that has more: neither less in it, nor its name, nor its end', async () => {
    const technical = await presetOf(customer.client, 'technical');
    expect(await change(deputy, technical, { permissions: [] })).toMatchObject(beyond);
    const strong = await add(customer.client, 'Strong one', ['task.run']);
    expect(await change(deputy, strong, { name: 'Mine' })).toMatchObject(beyond);
    expect(await deputy.send('DELETE', `/v1/roles/${strong.id}`)).toMatchObject(beyond);
    const spare = await add(deputy, 'Spare', []);
    expect(await deputy.send('DELETE', `/v1/roles/${spare.id}?moveToRoleId=${strong.id}`)).toMatchObject(beyond);
  });

  test('and what a kind of company cannot have nobody gives, not even its administrator', async () => {
    expect(await customer.client.post('/v1/roles', { name: 'Seller', permissions: ['tenant.write'] })).toMatchObject(
      beyond,
    );
    await expect(
      api.behind`insert into roles (tenant_id, name, permissions) values (${customer.id}, 'Seller', '{tenant.write}')`,
    ).rejects.toThrow('no such permission');
  });
});

test('404 for roles of others, also of those below; 401 for nobody, 403 without the permission', async () => {
  const own = await add(customer.client, 'Of the bakery', []);
  const reader = await addPersonWith(api, agent.client, { loginName: 'reader', permissions: ['roles.read'] });
  const tries = async (client: TestClient, { id }: { id: string }) => {
    const answers = [
      await client.send('PATCH', `/v1/roles/${id}`, { revision: 1, name: 'Mine' }),
      await client.post(`/v1/roles/${id}/reset`),
      await client.send('DELETE', `/v1/roles/${id}`),
      await client.post('/v1/staff', { name: 'X', loginName: 'nobody9', password: testPassword, roleId: id }),
    ];
    return answers.map(({ status }) => status);
  };
  for (const client of [operator, agent.client]) expect(await tries(client, own)).toEqual([404, 404, 404, 404]);
  expect(await tries(agent.client, { id: randomUUID() })).toEqual([404, 404, 404, 404]);
  expect(await tries(reader.client, own)).toEqual([403, 403, 403, 403]);
  expect(await tries(api.anonymous, own)).toEqual([401, 401, 401, 401]);
  expect((await reader.client.get('/v1/roles')).status).toBe(200);
  expect((await reader.client.post('/v1/roles', { name: 'X', permissions: [] })).status).toBe(403);
});
