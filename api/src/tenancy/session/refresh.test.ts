import { VirtualClock } from '@yunhu/db/time';
import { cookiesOf, startTestApi, type TestApi, type TestClient } from '@yunhu/tests/api';
import { createTestTenant, type TestTenant } from '@yunhu/tests/customer';
import { addPersonWith } from '@yunhu/tests/staff';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listOf } from '../../http/schemas.ts';
import { alertPage } from '../alerts/schemas.ts';
import { session } from '../schemas.ts';
import { openSession, refreshed } from './schemas.ts';

const clock = new VirtualClock(Date.now());
let api: TestApi;
let operator: TestClient;
let customer: TestTenant;

beforeAll(async () => {
  api = await startTestApi({ clock });
  operator = await api.logIn('operator');
  customer = await createTestTenant(api, operator, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
});

afterAll(() => api.stop());

/** The cookies of a session of its own. */
async function logIn(loginName = 'bakery'): Promise<{ access: string; refresh: string }> {
  const client = await api.logIn(loginName);
  return { access: client.cookie ?? '', refresh: client.refreshCookie ?? '' };
}

async function refresh(cookie: string, headers: Record<string, string> = {}) {
  const answer = await api.anonymous.send('POST', '/v1/session/refresh', undefined, { cookie, ...headers });
  const set = cookiesOf(answer.headers);
  return { answer, access: set.yunhu_session ?? '', refresh: set.yunhu_refresh ?? '' };
}

const statusOf = async (cookie: string) =>
  (await api.anonymous.send('GET', '/v1/session', undefined, { cookie })).status;

let first: { access: string; refresh: string };

beforeEach(async () => {
  first = await logIn();
});

test('a refresh token gives the next pair, of the same session, and its time to come back', async () => {
  await clock.advance(9 * 60_000);
  const next = await refresh(first.refresh);
  const { accessEndsAt } = next.answer.as(refreshed);
  expect(Date.parse(accessEndsAt) - clock.nowMs()).toBeGreaterThan(598_000);
  expect([next.access === first.access, next.refresh === first.refresh]).toEqual([false, false]);
  await clock.advance(9 * 60_000);
  expect([await statusOf(first.access), await statusOf(next.access)]).toEqual([401, 200]);
});

test('one that was used ends the whole session when it comes back: its newest tokens too, with a word in audit and alerts', async () => {
  const next = await refresh(first.refresh);
  const newest = await refresh(next.refresh);
  expect(await statusOf(newest.access)).toBe(200);
  const replayed = await refresh(first.refresh);
  expect(replayed.answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  expect(replayed.answer.headers.getSetCookie().every((cookie) => cookie.includes('Max-Age=0'))).toBe(true);
  expect(await statusOf(newest.access)).toBe(401);
  expect((await refresh(newest.refresh)).answer.status).toBe(401);
  const [ended] = await api.behind<[{ reason: string; entries: number }]>`
    select revoked_reason as reason, (select count(*)::int from audit_entries where action = 'session.replay' and subject_id = s.id::text) as entries
    from sessions s where id::text = ${newest.refresh.split('.')[1] ?? ''}`;
  expect(ended).toEqual({ reason: 'replay', entries: 1 });
  const told = await api.logIn('bakery');
  expect((await told.get('/v1/session')).as(session).replayedAt).toBe(clock.now().toISOString());
  const { items } = (await told.get('/v1/alerts')).as(alertPage);
  expect(items.map(({ kind }) => kind)).toContain('session_replayed');
  expect((await told.post('/v1/session/replay-notice/dismissal')).status).toBe(204);
  expect((await told.get('/v1/session')).as(session).replayedAt).toBeNull();
});

test('of many who come at once with the same token one wins, the others end the session', async () => {
  for (let round = 0; round < 5; round++) {
    const { refresh: token } = await logIn();
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(token)));
    const won = answers.filter(({ answer }) => answer.status === 200);
    expect(won.length).toBe(1);
    expect(answers.filter(({ answer }) => answer.status === 401).length).toBe(7);
    expect(await statusOf(won[0]?.access ?? '')).toBe(401);
  }
});

