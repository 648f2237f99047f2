import { randomUUID } from 'node:crypto';
import { keptPermissions, permissionsOfKind } from '@yunhu/db/tenancy';
import { startTestApi, type TestApi, type TestClient } from '@yunhu/tests/api';
import { createTestTenant, type TestTenant } from '@yunhu/tests/customer';
import { addPersonWith, addTestPerson } from '@yunhu/tests/staff';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageOf } from '../../http/schemas.ts';
import { role, roleBook } from '../roles/schemas.ts';
import { type Permission, session, type TenantKind } from '../schemas.ts';
import { type CompanyRole, companyRole, companyRoleBook, companyRoleHolder } from './schemas.ts';

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

const list = async () => (await operator.get('/v1/company-roles')).as(companyRoleBook);
const defaultOf = async (kind: TenantKind): Promise<CompanyRole> => {
  const found = (await list()).items.find((one) => one.kind === kind && one.isDefault);
  if (found === undefined) throw new Error(`no default for ${kind}`);
  return found;
};
const add = async (name: string, kind: TenantKind, extra: Permission[]) =>
  (await operator.post('/v1/company-roles', { name, kind, permissions: [...keptPermissions(kind), ...extra] })).as(
    companyRole,
  );
const change = (of: CompanyRole, body: object) =>
  operator.send('PATCH', `/v1/company-roles/${of.id}`, { revision: of.revision, ...body });
const assign = (tenantId: string, companyRoleId: string, client = operator) =>
  client.send('PUT', `/v1/tenants/${tenantId}/company-role`, { companyRoleId });
const permissionsOf = async (client: TestClient) => (await client.get('/v1/session')).as(session).permissions;

test('each kind has one that came with the system, holds everything and is what new tenants get', async () => {
  const { items, kinds } = await list();
  expect(items.map(({ kind, name, isDefault, isWhole }) => [kind, name, isDefault, isWhole])).toEqual(
    ['operator', 'agent', 'customer'].map((kind) => [kind, null, true, true]),
  );
  expect(items.map(({ tenants }) => tenants)).toEqual([1, 1, 1]);
  expect(kinds.map(({ kind }) => kind)).toEqual(['operator', 'agent', 'customer']);
  for (const { kind, permissions, kept } of kinds)
    expect([permissions, kept]).toEqual([permissionsOfKind(kind), keptPermissions(kind)]);
});

describe('a narrower company role', () => {
  test('takes from everybody of the tenant at the next request, also from who had more, and gives it back', async () => {
    const seat = await addTestPerson(api, customer.client, { loginName: 'bakeryseat', preset: 'supervisor' });
    expect((await seat.client.get('/v1/tasks')).status).toBe(200);
    const trial = await add('Trial', 'customer', ['money.read']);
    expect((await assign(customer.id, trial.id)).as(companyRole)).toMatchObject({ id: trial.id, tenants: 1 });
    for (const client of [seat.client, customer.client]) expect((await client.get('/v1/tasks')).status).toBe(403);
    expect(await permissionsOf(seat.client)).toEqual([]);
    expect(await permissionsOf(customer.client)).toEqual(trial.permissions);

    const { items, company, gives } = (await customer.client.get('/v1/roles')).as(roleBook);
    expect([company, gives]).toEqual([trial.permissions, trial.permissions]);
    expect(items.find(({ preset }) => preset === 'supervisor')?.permissions).toContain('task.read');
    const refused = await customer.client.post('/v1/roles', { name: 'More', permissions: ['task.read'] });
    expect(refused).toMatchObject({ status: 403, body: { code: 'beyond_own_permissions' } });

    await change(trial, { permissions: [...trial.permissions, 'task.read'] });
    expect(await permissionsOf(seat.client)).toEqual(['task.read']);
    expect((await customer.client.post('/v1/roles', { name: 'More', permissions: ['task.read'] })).as(role).name).toBe(
      'More',
    );
    await assign(customer.id, (await defaultOf('customer')).id);
    expect(await permissionsOf(customer.client)).toEqual(permissionsOfKind('customer'));
  });

  test('stands in the audit of the tenant that it bounds', async () => {
    const audits = await api.behind`
      select actor_tenant_id as actor, details from audit_entries where tenant_id = ${customer.id} and action = 'tenant.company-role' order by id`;
    expect(audits).toMatchObject([
      { actor: api.operatorId, details: { companyRole: 'Trial' } },
      { actor: api.operatorId, details: { companyRole: 'customer' } },
    ]);
  });
});

