import { Readable } from 'node:stream';
import { claimJob, endRun, enqueueJob, jobFileKey, writeProgress } from '@yunhu/db/jobs';
import { dispositionOf } from '@yunhu/db/objects';
import { startTestApi, type TestApi, type TestClient } from '@yunhu/tests/api';
import { createTestTenant, type TestTenant } from '@yunhu/tests/customer';
import { readEvents } from '@yunhu/tests/read-events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageOf } from '../http/schemas.ts';
import { job as jobSchema, jobProgress } from './schemas.ts';

let api: TestApi;
let operator: TestClient;
let bakery: TestTenant;
let butcher: TestTenant;
/** Finance of the bakery. */
let clerk: { id: string; client: TestClient };
const runnerId = crypto.randomUUID();
const page = pageOf(jobSchema);

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
  bakery = await createTestTenant(api, operator, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
  butcher = await createTestTenant(api, operator, { kind: 'customer', name: 'Butcher', loginName: 'butcher' });
  const [{ id }] = await api.behind<[{ id: string }]>`
    with clerk as (
      insert into staff (tenant_id, login_name, name, role_id) values (${bakery.id}, 'clerk', 'Clerk', preset_role(${bakery.id}, 'finance'))
      returning tenant_id, id
    ), password as (
      insert into staff_credentials (tenant_id, staff_id, password_hash)
      select clerk.tenant_id, clerk.id, c.password_hash from clerk, staff_credentials c limit 1
    ) select id from clerk`;
  clerk = { id, client: await api.logIn('clerk') };
});

afterAll(() => api.stop());

/** What everybody who reads money may see. */
const kind = 'ledger-export';

async function ask(tenantId: string, { staffId, input = {} }: { staffId?: string; input?: object } = {}) {
  const actor = { tenantId, ...(staffId === undefined ? {} : { staffId }) };
  return api.database.withTenant(actor, (tx) => enqueueJob(tx, { kind, input: { ...input } }));
}

/** Claims the oldest job, as the jobs process does. */
async function begin() {
  const run = await api.database.withPlatform('test', (tx) =>
    claimJob(tx, { runnerId, kinds: [kind], maxOfTenant: 99 }),
  );
  if (run === undefined) throw new Error('nothing to claim');
  const progress = (done: number, total?: number) =>
    api.database.withPlatform('test', (tx) => writeProgress(tx, run, { done, total }));
  const end = (ending: Parameters<typeof endRun>[2]) =>
    api.database.withPlatform('test', (tx) => endRun(tx, run, ending));
  return { id: run.id, progress, end };
}

async function finished(tenantId: string, text: string, name: string) {
  const id = await ask(tenantId);
  const run = await begin();
  const key = jobFileKey({ tenantId, id });
  const { bytes } = await api.objects.put(key, Readable.from([text]), { maxBytes: 1e6 });
  await run.end({
    state: 'done',
    result: { rows: 3, file: { key, bytes, name, contentType: 'text/csv; charset=utf-8' } },
  });
  return id;
}