test('nothing else refreshes: no cookie, another tenant in it, another session, a guess, the access token', async () => {
  const [, sessionId, secret] = first.refresh.slice('yunhu_refresh='.length).split('.');
  const other = await logIn('operator');
  const [, otherSession, otherSecret] = other.refresh.slice('yunhu_refresh='.length).split('.');
  const tries = [
    '',
    'yunhu_refresh=',
    'yunhu_refresh=nonsense',
    `yunhu_refresh=${first.access.split('=')[1]}`,
    `yunhu_refresh=${api.operatorId}.${sessionId}.${secret}`,
    `yunhu_refresh=${customer.id}.${otherSession}.${otherSecret}`,
    `yunhu_refresh=${customer.id}.${sessionId}.${otherSecret}`,
    `yunhu_refresh=${customer.id}.${sessionId}.${'A'.repeat(43)}`,
    `yunhu_refresh=${customer.id}.${sessionId}.${secret}.`,
    `yunhu_refresh=${'x'.repeat(100_000)}`,
  ];
  for (const cookie of tries) expect((await refresh(cookie)).answer.status).toBe(401);
  // A guess is no replay: both sessions live.
  expect([await statusOf(first.access), await statusOf(other.access)]).toEqual([200, 200]);
  expect((await refresh(first.refresh)).answer.status).toBe(200);
});

test('another site cannot refresh for anybody', async () => {
  for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }])
    expect((await refresh(first.refresh, headers)).answer).toMatchObject({
      status: 403,
      body: { code: 'cross_origin' },
    });
  expect((await refresh(first.refresh)).answer.status).toBe(200);
});

test('who left, was disabled, or whose seller was disabled, refreshes no more', async () => {
  const leaving = await api.logIn('bakery');
  const token = leaving.refreshCookie ?? '';
  expect((await leaving.send('DELETE', '/v1/session')).status).toBe(204);
  expect((await refresh(token)).answer.status).toBe(401);
  await api.behind`update tenants set state = 'disabled' where id = ${customer.id}`;
  expect((await refresh(first.refresh)).answer.status).toBe(401);
  await api.behind`update tenants set state = 'enabled' where id = ${customer.id}`;
  expect((await refresh(first.refresh)).answer.status).toBe(200);
});

test('logging in makes a session of its own, whatever cookies come along', async () => {
  const planted = first.access.split('=')[1] ?? '';
  const answer = await api.anonymous.post(
    '/v1/session',
    { loginName: 'operator', password: 'correct horse' },
    { cookie: `yunhu_session=${planted}; ${first.refresh}` },
  );
  const set = cookiesOf(answer.headers);
  expect([set.yunhu_session === first.access, set.yunhu_refresh === first.refresh]).toEqual([false, false]);
  const seen = await api.anonymous.send('GET', '/v1/session', undefined, { cookie: set.yunhu_session ?? '' });
  expect(seen.as(session).staff.loginName).toBe('operator');
  const whose = await api.anonymous.send('GET', '/v1/session', undefined, { cookie: first.access });
  expect(whose.as(session).staff.loginName).toBe('bakery');
});

