import { cookiesOf, startTestApi, type TestApi, type TestClient, testPassword } from '@yunhu/tests/api';
import { createTestTenant, type TestTenant } from '@yunhu/tests/customer';
import { VirtualClock } from '@yunhu/db/time';
import { createApp, createLog } from '@yunhu/api';
import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultSessionLife } from '../../http/session-cookie.ts';
import { session as sessionSchema } from '../schemas.ts';
import { permissionsOfKind } from '@yunhu/db/tenancy';

const sessionSecret = new Uint8Array(32).fill(7);
const clock = new VirtualClock(Date.now());

let api: TestApi;
let operator: TestClient;
let customer: TestTenant;

beforeAll(async () => {
  api = await startTestApi({
    sessionSecret,
    clock,
    loginLimits: { perAccount: 5, perAddress: 1000, windowSeconds: 60 },
  });
  operator = await api.logIn('operator');
  customer = await createTestTenant(api, operator, {
    kind: 'customer',
    name: 'Bakery',
    loginName: 'bakery',
    money: '3',
  });
});

afterAll(() => api.stop());

const logIn = (loginName: unknown, password: unknown) => api.anonymous.post('/v1/session', { loginName, password });
const withoutId = (body: unknown) => ({ ...(body as object), requestId: undefined });
const as = (cookie: string) =>
  api.anonymous.send('GET', '/v1/session', undefined, { cookie: `yunhu_session=${cookie}` });

const audience = 'yunhu-access';

interface Forging {
  readonly key?: Parameters<SignJWT['sign']>[0];
  readonly algorithm?: string;
  readonly audience?: string | undefined;
  /** From now, in milliseconds. */
  readonly until?: number | undefined;
  readonly notBefore?: number;
}

/** A token as ours are, but for what is named. */
function sign(claims: Record<string, string>, forging: Forging = {}): Promise<string> {
  const { key = sessionSecret, algorithm = 'HS256', notBefore, ...rest } = forging;
  const { audience: aud, until } = { audience, until: 60_000, ...rest };
  const token = new SignJWT(claims).setProtectedHeader({ alg: algorithm });
  if (aud !== undefined) token.setAudience(aud);
  if (until !== undefined) token.setExpirationTime(new Date(clock.nowMs() + until));
  if (notBefore !== undefined) token.setNotBefore(new Date(clock.nowMs() + notBefore));
  return token.sign(key);
}

function unsigned(head: object, claims: object): string {
  return [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') + '.';
}

describe('POST /v1/session', () => {
  test('answers who one is, and sets a cookie that scripts and other sites cannot use', async () => {
    const answer = await logIn('Operator', testPassword);
    expect(answer.as(sessionSchema)).toMatchObject({
      staff: { loginName: 'operator', role: { preset: 'administrator', name: null } },
      tenant: { id: api.operatorId, kind: 'operator', currency: 'CNY', timeZone: 'Asia/Shanghai' },
      balance: { balanceMicros: '0', heldMicros: '0', availableMicros: '0' },
      switch: { state: 'down', reason: 'no worker has run yet' },
    });
    const [access, refresh, ...others] = answer.headers.getSetCookie();
    expect(access).toMatch(/^yunhu_session=\S+; Max-Age=(600|599); Path=\/; HttpOnly; SameSite=Strict$/);
    expect(refresh).toMatch(/^yunhu_refresh=\S+; Max-Age=43200; Path=\/v1\/session; HttpOnly; SameSite=Strict$/);
    expect(others).toEqual([]);
  });

  test('a wrong password, an unknown name and a disabled account are refused alike', async () => {
    const closed = await createTestTenant(api, operator, { kind: 'customer', name: 'Closed', loginName: 'closed' });
    await operator.send('PATCH', `/v1/tenants/${closed.id}`, { state: 'disabled' });
    const answers = [
      await logIn('bakery', 'wrong'),
      await logIn('nobody', 'wrong'),
      await logIn('closed', testPassword),
    ];
    for (const { status, body, headers } of answers) {
      expect([status, withoutId(body), headers.get('set-cookie')]).toEqual([401, withoutId(answers[0]?.body), null]);
    }
    expect(answers[0]?.body).toMatchObject({ code: 'invalid_credentials' });
  });

  test('422 names the field that is missing or wrong', async () => {
    expect(await logIn('operator', undefined)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'password' }] },
    });
    expect(await logIn(5, 'x')).toMatchObject({ status: 422, body: { errors: [{ field: 'loginName' }] } });
    expect(await logIn('a\0b', 'x')).toMatchObject({ status: 422, body: { errors: [{ field: 'loginName' }] } });
  });

  test('after too many wrong passwords the account waits, whatever is sent; a success before that forgets them', async () => {
    await createTestTenant(api, operator, { kind: 'customer', name: 'Guessed', loginName: 'guessed' });
    for (let i = 0; i < 4; i++) expect((await logIn('guessed', 'wrong')).status).toBe(401);
    expect((await logIn('GUESSED', testPassword)).status).toBe(200);
    for (let i = 0; i < 5; i++) expect((await logIn('guessed', 'wrong')).status).toBe(401);
    const refused = await logIn('Guessed', testPassword);
    expect(refused).toMatchObject({ status: 429, body: { code: 'throttled' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await logIn('bakery', testPassword)).status).toBe(200);
  });
});