describe('changes', () => {
  test.each<[string, object, string]>([
    ['what its kind cannot have', { permissions: [...keptPermissions('customer'), 'tenant.write'] }, 'permissions'],
    ['without what has to stay', { permissions: ['money.read', 'staff.read', 'staff.write'] }, 'permissions'],
    ['a permission that is none', { permissions: ['root'] }, 'permissions.0'],
    ['a kind that is none', { kind: 'partner' }, 'kind'],
    ['an empty name', { name: '' }, 'name'],
    ['an unknown field', { isDefault: true }, 'isDefault'],
  ])('422 for %s', async (_, wrong, field) => {
    const body = { name: 'Wrong', kind: 'customer', permissions: keptPermissions('customer'), ...wrong };
    expect(await operator.post('/v1/company-roles', body)).toMatchObject({
      status: 422,
      body: { errors: [{ field }] },
    });
  });

  test('a name is taken once a kind; who looked before somebody else changed it changes nothing', async () => {
    const made = await add('Large', 'agent', []);
    const again = { name: 'LARGE', kind: 'agent', permissions: keptPermissions('agent') };
    expect(await operator.post('/v1/company-roles', again)).toMatchObject({
      status: 409,
      body: { code: 'name_taken' },
    });
    expect((await add('Large', 'customer', [])).kind).toBe('customer');
    expect((await change(made, { name: 'Larger' })).as(companyRole)).toMatchObject({ name: 'Larger', revision: 2 });
    expect(await change(made, { name: 'Largest' })).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } });
  });

  test('one that came with the system is edited and reset, neither renamed nor deleted', async () => {
    const whole = await defaultOf('agent');
    const edited = (await change(whole, { permissions: keptPermissions('agent') })).as(companyRole);
    expect(edited).toMatchObject({ isWhole: false, permissions: keptPermissions('agent') });
    expect((await agent.client.get('/v1/rate-groups')).status).toBe(403);
    expect((await change(edited, { name: 'Mine' })).status).toBe(422);
    expect((await operator.send('DELETE', `/v1/company-roles/${whole.id}`)).status).toBe(422);
    const reset = (await operator.post(`/v1/company-roles/${whole.id}/reset`)).as(companyRole);
    expect(reset).toMatchObject({ isWhole: true, permissions: permissionsOfKind('agent') });
    expect((await agent.client.get('/v1/rate-groups')).status).toBe(200);
    const own = await add('Own', 'agent', []);
    expect((await operator.post(`/v1/company-roles/${own.id}/reset`)).status).toBe(422);
  });

  test('the operator always keeps what lets it bound companies, itself included', async () => {
    const own = await defaultOf('operator');
    expect((await change(own, { permissions: keptPermissions('agent') })).status).toBe(422);
    const narrow = (await change(own, { permissions: keptPermissions('operator') })).as(companyRole);
    expect((await operator.get('/v1/tenants')).status).toBe(403);
    expect((await operator.post(`/v1/company-roles/${narrow.id}/reset`)).status).toBe(200);
    expect((await operator.get('/v1/tenants')).status).toBe(200);
  });

  test('new tenants get the default; it is deleted only after another took its place, with its companies moved', async () => {
    const before = await defaultOf('customer');
    const starter = await add('Starter', 'customer', ['task.read']);
    expect((await change(starter, { isDefault: true })).as(companyRole).isDefault).toBe(true);
    expect((await list()).items.filter(({ kind, isDefault }) => kind === 'customer' && isDefault).length).toBe(1);
    const shop = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Shop', loginName: 'shop' });
    expect(await permissionsOf(shop.client)).toEqual(starter.permissions);
    const path = `/v1/company-roles/${starter.id}`;
    expect((await operator.send('DELETE', path)).status).toBe(422);
    const current = await defaultOf('customer');
    expect(current.id).toBe(starter.id);
    expect((await change({ ...before }, { isDefault: true })).status).toBe(409);
    const whole = (await list()).items.find(({ id }) => id === before.id);
    if (whole === undefined) throw new Error('the standard one is gone');
    await change(whole, { isDefault: true });
    const holders = (await operator.get(`${path}/tenants`)).as(pageOf(companyRoleHolder));
    expect(holders).toEqual({ items: [{ id: shop.id, name: 'Shop', state: 'enabled' }], nextCursor: null });
    expect(await operator.send('DELETE', path)).toMatchObject({ status: 409, body: { code: 'role_in_use' } });
    const ofAgents = (await defaultOf('agent')).id;
    expect((await operator.send('DELETE', `${path}?moveToCompanyRoleId=${ofAgents}`)).status).toBe(422);
    expect((await operator.send('DELETE', `${path}?moveToCompanyRoleId=${before.id}`)).status).toBe(204);
    expect(await permissionsOf(shop.client)).toEqual(permissionsOfKind('customer'));
    expect((await operator.get(`/v1/tenants/${shop.id}/company-role`)).as(companyRole).id).toBe(before.id);
  });

  test('a company gets one of its own kind only', async () => {
    expect(await assign(customer.id, (await defaultOf('agent')).id)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'companyRoleId', code: 'another_kind' }] },
    });
    expect((await assign(customer.id, randomUUID())).status).toBe(404);
    expect((await assign(randomUUID(), (await defaultOf('customer')).id)).status).toBe(404);
  });
});