describe('a job', () => {
  test('is seen as it goes along: waiting, running with its progress, done with its result', async () => {
    const id = await ask(bakery.id, { input: { secret: 'of the handler' } });
    const seen = async () => (await bakery.client.get(`/v1/jobs/${id}`)).as(jobSchema);
    expect(await seen()).toMatchObject({
      id,
      kind,
      state: 'waiting',
      progress: { done: 0, total: null },
      startedAt: null,
    });
    const run = await begin();
    await run.progress(7, 20);
    expect(await seen()).toMatchObject({
      state: 'running',
      progress: { done: 7, total: 20 },
      result: null,
      failure: null,
    });
    await run.end({ state: 'done', result: { rows: 20 } });
    const done = await seen();
    expect(done).toMatchObject({ state: 'done', result: { rows: 20 }, file: null, cancelling: false });
    expect(done.endedAt).not.toBeNull();
    expect(JSON.stringify(done)).not.toContain('secret');
  });

  test('that failed says why, and raises an alert', async () => {
    const id = await ask(bakery.id);
    await (await begin()).end({ state: 'failed', code: 'file_unreadable', detail: 'line 3: no prefix' });
    const failed = (await bakery.client.get(`/v1/jobs/${id}`)).as(jobSchema);
    expect(failed).toMatchObject({
      state: 'failed',
      failure: { code: 'file_unreadable', detail: 'line 3: no prefix' },
      result: null,
    });
    const [alert] = await api.behind`select kind, details from alerts where subject_id = ${id}`;
    expect(alert).toEqual({ kind: 'job_failed', details: { jobKind: kind, code: 'file_unreadable' } });
  });

  test('is 404 for another tenant, for one above, and for one that is none; 401 for nobody', async () => {
    const id = await finished(bakery.id, 'a', 'a.csv');
    for (const path of [`/v1/jobs/${id}`, `/v1/jobs/${id}/events`, `/v1/jobs/${id}/file`]) {
      expect([path, (await api.anonymous.get(path)).status]).toEqual([path, 401]);
      for (const client of [butcher.client, operator])
        expect([path, (await client.get(path)).status]).toEqual([path, 404]);
    }
    for (const client of [butcher.client, operator])
      expect((await client.post(`/v1/jobs/${id}/cancel`)).status).toBe(404);
    expect((await api.anonymous.post(`/v1/jobs/${id}/cancel`)).status).toBe(401);
    expect((await bakery.client.get(`/v1/jobs/${crypto.randomUUID()}`)).status).toBe(404);
    expect((await bakery.client.get('/v1/jobs/1')).status).toBe(404);
  });
});

describe('the list', () => {
  test('has the newest first, in pages, by kind and state', async () => {
    const ids = [await ask(butcher.id), await ask(butcher.id), await ask(butcher.id)];
    const first = (await butcher.client.get('/v1/jobs?limit=2')).as(page);
    expect(first.items.map((job) => job.id)).toEqual([ids[2], ids[1]]);
    const rest = (await butcher.client.get(`/v1/jobs?limit=2&cursor=${first.nextCursor}`)).as(page);
    expect([rest.items.map((job) => job.id), rest.nextCursor]).toEqual([[ids[0]], null]);
    await (await begin()).end({ state: 'done', result: {} });
    const listed = async (query: string) =>
      (await butcher.client.get(`/v1/jobs?${query}`)).as(page).items.map((job) => job.id);
    expect(await listed('state=done')).toEqual([ids[0]]);
    expect(await listed('open=true')).toEqual([ids[2], ids[1]]);
    expect(await listed('open=false')).toEqual([ids[0]]);
    expect(await listed('kind=deck-preview')).toEqual([]);
    for (const id of ids.slice(1)) {
      await begin().then((run) => run.end({ state: 'cancelled' }));
      expect(id).toBeDefined();
    }
  });

  test.each(['state=odd', 'limit=0', 'limit=1000', 'cursor=odd', 'open=maybe'])('%s is refused', async (query) => {
    expect((await bakery.client.get(`/v1/jobs?${query}`)).status).toBe(422);
  });

  test('shows an administrator all of the tenant, and others what they asked for themselves', async () => {
    const own = await ask(bakery.id, { staffId: clerk.id });
    await (await begin()).end({ state: 'done', result: {} });
    const foreign = await finished(bakery.id, 'numbers', 'calls.csv');
    const ofClerk = (await clerk.client.get('/v1/jobs')).as(page).items;
    expect(ofClerk.map((job) => [job.id, job.staff?.name])).toEqual([[own, 'Clerk']]);
    const ofAdministrator = (await bakery.client.get('/v1/jobs')).as(page).items.map((job) => job.id);
    expect(ofAdministrator).toEqual(expect.arrayContaining([own, foreign]));
    for (const path of [`/v1/jobs/${foreign}`, `/v1/jobs/${foreign}/file`, `/v1/jobs/${foreign}/events`])
      expect([path, (await clerk.client.get(path)).status]).toEqual([path, 404]);
    expect((await clerk.client.post(`/v1/jobs/${foreign}/cancel`)).status).toBe(404);
  });
});