describe('GET /v1/session', () => {
  test("shows a customer's permissions, balance and the living worker's switch", async () => {
    await api.behind`
      insert into workers (id, slot, started_at, heartbeat_at, switch_kind, switch_state, switch_reason)
      values (new_id(), 'one', now(), ${clock.now()}, 'simulator', 'up', 'Asterisk is not installed')`;
    const shown = (await customer.client.get('/v1/session')).as(sessionSchema);
    expect(shown.permissions).toEqual(permissionsOfKind('customer'));
    for (const sellers of ['tenant.write', 'rates.write', 'money.top-up', 'payments.refund'] as const)
      expect(shown.permissions).not.toContain(sellers);
    expect(shown.balance).toEqual({ balanceMicros: '3000000', heldMicros: '0', availableMicros: '3000000' });
    expect(shown.switch).toEqual({ kind: 'simulator', state: 'up', reason: 'Asterisk is not installed' });
    await api.behind`update workers set heartbeat_at = ${new Date(clock.nowMs() - 11_000)}`;
    expect((await customer.client.get('/v1/session')).as(sessionSchema).switch).toMatchObject({ state: 'down' });
  });

  test('a seat sees neither money nor permissions that it does not have', async () => {
    await api.behind`
      with person as (insert into staff (tenant_id, login_name, name, role_id)
        values (${customer.id}, 'seat1', 'Seat', preset_role(${customer.id}, 'seat')) returning *)
      insert into staff_credentials (tenant_id, staff_id, password_hash)
      select p.tenant_id, p.id, (select password_hash from staff_credentials where tenant_id = ${api.operatorId}) from person p`;
    const seat = await api.logIn('seat1');
    expect((await seat.get('/v1/session')).as(sessionSchema)).toMatchObject({
      balance: null,
      permissions: ['telephony.read'],
    });
    expect((await seat.get('/v1/ledger/wallet')).status).toBe(403);
    expect((await seat.get('/v1/telephony/queues')).status).toBe(200);
  });

  test('401 without a cookie, and for one that is forged, unsigned, expired, not for this, or of another tenant', async () => {
    const [row] = await api.behind<
      [{ id: string }]
    >`select id from sessions where tenant_id = ${api.operatorId} limit 1`;
    const own = { sid: row.id, tid: api.operatorId };
    const { privateKey } = await generateKeyPair('RS256');
    const cookies = [
      '',
      'nonsense',
      ...['none', 'None', 'nOnE'].map((alg) => unsigned({ alg }, { ...own, aud: audience, exp: 9_999_999_999 })),
      await sign(own, { key: new Uint8Array(32).fill(8) }),
      await sign(own, { until: -1_000 }),
      await sign(own, { notBefore: 60_000 }),
      await sign(own, { audience: 'yunhu-second-factor' }),
      await sign(own, { audience: 'yunhu-support' }),
      await sign(own, { audience: undefined }),
      await sign(own, { until: undefined }),
      await sign(own, { algorithm: 'HS512', key: new Uint8Array(64).fill(7) }),
      await sign(own, { algorithm: 'RS256', key: privateKey }),
      await sign({ ...own, tid: customer.id }),
      await sign({ ...own, sid: crypto.randomUUID() }),
      await sign({ ...own, sid: 'x' }),
      await sign({ ...own, more: 'x'.repeat(2_000) }),
      'x'.repeat(1_000_000),
      `${await sign(own)}.`,
      ` ${(await sign(own)).slice(1)}`,
    ];
    for (const cookie of cookies)
      expect(await as(cookie)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    const genuine = await sign(own);
    expect([(await as(genuine)).status, (await as(genuine)).status]).toEqual([200, 200]);
    const [head, , signature] = genuine.split('.');
    const changed = Buffer.from(JSON.stringify({ ...own, aud: audience, exp: 9_999_999_999 })).toString('base64url');
    expect((await as(`${head}.${changed}.${signature}`)).status).toBe(401);
  });

  test('the secret that signs can be replaced: what the one before it signed still holds, what an older one signed does not', async () => {
    const [before, now] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    const options = { database: api.database, objects: api.objects, log: createLog('silent', 'api'), clock };
    const apps = [
      createApp({ ...options, sessionSecret: before }),
      createApp({ ...options, sessionSecret: now, previousSessionSecret: before }),
      createApp({ ...options, sessionSecret: now }),
    ];
    const body = JSON.stringify({ loginName: 'operator', password: testPassword });
    const login = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    const [first, second] = await Promise.all(
      apps.slice(0, 2).map(async ({ app }) => app.request('/v1/session', login)),
    );
    const seenBy = async (answer: Response | undefined) => {
      const cookie = cookiesOf(answer?.headers ?? new Headers()).yunhu_session ?? '';
      return Promise.all(
        apps.map(async ({ app }) => (await app.request('/v1/session', { headers: { cookie } })).status),
      );
    };
    expect(await seenBy(first)).toEqual([200, 200, 401]);
    expect(await seenBy(second)).toEqual([401, 200, 200]);
    await Promise.all(apps.map(({ close }) => close()));
  });

  test('a disabled person is signed out at once', async () => {
    const seat = await api.logIn('seat1');
    await api.behind`update staff set state = 'disabled' where login_name = 'seat1'`;
    expect((await seat.get('/v1/session')).status).toBe(401);
  });
});

describe('DELETE /v1/session', () => {
  test('ends this session for good and no other', async () => {
    const [one, other] = [await api.logIn('bakery'), await api.logIn('bakery')];
    const left = await one.send('DELETE', '/v1/session');
    expect([left.status, left.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect((await one.get('/v1/session')).status).toBe(401);
    expect((await other.get('/v1/session')).status).toBe(200);
    expect((await api.anonymous.send('DELETE', '/v1/session')).status).toBe(401);
  });
});

// The last one, as it moves the clock.
test('an access token is worth nothing after ten minutes, and a page that is left open renews it for thirty days', async () => {
  const opened = await api.logIn('operator');
  const bare = (cookie: string | undefined) =>
    api.anonymous.send('GET', '/v1/session', undefined, { cookie: cookie ?? '' });
  const first = opened.cookie;
  expect((await bare(first)).status).toBe(200);
  await clock.advance(defaultSessionLife.accessSeconds * 1000);
  expect((await bare(first)).status).toBe(401);
  for (let hours = 0; hours < 30 * 24 - 12; hours += 11) {
    expect((await opened.get('/v1/session')).status).toBe(200);
    await clock.advance(11 * 3_600_000);
  }
  await clock.advance(12 * 3_600_000);
  expect((await opened.get('/v1/session')).status).toBe(401);
});

test('a session that nobody renewed for twelve hours is over', async () => {
  const left = await api.logIn('operator');
  await clock.advance(defaultSessionLife.idleSeconds * 1000);
  expect((await left.get('/v1/session')).status).toBe(401);
});
