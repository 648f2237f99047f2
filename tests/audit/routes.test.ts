// The audit over HTTP: who reads whose, how it is narrowed, and the file of an export.
import { auditActions, auditEntry, auditPage, jobBegun, listOf, staffMember } from '@yunhu/api/schemas';
import { systemClock } from '@yunhu/db/time';
import { jobHandlers, startJobs } from '@yunhu/workers/jobs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi, type TestClient, testPassword } from '../setup/api.ts';
import { createTestTenant, type TestTenant } from '../setup/customer.ts';
import { eventually } from '../setup/eventually.ts';
import { roleIdOf } from '../setup/staff.ts';

let api: TestApi;
let operator: TestClient;
let agent: TestTenant;
let bakery: TestTenant;
let butcher: TestTenant;

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, { kind: 'agent', name: 'Agent', loginName: 'agent1' });
  bakery = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
  butcher = await createTestTenant(api, operator, { kind: 'customer', name: 'Butcher', loginName: 'butcher' });
});

afterAll(() => api.stop());

const entriesOf = async (client: TestClient, query = '') => (await client.get(`/v1/audit${query}`)).as(auditPage).items;

describe('reading', () => {
  test('a change shows with the person, the request and where it came from', async () => {
    const added = await bakery.client.post(
      '/v1/staff',
      { name: 'Anna', loginName: 'anna', roleId: await roleIdOf(bakery.client, 'finance'), password: testPassword },
      { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0' },
    );
    const [entry] = await entriesOf(bakery.client, '?action=staff.create');
    expect(entry).toMatchObject({
      action: 'staff.create',
      tenant: { name: 'Bakery' },
      actor: { kind: 'self', tenant: { name: 'Bakery' } },
      requestId: added.headers.get('x-request-id'),
      client: 'firefox',
    });
    expect(JSON.stringify(entry)).not.toContain(testPassword);
    const one = (await bakery.client.get(`/v1/audit/${entry?.id}`)).as(auditEntry);
    expect(one).toEqual(entry);
  });

  test('ancestors read it, neighbours do not know it', async () => {
    const [entry] = await entriesOf(bakery.client, '?action=staff.create');
    for (const client of [agent.client, operator]) {
      const seen = await entriesOf(client, `?tenantId=${bakery.id}&action=staff.create`);
      expect(seen.map((one) => [one.id, one.actor.kind])).toEqual([[entry?.id, 'below']]);
      expect((await entriesOf(client, '?scope=below&q=staff.create')).map((one) => one.id)).toContain(entry?.id);
    }
    for (const path of [
      `/v1/audit/${entry?.id}`,
      `/v1/audit?tenantId=${bakery.id}`,
      `/v1/audit/actions?tenantId=${bakery.id}`,
    ])
      expect([path, (await butcher.client.get(path)).status]).toEqual([path, 404]);
    expect(await entriesOf(butcher.client, '?scope=below')).toEqual([]);
    expect((await api.anonymous.get('/v1/audit')).status).toBe(401);
  });

  test('is narrowed to a person, who has to be one’s own or of one below', async () => {
    const staff = (await bakery.client.get('/v1/staff')).as(listOf(staffMember)).items;
    const administrator = staff.find((person) => person.loginName === 'bakery')?.id ?? '';
    expect((await entriesOf(bakery.client, `?personId=${administrator}`)).length).toBeGreaterThan(1);
    expect((await entriesOf(agent.client, `?tenantId=${bakery.id}&personId=${administrator}`)).length).toBeGreaterThan(
      1,
    );
    expect((await butcher.client.get(`/v1/audit?personId=${administrator}`)).status).toBe(404);
    expect((await bakery.client.get(`/v1/audit?personId=${crypto.randomUUID()}`)).status).toBe(404);
  });

  test('lists the actions that there are', async () => {
    const { items } = (await bakery.client.get('/v1/audit/actions')).as(auditActions);
    expect(items).toEqual(items.toSorted());
    expect(items).toContain('session.create');
  });

  test.each([
    ['?action=nonsense', 422],
    ['?action=a.b,', 422],
    ['?q=x', 422],
    ['?limit=1000', 422],
    ['?cursor=bm9uZQ', 422],
    ['?from=yesterday', 422],
    ['?tenantId=1', 422],
    ['?scope=above', 422],
    [`?q=${encodeURIComponent("'; drop table audit_entries; --")}`, 200],
    [`?subjectId=${encodeURIComponent('%_\\')}`, 200],
  ])('%s is answered with %d', async (query, status) => {
    expect((await bakery.client.get(`/v1/audit${query}`)).status).toBe(status);
  });

  test('finance, who may not, gets 403, and that is written down a few times only', async () => {
    const clerk = await api.logIn('anna');
    for (let n = 0; n < 25; n++) expect((await clerk.get('/v1/audit')).status).toBe(403);
    const refused = await entriesOf(bakery.client, '?action=permission.refuse&limit=100');
    expect(refused).toHaveLength(20);
    expect(refused[0]).toMatchObject({
      details: { route: 'GET /v1/audit', permission: 'audit.read' },
      actor: { staff: { name: 'Anna' } },
    });
  });
});

test('failed logins of a person who is there are written down, a few of them, and of nobody else', async () => {
  const tries = async () => {
    for (let n = 0; n < 3; n++)
      await api.anonymous.post('/v1/session', { loginName: 'bakery', password: 'not the password' });
    await api.anonymous.post('/v1/session', { loginName: 'nobody0', password: 'not the password' });
  };
  await tries();
  // Written beside the answer, not before it.
  const [entry] = await eventually(
    () => entriesOf(bakery.client, '?action=session.refuse'),
    (entries) => entries.length === 3,
  );
  expect(entry).toMatchObject({
    actor: { kind: 'system' },
    details: { reason: 'password' },
    subject: { type: 'staff' },
  });
  expect(JSON.stringify(entry)).not.toContain('not the password');
});

describe('an export', () => {
  test('is a job whose file has every entry of the filter', async () => {
    const asked = await bakery.client.post('/v1/audit/exports', {
      format: 'csv',
      language: 'en',
      actions: ['staff.create'],
    });
    const { jobId } = asked.as(jobBegun);
    const [job] = await api.behind<{ kind: string; input: object }[]>`select kind, input from jobs where id = ${jobId}`;
    expect(job).toEqual({
      kind: 'audit-export',
      input: { format: 'csv', language: 'en', actions: ['staff.create'] },
    });
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const runner = { clock: systemClock, log, runnerId: crypto.randomUUID(), atOnce: 1, handlers: jobHandlers };
    const jobs = await startJobs({ database: api.database, objects: api.objects, ...runner });
    await eventually(
      async () => (await api.behind<{ state: string }[]>`select state from jobs where id = ${jobId}`)[0]?.state,
      (state) => state === 'done',
    );
    await jobs.stop();
    const file = await (await bakery.client.fetch(`/v1/jobs/${jobId}/file`)).text();
    const [head, ...lines] = file.trim().split('\n');
    expect(head).toContain('Acting company');
    const entries = await entriesOf(bakery.client, '?action=staff.create');
    expect(lines).toHaveLength(entries.length);
    expect(lines[0]).toContain('staff.create');
    expect(lines[0]).toContain('Bakery');
  });

  test('of a stranger is refused at once', async () => {
    const body = { format: 'csv', language: 'zh', tenantId: bakery.id };
    expect((await butcher.client.post('/v1/audit/exports', body)).status).toBe(404);
    expect((await bakery.client.post('/v1/audit/exports', { ...body, format: 'pdf' })).status).toBe(422);
    expect((await bakery.client.post('/v1/audit/exports', { ...body, extra: 1 })).status).toBe(422);
  });
});