test('what may not be read any more is not there: neither the job, nor its file, nor its progress, nor its end', async () => {
  const id = await ask(bakery.id, { staffId: clerk.id });
  const run = await begin();
  const stream = await readEvents(clerk.client, `/v1/jobs/${id}/events`, jobProgress);
  await stream.next();
  const key = jobFileKey({ tenantId: bakery.id, id });
  await api.objects.put(key, Readable.from(['money']), { maxBytes: 10 });
  const listed = async () => (await clerk.client.get('/v1/jobs')).as(page).items.map((job) => job.id);
  const roleTo = (preset: string) =>
    api.behind`update staff set role_id = preset_role(${bakery.id}, ${preset}) where id = ${clerk.id}`;
  await roleTo('supervisor');
  expect(await stream.next()).toBeUndefined();
  expect((await clerk.client.post(`/v1/jobs/${id}/cancel`)).status).toBe(404);
  await run.end({ state: 'done', result: { file: { key, bytes: 5, name: 'a.csv', contentType: 'text/csv' } } });
  for (const path of [`/v1/jobs/${id}`, `/v1/jobs/${id}/file`, `/v1/jobs/${id}/events`])
    expect([path, (await clerk.client.get(path)).status]).toEqual([path, 404]);
  expect(await listed()).not.toContain(id);
  await roleTo('finance');
  expect(await listed()).toContain(id);
  expect(await (await clerk.client.fetch(`/v1/jobs/${id}/file`)).text()).toBe('money');
});

test('who is no administrator any more follows no job of others', async () => {
  const id = await ask(bakery.id);
  const run = await begin();
  await api.behind`update staff set role_id = preset_role(${bakery.id}, 'administrator') where id = ${clerk.id}`;
  const stream = await readEvents(clerk.client, `/v1/jobs/${id}/events`, jobProgress);
  await stream.next();
  await api.behind`update staff set role_id = preset_role(${bakery.id}, 'finance') where id = ${clerk.id}`;
  await run.progress(1);
  expect(await stream.next()).toBeUndefined();
  await run.end({ state: 'cancelled' });
});

describe('cancelling', () => {
  test('is asked for once, audited, and refused for what has ended', async () => {
    const id = await ask(bakery.id);
    const run = await begin();
    const asked = (await bakery.client.post(`/v1/jobs/${id}/cancel`)).as(jobSchema);
    expect(asked).toMatchObject({ state: 'running', cancelling: true });
    expect(await run.progress(1)).toBe('cancelling');
    await run.end({ state: 'cancelled' });
    expect(await bakery.client.post(`/v1/jobs/${id}/cancel`)).toMatchObject({
      status: 409,
      body: { code: 'invalid_transition' },
    });
    const audit = await api.behind`select action from audit_entries where subject_id = ${id} order by id`;
    expect(audit.map((row) => row['action'])).toEqual(['job.enqueue', 'job.cancel']);
  });
});

