// Support sessions over HTTP: who may open one, what it opens and what it never does, what the customer sees, and every way it ends.
import { createHmac } from 'node:crypto';
import { createApp, createLog } from '@yunhu/api';
import {
  auditPage,
  pageOf,
  session as sessionSchema,
  supportSession,
  supportSessionDetail,
  supportSessionPage,
  task,
  tenant as tenantSchema,
} from '@yunhu/api/schemas';
import { endOldSupportSessions } from '@yunhu/db/tenancy';
import { type Clock, systemClock } from '@yunhu/db/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi, type TestClient, testPassword } from '../setup/api.ts';
import { createTestTenant, equipCustomer, type TestTenant } from '../setup/customer.ts';

const secret = new Uint8Array(32).fill(7);
let nowMs = systemClock.nowMs();
/** Moves on by hand, so that a session's time is over when the test says so. */
const clock: Clock = { ...systemClock, nowMs: () => nowMs, now: () => new Date(nowMs) };

let api: TestApi;
let operator: TestClient;
let agent: TestTenant;
let bakery: TestTenant;
let butcher: TestTenant;
let taskId: string;

beforeAll(async () => {
  api = await startTestApi({ clock, sessionSecret: secret });
  operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, { kind: 'agent', name: 'Agent', loginName: 'agent1' });
  bakery = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
  butcher = await createTestTenant(api, operator, { kind: 'customer', name: 'Butcher', loginName: 'butcher' });
  const { flowId, callerIdId } = await equipCustomer(api, bakery.id, { name: 'Buns' });
  taskId = (await bakery.client.post('/v1/tasks', { name: 'Buns', flowId, callerIdId })).as(task).id;
});

afterAll(() => api.stop());

const reason = 'They cannot see their list of numbers';
const cookieOf = (client: { headers: Headers }, name: string) =>
  client.headers
    .getSetCookie()
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.split(';')[0] ?? '';

