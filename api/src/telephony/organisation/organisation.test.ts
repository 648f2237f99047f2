import { randomUUID } from 'node:crypto';
import { listOf } from '@yunhu/api/schemas';
import { startTestApi, type TestApi, type TestClient, testPassword } from '@yunhu/tests/api';
import { createTestTenant, equipCustomer, type TestTenant } from '@yunhu/tests/customer';
import { roleIdOf } from '@yunhu/tests/staff';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { staffMember } from '../../tenancy/staff/schemas.ts';
import { type CreateUnitBody, organisationMember, organisationUnit } from './schemas.ts';

let api: TestApi;
let customer: TestTenant;
let other: TestTenant;
let seatId: string;
let staffId: string;

beforeAll(async () => {
  api = await startTestApi();
  const operator = await api.logIn('operator');
  customer = await createTestTenant(api, operator, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
  other = await createTestTenant(api, operator, { kind: 'customer', name: 'Florist', loginName: 'florist' });
  ({ seatId } = await equipCustomer(api, customer.id, { name: 'Bakery' }));
  const roleId = await roleIdOf(customer.client, 'seat');
  const person = { name: '王芳', loginName: 'wang', password: testPassword, roleId };
  staffId = (await customer.client.post('/v1/staff', person)).as(staffMember).id;
});

afterAll(() => api.stop());

const path = '/v1/organisation/units';
const add = async (body: CreateUnitBody, { client } = customer) => (await client.post(path, body)).as(organisationUnit);
const change = (id: string, body: object) => customer.client.send('PATCH', `${path}/${id}`, body);
const units = async () => (await customer.client.get(path)).as(listOf(organisationUnit)).items;
const place = (client: TestClient, body: object) => client.send('PUT', '/v1/organisation/members', body);
const placeOf = async (id: string) =>
  (await customer.client.get('/v1/organisation/members'))
    .as(listOf(organisationMember))
    .items.find((member) => member.id === id);

describe('units', () => {
  test('stand in the order of their numbers, with whom and what they hold', async () => {
    const south = await add({ kind: 'department', name: '华南', position: 20 });
    const north = await add({ kind: 'department', name: '华北', position: 10 });
    const team = await add({ kind: 'team', name: '一组', departmentId: north.id });
    const kinds = (await units()).filter(({ kind }) => kind === 'department').map(({ id }) => id);
    expect(kinds).toEqual([north.id, south.id]);
    expect(team).toMatchObject({ departmentId: north.id, staffCount: 0, seatCount: 0 });
    expect((await change(south.id, { position: 5, name: '南区' })).as(organisationUnit)).toMatchObject({
      name: '南区',
      position: 5,
    });
  });

  test('a name stands once in its place, whatever the case, also when two write it at once', async () => {
    const body = { kind: 'region', name: 'East' } as const;
    const answers = await Promise.all([customer.client.post(path, body), customer.client.post(path, body)]);
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409]);
    expect(await customer.client.post(path, { ...body, name: 'EAST' })).toMatchObject({
      status: 409,
      body: { code: 'name_taken', errors: [{ field: 'name' }] },
    });
    const above = await add({ kind: 'department', name: 'Sales' });
    await add({ kind: 'team', name: 'East', departmentId: above.id });
  });

  test('a department never comes to stand in itself, also when two moves at once would close the ring', async () => {
    const [a, b] = [await add({ kind: 'department', name: 'A' }), await add({ kind: 'department', name: 'B' })];
    expect((await change(a.id, { departmentId: a.id })).status).toBe(422);
    const answers = await Promise.all([change(a.id, { departmentId: b.id }), change(b.id, { departmentId: a.id })]);
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 422]);
  });

  test('422 for a team in a team, for a region in a department, and for the ninth level', async () => {
    const team = await add({ kind: 'team', name: 'Alone' });
    const region = { kind: 'region', name: 'Coast', departmentId: (await add({ kind: 'department', name: 'D' })).id };
    expect((await customer.client.post(path, { kind: 'team', name: 'T', departmentId: team.id })).status).toBe(422);
    expect((await customer.client.post(path, region)).status).toBe(422);
    let above: string | null = null;
    for (let depth = 0; depth < 9; depth++)
      above = (await add({ kind: 'department', name: `Deep ${depth}`, departmentId: above })).id;
    const tenth = { kind: 'department', name: 'Too deep', departmentId: above };
    expect((await customer.client.post(path, tenth)).status).toBe(422);
  });

  test('only an empty one is removed', async () => {
    const department = await add({ kind: 'department', name: 'Leaves' });
    const team = await add({ kind: 'team', name: 'First', departmentId: department.id });
    const remove = (id: string) => customer.client.send('DELETE', `${path}/${id}`);
    expect(await remove(department.id)).toMatchObject({ status: 409, body: { code: 'unit_in_use' } });
    await place(customer.client, { members: [{ type: 'seat', memberId: seatId }], teamId: team.id });
    expect(await remove(team.id)).toMatchObject({ status: 409, body: { code: 'unit_in_use' } });
    await place(customer.client, { members: [{ type: 'seat', memberId: seatId }], departmentId: null });
    expect([(await remove(team.id)).status, (await remove(department.id)).status]).toEqual([204, 204]);
    expect((await remove(department.id)).status).toBe(404);
  });
});