describe('the file', () => {
  test('comes whole, under its Chinese name, to be saved and never shown', async () => {
    const id = await finished(bakery.id, '\uFEFF前缀,价格\r\n', '费率 "2026/10".csv');
    const seen = (await bakery.client.get(`/v1/jobs/${id}`)).as(jobSchema);
    expect(seen).toMatchObject({ result: { rows: 3 }, file: { name: '费率 "2026/10".csv', bytes: 18 } });
    expect(JSON.stringify(seen)).not.toContain('tenant/');
    const response = await bakery.client.fetch(`/v1/jobs/${id}/file`);
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer()).toString()).toBe('\uFEFF前缀,价格\r\n');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-length': '18',
      'content-disposition': `attachment; filename="__ _2026_10_.csv"; filename*=UTF-8''%E8%B4%B9%E7%8E%87%20%222026_10%22.csv`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  test('is 404 while there is none, when it was swept, and when a result names another tenant’s', async () => {
    const id = await ask(bakery.id);
    const run = await begin();
    expect((await bakery.client.get(`/v1/jobs/${id}/file`)).status).toBe(404);
    const theirs = await finished(butcher.id, 'theirs', 'theirs.csv');
    const key = jobFileKey({ tenantId: butcher.id, id: theirs });
    await run.end({ state: 'done', result: { file: { key, bytes: 6, name: 'x', contentType: 'text/csv' } } });
    expect((await bakery.client.get(`/v1/jobs/${id}/file`)).status).toBe(404);
    const swept = await finished(bakery.id, 'mine', 'mine.csv');
    await api.objects.delete(jobFileKey({ tenantId: bakery.id, id: swept }));
    expect((await bakery.client.get(`/v1/jobs/${swept}/file`)).status).toBe(404);
  });

  test.each([
    ['report.csv', `attachment; filename="report.csv"; filename*=UTF-8''report.csv`],
    [
      'a"; x="b\r\nset-cookie: a=b',
      `attachment; filename="a_; x=_b__set-cookie: a=b"; filename*=UTF-8''a%22%3B%20x%3D%22b__set-cookie%3A%20a%3Db`,
    ],
    ["it's (50%)*!.csv", `attachment; filename="it's (50_)*!.csv"; filename*=UTF-8''it%27s%20%2850%25%29%2A%21.csv`],
    ['../../etc/passwd', `attachment; filename=".._.._etc_passwd"; filename*=UTF-8''.._.._etc_passwd`],
    ['\u202Efdp.exe', `attachment; filename="_fdp.exe"; filename*=UTF-8''_fdp.exe`],
    ['\uD800', `attachment; filename="_"; filename*=UTF-8''_`],
    [' ', `attachment; filename="file"; filename*=UTF-8''file`],
  ])('%j is offered by a name that breaks no header', (name, disposition) => {
    expect(dispositionOf(name)).toBe(disposition);
    expect(new Headers({ 'content-disposition': disposition }).get('content-disposition')).toBe(disposition);
  });
});

describe('events', () => {
  test('tell the job at once, each change, its end, and then end themselves', async () => {
    const id = await ask(bakery.id);
    const stream = await readEvents(bakery.client, `/v1/jobs/${id}/events`, jobProgress);
    expect(await stream.next()).toMatchObject({ job: { id, state: 'waiting' } });
    const run = await begin();
    await stream.until(({ job }) => job.state === 'running');
    await run.progress(5, 10);
    expect((await stream.until(({ job }) => job.progress.done === 5)).job.progress.total).toBe(10);
    await bakery.client.post(`/v1/jobs/${id}/cancel`);
    await stream.until(({ job }) => job.cancelling);
    await run.end({ state: 'done', result: { rows: 10 } });
    expect((await stream.until(({ job }) => job.state === 'done')).job.result).toEqual({ rows: 10 });
    expect(await stream.next()).toBeUndefined();
  });

  test('of a job that has ended are one', async () => {
    const id = await finished(bakery.id, 'a', 'a.csv');
    const stream = await readEvents(bakery.client, `/v1/jobs/${id}/events`, jobProgress);
    expect((await stream.next())?.job.state).toBe('done');
    expect(await stream.next()).toBeUndefined();
  });

  test('end when the session does', async () => {
    const id = await ask(bakery.id);
    const leaving = await api.logIn('bakery');
    const stream = await readEvents(leaving, `/v1/jobs/${id}/events`, jobProgress);
    await stream.next();
    await leaving.send('DELETE', '/v1/session');
    expect(await stream.next()).toBeUndefined();
    await (await begin()).end({ state: 'cancelled' });
  });
});