/** Sends with the person's own cookie and a support cookie beside it. */
async function inside(client: TestClient, support: string, method: string, path: string, body?: unknown) {
  const response = await api.app.request(path, {
    method,
    headers: {
      cookie: `${client.cookie}; ${support}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, body: isJson ? (JSON.parse(text) as unknown) : text, headers: response.headers };
}

async function open(client: TestClient, tenantId: string, minutes = 30) {
  const answer = await client.post(`/v1/tenants/${tenantId}/support-sessions`, { reason, minutes });
  return { session: answer.as(supportSession), cookie: cookieOf(answer, 'yunhu_support') };
}

describe('opening', () => {
  test.each([
    [{ reason: 'too short', minutes: 30 }, 422],
    [{ reason: '          a         ', minutes: 30 }, 422],
    [{ reason, minutes: 241 }, 422],
    [{ reason, minutes: 0 }, 422],
    [{ reason, minutes: 30.5 }, 422],
    [{ reason: 'x'.repeat(501), minutes: 30 }, 422],
    [{ reason, minutes: 30, tenantId: crypto.randomUUID() }, 422],
  ])('%j is answered with %d', async (body, status) => {
    expect((await operator.post(`/v1/tenants/${bakery.id}/support-sessions`, body)).status).toBe(status);
  });

  test('is for who stands above a customer, and for customers alone', async () => {
    const ask = async (client: TestClient, tenantId: string) =>
      (await client.post(`/v1/tenants/${tenantId}/support-sessions`, { reason, minutes: 5 })).status;
    expect(await ask(agent.client, butcher.id)).toBe(404);
    expect(await ask(agent.client, agent.id)).toBe(404);
    expect(await ask(operator, crypto.randomUUID())).toBe(404);
    expect(await ask(operator, agent.id)).toBe(422);
    expect(await ask(bakery.client, butcher.id)).toBe(403);
    expect(await ask(api.anonymous, bakery.id)).toBe(401);
    await operator.send('PATCH', `/v1/tenants/${butcher.id}`, { state: 'disabled' });
    expect(await ask(operator, butcher.id)).toBe(422);
    await operator.send('PATCH', `/v1/tenants/${butcher.id}`, { state: 'enabled' });
    // Being disabled ended its sessions.
    butcher = { ...butcher, client: await api.logIn('butcher') };
  });

  test('tells the customer: an alert, the audit, and a list of who, why and what', async () => {
    const { session } = await open(operator, bakery.id);
    const [alert] =
      await api.behind`select level, details from alerts where tenant_id = ${bakery.id} and kind = 'support_session_opened' and resolved_at is null`;
    expect(alert).toMatchObject({ level: 'warning', details: { staffName: 'Operator', reason } });
    const [seen] = (await bakery.client.get('/v1/support-sessions?state=open')).as(supportSessionPage).items;
    expect(seen).toMatchObject({
      id: session.id,
      reason,
      staff: { name: 'Operator' },
      tenant: { name: 'Bakery' },
      open: true,
    });
    const { items } = (await bakery.client.get('/v1/audit?action=support-session.open')).as(auditPage);
    expect(items[0]).toMatchObject({
      actor: { kind: 'above', tenant: { name: 'Operator' }, staff: { name: 'Operator' } },
      details: { reason, minutes: 30 },
      supportSessionId: session.id,
    });
    // Who stands between sees it too; a neighbour does not know of it.
    expect((await agent.client.get(`/v1/support-sessions/${session.id}`)).status).toBe(200);
    expect((await butcher.client.get(`/v1/support-sessions/${session.id}`)).status).toBe(404);
    expect((await butcher.client.post(`/v1/support-sessions/${session.id}/end`)).status).toBe(404);
  });

  test('again ends the one before it', async () => {
    const first = await open(operator, bakery.id);
    const second = await open(operator, bakery.id);
    const sessions = (await bakery.client.get('/v1/support-sessions')).as(supportSessionPage).items;
    expect(sessions.find(({ id }) => id === first.session.id)).toMatchObject({ open: false, endedBy: 'replaced' });
    expect(sessions.find(({ id }) => id === second.session.id)).toMatchObject({ open: true });
    const bodies = await Promise.all([1, 2, 3].map(() => open(operator, bakery.id)));
    expect(bodies).toHaveLength(3);
    const stillOpen =
      await api.behind`select id from support_sessions where ended_at is null and tenant_id = ${bakery.id}`;
    expect(stillOpen).toHaveLength(1);
  });
});

describe('inside', () => {
  test('one is in the customer, reads what is the customer’s alone, and it is written down', async () => {
    const { session, cookie } = await open(operator, bakery.id);
    const me = await inside(operator, cookie, 'GET', '/v1/session');
    expect(sessionSchema.parse(me.body)).toMatchObject({
      tenant: { id: bakery.id, name: 'Bakery', kind: 'customer' },
      staff: { loginName: 'operator' },
      support: { id: session.id, reason },
      payments: null,
    });
    expect((await operator.get(`/v1/tasks/${taskId}`)).status).toBe(403);
    for (const path of [
      '/v1/tasks',
      `/v1/tasks/${taskId}`,
      `/v1/tasks/${taskId}/targets`,
      '/v1/cdrs',
      '/v1/telephony/flows',
    ])
      expect([path, (await inside(operator, cookie, 'GET', path)).status]).toEqual([path, 200]);
    await inside(operator, cookie, 'GET', `/v1/tasks/${taskId}?secret=1`);
    const { viewed } = (await bakery.client.get(`/v1/support-sessions/${session.id}`)).as(supportSessionDetail);
    expect(viewed.map(({ path, times }) => `${times} ${path}`).toSorted()).toEqual([
      '1 /v1/cdrs',
      `1 /v1/tasks`,
      `1 /v1/tasks/${taskId}/targets`,
      '1 /v1/telephony/flows',
      `2 /v1/tasks/${taskId}`,
    ]);
  });

  test('nothing is written, and each try is told to the customer', async () => {
    const { session, cookie } = await open(operator, bakery.id);
    const tries: [string, string, unknown?][] = [
      ['POST', '/v1/tasks', { name: 'x', flowId: crypto.randomUUID(), callerIdId: crypto.randomUUID() }],
      ['POST', `/v1/tasks/${taskId}/start`],
      [
        'POST',
        '/v1/staff',
        { name: 'Thief', loginName: 'thief1', roleId: crypto.randomUUID(), password: testPassword },
      ],
      ['POST', '/v1/payments', { amount: '10' }],
      ['POST', '/v1/cdrs/exports', { format: 'csv', language: 'en' }],
      ['POST', `/v1/tenants/${butcher.id}/support-sessions`, { reason, minutes: 5 }],
      ['PATCH', `/v1/tenants/${bakery.id}`, { name: 'Mine' }],
    ];
    for (const [method, path, body] of tries) {
      const answer = await inside(operator, cookie, method, path, body);
      expect([method, path, answer.status, (answer.body as { code: string }).code]).toEqual([
        method,
        path,
        403,
        'support_read_only',
      ]);
    }
    const refused = (
      await bakery.client.get(`/v1/audit?action=support-session.refuse&supportSessionId=${session.id}`)
    ).as(auditPage);
    expect(refused.items).toHaveLength(tries.length);
    expect(refused.items[0]).toMatchObject({
      details: { method: 'PATCH', route: '/v1/tenants/:tenantId' },
      actor: { kind: 'above', staff: { name: 'Operator' } },
    });
    expect((await api.behind`select from tasks where tenant_id = ${bakery.id}`).length).toBe(1);
  });

  test('people, roles, payments and what is not the customer’s stay closed', async () => {
    const { cookie } = await open(operator, bakery.id);
    for (const path of [
      '/v1/staff',
      '/v1/roles',
      '/v1/payments',
      '/v1/tenants',
      '/v1/rate-groups',
      '/v1/reconciliation/proofs',
    ])
      expect([path, [403, 404].includes((await inside(operator, cookie, 'GET', path)).status)]).toEqual([path, true]);
    expect((await inside(operator, cookie, 'GET', `/v1/audit?tenantId=${butcher.id}`)).status).toBe(404);
  });

  test('the cookie is nothing without the person, with another person, forged, or of another kind', async () => {
    const { session, cookie } = await open(operator, bakery.id);
    expect((await api.app.request('/v1/tasks', { headers: { cookie } })).status).toBe(401);
    expect((await inside(agent.client, cookie, 'GET', '/v1/tasks')).status).toBe(403);
    const claims = {
      sup: session.id,
      cus: bakery.id,
      per: (await operator.get('/v1/session')).as(sessionSchema).staff.id,
      sid: operator.refreshCookie?.split('.')[1] ?? '',
    };
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const sign = (key: Uint8Array, audience: string | undefined, payload: Record<string, string>) => {
      const body = {
        ...payload,
        exp: Math.floor(nowMs / 1000) + 60,
        ...(audience === undefined ? {} : { aud: audience }),
      };
      const text = `${encode({ alg: 'HS256' })}.${encode(body)}`;
      return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
    };
    const forged = [
      sign(new Uint8Array(32).fill(8), 'yunhu-support', claims),
      sign(secret, undefined, claims),
      sign(secret, 'yunhu-support', { ...claims, cus: butcher.id }),
      sign(secret, 'yunhu-support', { ...claims, sup: crypto.randomUUID() }),
      sign(secret, 'yunhu-support', { ...claims, sid: crypto.randomUUID() }),
      `${encode({ alg: 'none' })}.${encode({ ...claims, aud: 'yunhu-support', exp: 9_999_999_999 })}.`,
      operator.cookie?.split('=')[1] ?? '',
    ];
    expect(
      (await inside(operator, `yunhu_support=${sign(secret, 'yunhu-support', claims)}`, 'GET', '/v1/tasks')).status,
    ).toBe(200);
    for (const token of forged)
      expect((await inside(operator, `yunhu_support=${token}`, 'GET', '/v1/tasks')).status).toBe(403);
    // Nor does it sign anybody in where a session is asked for.
    const value = cookie.split('=')[1] ?? '';
    expect((await api.app.request('/v1/session', { headers: { cookie: `yunhu_session=${value}` } })).status).toBe(401);
  });

  test('a stream that is open ends with the session', { timeout: 30_000 }, async () => {
    const { session, cookie } = await open(operator, bakery.id);
    const response = await api.app.request(`/v1/tasks/${taskId}/events`, {
      headers: { cookie: `${operator.cookie}; ${cookie}` },
    });
    expect(response.status).toBe(200);
    const reader = (response.body ?? new ReadableStream()).getReader();
    const first = await reader.read();
    expect(new TextDecoder().decode(first.value as Uint8Array)).toContain('Buns');
    await bakery.client.post(`/v1/support-sessions/${session.id}/end`);
    // Its turns go by the clock of this test.
    const moving = setInterval(() => (nowMs += 1_000), 20);
    while (!(await reader.read()).done);
    clearInterval(moving);
  });
});

describe('the end', () => {
  const isInside = async (client: TestClient, cookie: string) =>
    (await inside(client, cookie, 'GET', '/v1/tasks')).status === 200;

  test('by the customer, at once', async () => {
    const { session, cookie } = await open(agent.client, bakery.id);
    expect(await isInside(agent.client, cookie)).toBe(true);
    const ended = (await bakery.client.post(`/v1/support-sessions/${session.id}/end`)).as(supportSession);
    expect(ended).toMatchObject({ open: false, endedBy: 'tenant' });
    expect(await isInside(agent.client, cookie)).toBe(false);
    // The person is back in his own company.
    expect(
      ((await inside(agent.client, cookie, 'GET', '/v1/session')).body as { tenant: { name: string } }).tenant.name,
    ).toBe('Agent');
    const alerts =
      await api.behind`select from alerts where tenant_id = ${bakery.id} and subject_id = ${session.id} and resolved_at is null`;
    expect(alerts).toHaveLength(0);
    expect((await bakery.client.post(`/v1/support-sessions/${session.id}/end`)).as(supportSession)).toEqual(ended);
  });

  test('by the one who opened it, who gets his own company back', async () => {
    const { session, cookie } = await open(operator, bakery.id);
    const left = await inside(operator, cookie, 'DELETE', '/v1/support-session');
    expect(left.status).toBe(204);
    expect(cookieOf(left, 'yunhu_support')).toBe('yunhu_support=');
    expect(await isInside(operator, cookie)).toBe(false);
    expect((await bakery.client.get(`/v1/support-sessions/${session.id}`)).as(supportSessionDetail)).toMatchObject({
      endedBy: 'staff',
    });
    expect((await inside(operator, cookie, 'DELETE', '/v1/support-session')).status).toBe(404);
    const { items } = (
      await bakery.client.get(`/v1/audit?action=support-session.end&supportSessionId=${session.id}`)
    ).as(auditPage);
    expect(items).toMatchObject([{ details: { by: 'staff' }, actor: { staff: { name: 'Operator' } } }]);
  });

  test('when its time is over, to the second, and the audit says so', async () => {
    const { session, cookie } = await open(operator, bakery.id, 5);
    nowMs += 5 * 60_000 - 1_000;
    expect(await isInside(operator, cookie)).toBe(true);
    nowMs += 1_000;
    expect(await isInside(operator, cookie)).toBe(false);
    expect((await bakery.client.get(`/v1/support-sessions/${session.id}`)).as(supportSessionDetail).open).toBe(false);
    await api.database.withPlatform('test', (tx) => endOldSupportSessions(tx, clock.now()));
    const ended = (await bakery.client.get(`/v1/support-sessions/${session.id}`)).as(supportSessionDetail);
    expect(ended).toMatchObject({ endedBy: 'time', endedAt: session.until });
    const { items } = (
      await bakery.client.get(`/v1/audit?action=support-session.end&supportSessionId=${session.id}`)
    ).as(auditPage);
    expect(items).toMatchObject([{ details: { by: 'time' } }]);
  });

  test('when the person may not open one any more, is disabled, or the customer is', async () => {
    const { cookie } = await open(operator, bakery.id);
    await api.behind`update tenants set state = 'disabled' where id = ${agent.id}`;
    expect(await isInside(operator, cookie)).toBe(false);
    await api.behind`update tenants set state = 'enabled' where id = ${agent.id}`;
    expect(await isInside(operator, cookie)).toBe(true);
    const role = await api.behind`select role_id from staff where login_name = 'operator'`;
    await api.behind`
      update staff set role_id = (select id from roles where tenant_id = staff.tenant_id and preset = 'finance') where login_name = 'operator'`.catch(
      () => undefined,
    );
    await api.behind`alter table staff disable trigger keep_an_administrator`;
    await api.behind`
      update staff set role_id = (select id from roles where tenant_id = staff.tenant_id and preset = 'finance') where login_name = 'operator'`;
    expect(await isInside(operator, cookie)).toBe(false);
    await api.behind`update staff set role_id = ${String(role[0]?.role_id)} where login_name = 'operator'`;
    await api.behind`alter table staff enable trigger keep_an_administrator`;
  });

  test('a customer’s own bounds hold inside too', async () => {
    const { cookie } = await open(operator, bakery.id);
    await api.behind`
      update company_roles set permissions = (select array_remove(permissions, 'cdr.read') from tenant_kinds where kind = 'customer')
      where kind = 'customer'`;
    expect((await inside(operator, cookie, 'GET', '/v1/cdrs')).status).toBe(403);
    expect(await isInside(operator, cookie)).toBe(true);
    await api.behind`update company_roles set permissions = null where kind = 'customer'`;
  });

  test('logging out leaves neither', async () => {
    const { session, cookie } = await open(agent.client, bakery.id);
    const left = await inside(agent.client, cookie, 'DELETE', '/v1/session');
    expect(left.status).toBe(204);
    expect(cookieOf(left, 'yunhu_support')).toBe('yunhu_support=');
    expect((await inside(agent.client, cookie, 'GET', '/v1/tasks')).status).toBe(401);
    const ended = (await bakery.client.get(`/v1/support-sessions/${session.id}`)).as(supportSessionDetail);
    expect(ended).toMatchObject({ open: false, endedBy: 'staff' });
    agent = { ...agent, client: await api.logIn('agent1') };
    expect(await isInside(agent.client, cookie)).toBe(false);
  });

  test('with the session that it was opened in: the next one of the same person in the same browser is at home', async () => {
    const { cookie } = await open(agent.client, bakery.id);
    await api.behind`
      update sessions set revoked_at = now(), revoked_reason = 'revoked' where tenant_id = ${agent.id} and revoked_at is null`;
    const again = await api.logIn('agent1');
    expect((await inside(again, cookie, 'GET', '/v1/session')).body).toMatchObject({ support: null });
    expect(await isInside(again, cookie)).toBe(false);
    agent = { ...agent, client: again };
  });
});

test('what the secret before signed holds on while it is renewed, and no longer', async () => {
  const { cookie } = await open(operator, bakery.id);
  const next = { sessionSecret: new Uint8Array(32).fill(9), clock };
  const apps = [secret, undefined].map((previousSessionSecret) =>
    createApp({
      ...{ database: api.database, objects: api.objects, log: createLog('silent', 'api') },
      ...{ ...next, previousSessionSecret },
    }),
  );
  const tenants = [];
  for (const { app, close } of apps) {
    const answer = await app.request('/v1/session', { headers: { cookie: `${operator.cookie}; ${cookie}` } });
    tenants.push(answer.status === 200 ? sessionSchema.parse(await answer.json()).tenant.name : answer.status);
    await close();
  }
  expect(tenants).toEqual(['Bakery', 401]);
});

test('the schemas of pages and tenants stay as they are for everybody else', async () => {
  expect((await operator.get('/v1/session')).as(sessionSchema).support).toBeNull();
  (await operator.get('/v1/tenants')).as(pageOf(tenantSchema).pick({ items: true }));
});