test('one sees where one is signed in, and ends one of them or all others; a colleague’s and a stranger’s are not there', async () => {
  const [here, there, third] = [await api.logIn('bakery'), await api.logIn('bakery'), await api.logIn('bakery')];
  const list = async () => (await here.get('/v1/sessions')).as(listOf(openSession)).items;
  const before = await list();
  expect(before.filter(({ isThisOne }) => isThisOne).length).toBe(1);
  const thereId = there.refreshCookie?.split('.')[1] ?? '';
  expect(before.map(({ id }) => id)).toContain(thereId);
  expect((await operator.send('DELETE', `/v1/sessions/${thereId}`)).status).toBe(404);
  expect((await here.send('DELETE', `/v1/sessions/${thereId}`)).status).toBe(204);
  expect((await there.get('/v1/session')).status).toBe(401);
  expect((await here.send('DELETE', `/v1/sessions/${thereId}`)).status).toBe(404);
  expect((await here.send('DELETE', '/v1/sessions')).status).toBe(204);
  expect([(await third.get('/v1/session')).status, (await here.get('/v1/session')).status]).toEqual([401, 200]);
  expect((await list()).map(({ isThisOne }) => isThisOne)).toEqual([true]);
});

test('who looks after staff sees and ends their sessions, within the company alone', async () => {
  const [{ id: staffId }] = await api.behind<[{ id: string }]>`select id from staff where login_name = 'bakery'`;
  const administrator = await api.logIn('bakery');
  const found = (await administrator.get(`/v1/staff/${staffId}/sessions`)).as(listOf(openSession)).items;
  expect(found.length).toBeGreaterThan(1);
  const foreign = [`/v1/staff/${staffId}/sessions`, `/v1/staff/${crypto.randomUUID()}/sessions`];
  for (const path of foreign) {
    expect((await operator.get(path)).status).toBe(404);
    expect((await operator.send('DELETE', path)).status).toBe(404);
  }
  const firstId = first.refresh.split('.')[1] ?? '';
  expect((await operator.send('DELETE', `/v1/staff/${staffId}/sessions/${firstId}`)).status).toBe(404);
  expect((await administrator.send('DELETE', `/v1/staff/${staffId}/sessions/${firstId}`)).status).toBe(204);
  expect(await statusOf(first.access)).toBe(401);
  expect((await administrator.send('DELETE', `/v1/staff/${staffId}/sessions`)).status).toBe(204);
  expect((await administrator.get('/v1/session')).status).toBe(200);
});

test('where administrators are signed in, and its end, is nothing for who holds less than they', async () => {
  const administrator = await api.logIn('bakery');
  const permissions = ['staff.read', 'staff.write'] as const;
  const helper = await addPersonWith(api, administrator, { loginName: 'helper', permissions });
  const colleague = await addPersonWith(api, administrator, { loginName: 'helper2', permissions });
  const [{ id: staffId }] = await api.behind<[{ id: string }]>`select id from staff where login_name = 'bakery'`;
  const sessions = `/v1/staff/${staffId}/sessions`;
  const tries = [
    await helper.client.get(sessions),
    await helper.client.send('DELETE', `${sessions}/${administrator.refreshCookie?.split('.')[1]}`),
    await helper.client.send('DELETE', sessions),
  ];
  for (const answer of tries) expect(answer).toMatchObject({ status: 403, body: { code: 'beyond_own_permissions' } });
  expect((await administrator.get('/v1/session')).status).toBe(200);
  const others = `/v1/staff/${colleague.id}/sessions`;
  expect((await helper.client.get(others)).as(listOf(openSession)).items.length).toBe(1);
  expect((await helper.client.send('DELETE', others)).status).toBe(204);
  expect((await colleague.client.get('/v1/session')).status).toBe(401);
});

test('a used one is known as long as the session lives: the first ends it on its last day', async () => {
  let newest = await refresh(first.refresh);
  for (let hours = 0; hours < 29 * 24; hours += 11) {
    await clock.advance(11 * 3_600_000);
    newest = await refresh(newest.refresh);
  }
  expect(await statusOf(newest.access)).toBe(200);
  expect((await refresh(first.refresh)).answer.status).toBe(401);
  expect([await statusOf(newest.access), (await refresh(newest.refresh)).answer.status]).toEqual([401, 401]);
  const [{ reason }] = await api.behind<[{ reason: string }]>`
    select revoked_reason as reason from sessions where id::text = ${first.refresh.split('.')[1] ?? ''}`;
  expect(reason).toBe('replay');
});