test('nobody but the operator keeps them: 403 for an agent, also for its own companies, 401 for nobody', async () => {
  const { id } = await defaultOf('customer');
  const tries = async (client: TestClient) => {
    const answers = [
      await client.get('/v1/company-roles'),
      await client.post('/v1/company-roles', { name: 'X', kind: 'customer', permissions: keptPermissions('customer') }),
      await client.send('PATCH', `/v1/company-roles/${id}`, { revision: 1, isDefault: true }),
      await client.post(`/v1/company-roles/${id}/reset`),
      await client.send('DELETE', `/v1/company-roles/${id}`),
      await client.get(`/v1/company-roles/${id}/tenants`),
      await client.get(`/v1/tenants/${customer.id}/company-role`),
      await assign(customer.id, id, client),
    ];
    return new Set(answers.map(({ status }) => status));
  };
  expect(await tries(agent.client)).toEqual(new Set([403]));
  expect(await tries(customer.client)).toEqual(new Set([403]));
  expect(await tries(api.anonymous)).toEqual(new Set([401]));
  const without = await addPersonWith(api, operator, {
    loginName: 'opreader',
    permissions: ['roles.read', 'roles.write'],
  });
  expect(await tries(without.client)).toEqual(new Set([403]));
});

test('an agent that asks the record itself changes neither a company role nor who holds which', async () => {
  const [{ id }] = await api.behind<[{ id: string }]>`select id from staff where tenant_id = ${agent.id} limit 1`;
  const asAgent = { tenantId: agent.id, staffId: id };
  const changed = await api.database.withTenant(asAgent, async ({ sql }) => [
    (await sql`update tenant_company_roles set company_role_id = company_role_id returning 1`).count,
    (await sql`update company_roles set revision = 9 returning 1`).count,
    (await sql`delete from company_roles returning 1`).count,
  ]);
  expect(changed).toEqual([0, 0, 0]);
  const own = api.database.withTenant(
    asAgent,
    ({ sql }) => sql`insert into company_roles (tenant_id, kind, name) values (${agent.id}, 'customer', 'Mine')`,
  );
  await expect(own).rejects.toThrow('the operator alone');
});