describe('places', () => {
  test('who is in a team is in its department, moves with it, and leaves it with the department', async () => {
    const [one, two] = [await add({ kind: 'department', name: 'One' }), await add({ kind: 'department', name: 'Two' })];
    const team = await add({ kind: 'team', name: 'Movers', departmentId: one.id });
    const region = await add({ kind: 'region', name: 'Inland' });
    const members = [
      { type: 'staff', memberId: staffId },
      { type: 'seat', memberId: seatId },
    ];
    expect((await place(customer.client, { members, teamId: team.id, regionId: region.id })).status).toBe(200);
    expect(await placeOf(staffId)).toMatchObject({ departmentId: one.id, teamId: team.id, regionId: region.id });
    await change(team.id, { departmentId: two.id });
    expect(await placeOf(seatId)).toMatchObject({ departmentId: two.id, teamId: team.id });
    expect((await units()).find(({ id }) => id === team.id)).toMatchObject({ staffCount: 1, seatCount: 1 });
    await place(customer.client, { members, departmentId: one.id });
    expect(await placeOf(staffId)).toMatchObject({ departmentId: one.id, teamId: null, regionId: region.id });
  });

  test('404 for whom and what is foreign or of another kind; nobody is placed then', async () => {
    const department = await add({ kind: 'department', name: 'Ours' });
    const theirs = await add({ kind: 'department', name: 'Theirs' }, other);
    const before = await placeOf(staffId);
    const own = { type: 'staff', memberId: staffId };
    const wrong = [
      { members: [own], departmentId: theirs.id },
      { members: [own], teamId: department.id },
      { members: [own], regionId: department.id },
      { members: [own, { type: 'staff', memberId: randomUUID() }], departmentId: department.id },
      { members: [own, { type: 'seat', memberId: staffId }], departmentId: department.id },
    ];
    for (const body of wrong) expect([body, (await place(customer.client, body)).status]).toEqual([body, 404]);
    expect(await placeOf(staffId)).toEqual(before);
    expect((await place(other.client, { members: [own], departmentId: theirs.id })).status).toBe(404);
    expect((await customer.client.send('PATCH', `${path}/${theirs.id}`, { name: 'Mine' })).status).toBe(404);
  });
});

test('400, 401, 403 and 422 are told apart', async () => {
  const operator = await api.logIn('operator');
  const seat = await api.logIn('wang');
  expect((await api.anonymous.get(path)).status).toBe(401);
  for (const client of [operator, seat]) expect((await client.get(path)).status).toBe(403);
  const headers = { 'content-type': 'application/json' };
  expect((await customer.client.send('POST', path, '{', headers)).status).toBe(400);
  expect((await customer.client.post(path, { kind: 'branch', name: 'x' })).status).toBe(422);
  expect((await customer.client.post(path, { kind: 'team', name: ' ' })).status).toBe(422);
});
