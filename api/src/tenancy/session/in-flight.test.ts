// Logins that are under way while something ends the sessions of their person: none may come out of it alive.
import { startTestApi, type TestApi, type TestClient, testPassword } from '@yunhu/tests/api';
import { createTestTenant, type TestTenant } from '@yunhu/tests/customer';
import { addTestPerson, type TestPerson } from '@yunhu/tests/staff';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPasswords, type Passwords } from '../../http/passwords.ts';
import { secondFactorChallenge, secondFactorSeed } from './schemas.ts';

const real = createPasswords();
/** Done once a login's password was found right, before its session is there. */
let meanwhile: (() => Promise<void>) | undefined;
const passwords: Passwords = {
  ...real,
  verify: async (...asked) => {
    const matches = await real.verify(...asked);
    const change = meanwhile;
    meanwhile = undefined;
    await change?.();
    return matches;
  },
};

let api: TestApi;
let operator: TestClient;

beforeAll(async () => {
  api = await startTestApi({ passwords });
  operator = await api.logIn('operator');
});

afterAll(() => api.stop());

interface Place {
  readonly seller: TestTenant;
  readonly shop: TestTenant;
  readonly person: TestPerson;
  readonly loginName: string;
}

let made = 0;
async function makePlace(): Promise<Place> {
  made += 1;
  const seller = await createTestTenant(api, operator, { kind: 'agent', name: 'Seller', loginName: `seller${made}` });
  const of = { kind: 'customer', name: 'Shop', loginName: `shop${made}` } as const;
  const shop = await createTestTenant(api, seller.client, of);
  const loginName = `person${made}`;
  return { seller, shop, loginName, person: await addTestPerson(api, shop.client, { loginName }) };
}

const inFlight = { 'user-agent': 'in flight' };
const logIn = (loginName: string) => api.anonymous.post('/v1/session', { loginName, password: testPassword }, inFlight);
/** Sessions of such logins, and those of them that live or come to life when somebody is enabled again. */
const inFlightSessions = async ({ shop }: Place) => {
  const [counts] = await api.behind<[{ made: number; alive: number }]>`
    select count(*)::int as made, count(*) filter (where revoked_at is null)::int as alive from sessions
    where tenant_id = ${shop.id} and user_agent = 'in flight'`;
  return counts;
};

async function expectSuccess(answer: Promise<{ status: number }>): Promise<void> {
  expect((await answer).status).toBeLessThan(300);
}

const state = (client: TestClient, path: string, to: 'enabled' | 'disabled') =>
  expectSuccess(client.send('PATCH', path, { state: to }));

const newPassword = 'quite another horse';
const changes: Readonly<Record<string, (place: Place) => Promise<void>>> = {
  'the person changes the password': ({ person }) =>
    expectSuccess(
      person.client.send('PUT', '/v1/session/password', { currentPassword: testPassword, password: newPassword }),
    ),
  'a colleague resets the password': ({ shop, person }) =>
    expectSuccess(shop.client.send('PUT', `/v1/staff/${person.id}/password`, { password: newPassword })),
  'a colleague disables the person': ({ shop, person }) => state(shop.client, `/v1/staff/${person.id}`, 'disabled'),
  'the company is disabled': ({ seller, shop }) => state(seller.client, `/v1/tenants/${shop.id}`, 'disabled'),
  'its seller is disabled': ({ seller }) => state(operator, `/v1/tenants/${seller.id}`, 'disabled'),
};

for (const [what, change] of Object.entries(changes)) {
  test(`${what} before the login has its session: there is none`, async () => {
    const place = await makePlace();
    meanwhile = () => change(place);
    const answer = await logIn(place.loginName);
    expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await inFlightSessions(place)).toEqual({ made: 0, alive: 0 });
  });

  test(`${what} while the session is written: it waits for it and ends it`, async () => {
    const place = await makePlace();
    await holdSessions(
      () => logIn(place.loginName),
      () => change(place),
    );
    expect(await inFlightSessions(place)).toEqual({ made: 1, alive: 0 });
  });
}

test('the person sets up a second factor meanwhile: the password alone opens nothing any more', async () => {
  const place = await makePlace();
  meanwhile = async () => void (await setUpSecondFactor(place.person.client));
  expect((await logIn(place.loginName)).status).toBe(401);
  expect(await inFlightSessions(place)).toEqual({ made: 0, alive: 0 });
});

test('a second factor is taken away while a login by it writes its session: it is ended too', async () => {
  const place = await makePlace();
  const { person, shop, loginName } = place;
  const { next } = await setUpSecondFactor(person.client);
  const { challenge } = (await logIn(loginName)).as(secondFactorChallenge);
  await holdSessions(
    () => api.anonymous.post('/v1/session/second-factor', { challenge, code: next }, inFlight),
    () => expectSuccess(shop.client.send('DELETE', `/v1/staff/${person.id}/second-factor`)),
  );
  expect(await inFlightSessions(place)).toEqual({ made: 1, alive: 0 });
});

/** Stops a login with its session written and not committed, begins the change, and lets both go on. */
async function holdSessions(login: () => Promise<{ status: number }>, change: () => Promise<void>): Promise<void> {
  const underWay: Promise<unknown>[] = [];
  let isOver = false;
  await api.behind.begin(async (tx) => {
    await tx`lock table refresh_tokens in share mode`;
    // Refused where its session was ended before it could be read.
    underWay.push(login().then(({ status }) => expect([200, 401]).toContain(status)));
    await waiting(1);
    underWay.push(change().finally(() => (isOver = true)));
    await waiting(2, () => isOver);
  });
  await Promise.all(underWay);
}

/** Until so many connections wait for a lock. */
async function waiting(count: number, orElse = () => false): Promise<void> {
  const ask = () => api.behind`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  await expect
    .poll(async () => orElse() || (await ask()).length >= count, { timeout: 20_000, interval: 10 })
    .toBe(true);
}

/** A factor, and the code after the one that confirmed it. */
async function setUpSecondFactor(client: TestClient): Promise<{ next: string }> {
  const begun = await client.post('/v1/session/second-factor/seed', { currentPassword: testPassword });
  const totp = new TOTP({ secret: Secret.fromBase32(begun.as(secondFactorSeed).seed) });
  const codeAt = (timestamp: number) => totp.generate({ timestamp });
  const now = Date.now();
  await expectSuccess(client.post('/v1/session/second-factor/confirmation', { code: codeAt(now) }));
  return { next: codeAt(now + 30_000) };
}
