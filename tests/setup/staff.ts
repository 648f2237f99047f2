// People of a tenant with the role that a test wants them to have.
import { type Permission, role, roleBook, type RolePreset, staffMember } from '@yunhu/api/schemas';
import type postgres from 'postgres';
import { type TestApi, type TestClient, testPassword } from './api.ts';

export interface TestPerson {
  readonly id: string;
  readonly client: TestClient;
}

/** The id of the role that a company came with, as one of its administrators sees it. */
export async function roleIdOf(administrator: TestClient, preset: RolePreset): Promise<string> {
  const { items } = (await administrator.get('/v1/roles')).as(roleBook);
  const found = items.find((one) => one.preset === preset);
  if (found === undefined) throw new Error(`this company has no ${preset}`);
  return found.id;
}

/** A new person of the administrator's company with the role that it came with, logged in. */
export async function addTestPerson(
  api: TestApi,
  administrator: TestClient,
  { loginName, preset = 'finance', name = loginName }: { loginName: string; preset?: RolePreset; name?: string },
): Promise<TestPerson> {
  const body = { name, loginName, password: testPassword, roleId: await roleIdOf(administrator, preset) };
  const { id } = (await administrator.post('/v1/staff', body)).as(staffMember);
  return { id, client: await api.logIn(loginName) };
}

/** A new person of the administrator's company who may do exactly this, logged in. */
export async function addPersonWith(
  api: TestApi,
  administrator: TestClient,
  { loginName, permissions }: { loginName: string; permissions: readonly Permission[] },
): Promise<TestPerson> {
  const made = await administrator.post('/v1/roles', { name: `Role of ${loginName}`, permissions });
  const roleId = made.as(role).id;
  const body = { name: loginName, loginName, password: testPassword, roleId };
  const { id } = (await administrator.post('/v1/staff', body)).as(staffMember);
  return { id, client: await api.logIn(loginName) };
}

/** Writes a person behind everybody's back, with the password of all tests; answers the id. */
export async function insertPerson(
  sql: postgres.Sql,
  { tenantId, loginName, preset }: { tenantId: string; loginName: string; preset: RolePreset },
): Promise<string> {
  const [{ id }] = await sql<[{ id: string }]>`
    with person as (
      insert into staff (tenant_id, login_name, name, role_id)
      values (${tenantId}, ${loginName}, ${loginName}, preset_role(${tenantId}, ${preset})) returning tenant_id, id
    ), credentials as (
      insert into staff_credentials (tenant_id, staff_id, password_hash)
      select p.tenant_id, p.id, c.password_hash from person p, (select password_hash from staff_credentials limit 1) c
    )
    select id from person`;
  return id;
}
