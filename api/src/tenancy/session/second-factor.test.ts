import { VirtualClock } from '@yunhu/db/time';
import { startTestApi, type TestApi, type TestClient, testPassword } from '@yunhu/tests/api';
import { createTestTenant, type TestTenant } from '@yunhu/tests/customer';
import { addTestPerson } from '@yunhu/tests/staff';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseSecretKeys } from '@yunhu/db/secrets';
import { session } from '../schemas.ts';
import { recoveryCodes, secondFactor, secondFactorChallenge, secondFactorSeed, signInPolicy } from './schemas.ts';

const clock = new VirtualClock(Date.parse('2026-06-01T04:00:00Z'));
const stepMs = 30_000;
let api: TestApi;
let operator: TestClient;

beforeAll(async () => {
  api = await startTestApi({
    clock,
    loginLimits: { perAccount: 1000, perAddress: 1000, windowSeconds: 60, perPerson: 5 },
  });
  operator = await api.logIn('operator');
});

afterAll(() => api.stop());

let made = 0;
const makeCustomer = () => {
  made += 1;
  const loginName = `shop${made}`;
  return createTestTenant(api, operator, { kind: 'customer', name: `Shop ${made}`, loginName }).then((tenant) => ({
    ...tenant,
    loginName,
  }));
};

const codeAt = (seed: string, ms = clock.nowMs()) =>
  new TOTP({ secret: Secret.fromBase32(seed), algorithm: 'SHA1', digits: 6, period: 30 }).generate({ timestamp: ms });

/** Sets up a second factor; the code that confirmed it is used up. */
async function setUp({ client }: Pick<TestTenant, 'client'>): Promise<{ seed: string; codes: string[] }> {
  const begun = await client.post('/v1/session/second-factor/seed', { currentPassword: testPassword });
  const { seed } = begun.as(secondFactorSeed);
  const confirmed = await client.post('/v1/session/second-factor/confirmation', { code: codeAt(seed) });
  return { seed, codes: confirmed.as(recoveryCodes).codes };
}

async function challengeOf(loginName: string): Promise<string> {
  const answer = await api.anonymous.post('/v1/session', { loginName, password: testPassword });
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([202, []]);
  return answer.as(secondFactorChallenge).challenge;
}

const answerWith = (challenge: string, code: string) =>
  api.anonymous.post('/v1/session/second-factor', { challenge, code });

test('RFC 6238: the codes are those of the test vectors', () => {
  const seed = new Secret({ buffer: new TextEncoder().encode('12345678901234567890').buffer }).base32;
  const vectors = { 59: '287082', 1111111109: '081804', 1234567890: '005924', 20000000000: '353130' };
  for (const [seconds, code] of Object.entries(vectors)) expect(codeAt(seed, Number(seconds) * 1000)).toBe(code);
});

test('after setting one up the password alone opens nothing; with a code it opens a session', async () => {
  const shop = await makeCustomer();
  const begun = await shop.client.post('/v1/session/second-factor/seed', { currentPassword: testPassword });
  const { seed, uri } = begun.as(secondFactorSeed);
  expect(uri).toMatch(new RegExp(`^otpauth://totp/Operator:${shop.loginName}\\?.*secret=${seed}`));
  // Begun is not set up: the password still does.
  expect((await api.logIn(shop.loginName)).cookie).toBeDefined();
  expect((await shop.client.post('/v1/session/second-factor/confirmation', { code: '000000' })).status).toBe(422);
  expect((await shop.client.post('/v1/session/second-factor/confirmation', { code: codeAt(seed) })).status).toBe(200);
  await clock.advance(stepMs);
  const challenge = await challengeOf(shop.loginName);
  expect((await answerWith(challenge, codeAt(seed))).as(session).staff.loginName).toBe(shop.loginName);
  expect((await shop.client.get('/v1/session/second-factor')).as(secondFactor)).toMatchObject({
    recoveryCodesLeft: 10,
    required: false,
  });
  const [kept] = await api.behind<[{ sealed: string; plain: boolean }]>`
    select sealed_seed as sealed, sealed_seed like ${`%${seed}%`} as plain from second_factors where tenant_id = ${shop.id}`;
  expect(kept).toMatchObject({ sealed: expect.stringMatching(/^v1\.test\./), plain: false });
});

test('a step is taken once, also by two at once, and never an earlier one; one step of drift either way is taken', async () => {
  const shop = await makeCustomer();
  const { seed } = await setUp(shop);
  const used = codeAt(seed);
  expect((await answerWith(await challengeOf(shop.loginName), used)).body).toMatchObject({ code: 'invalid_code' });
  await clock.advance(3 * stepMs);
  const challenge = await challengeOf(shop.loginName);
  const early = codeAt(seed, clock.nowMs() + 2 * stepMs);
  const late = codeAt(seed, clock.nowMs() - 2 * stepMs);
  for (const code of [early, late]) expect((await answerWith(challenge, code)).status).toBe(422);
  expect((await answerWith(challenge, codeAt(seed, clock.nowMs() - stepMs))).status).toBe(200);
  const now = codeAt(seed);
  const together = await Promise.all([answerWith(challenge, now), answerWith(challenge, now)]);
  expect(together.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 422]);
  expect((await answerWith(challenge, codeAt(seed, clock.nowMs() + stepMs))).status).toBe(200);
  expect((await answerWith(challenge, now)).status).toBe(422);
});

test('a recovery code opens once, however it is typed; new ones make the old ones worthless', async () => {
  const shop = await makeCustomer();
  const { seed, codes } = await setUp(shop);
  expect(new Set(codes).size).toBe(10);
  const [one = '', two = ''] = codes;
  const challenge = await challengeOf(shop.loginName);
  expect((await answerWith(challenge, one.toLowerCase().replaceAll('-', ' '))).status).toBe(200);
  expect((await answerWith(challenge, one)).status).toBe(422);
  await clock.advance(stepMs);
  const again = { currentPassword: testPassword, code: codeAt(seed) };
  const fresh = (await shop.client.post('/v1/session/second-factor/recovery-codes', again)).as(recoveryCodes).codes;
  expect((await answerWith(challenge, two)).status).toBe(422);
  expect((await answerWith(challenge, fresh[0] ?? '')).status).toBe(200);
});

test('a challenge is no session, belongs to its person and password, and is over after five minutes', async () => {
  const [shop, other] = [await makeCustomer(), await makeCustomer()];
  const { seed } = await setUp(shop);
  const { seed: othersSeed } = await setUp(other);
  await clock.advance(stepMs);
  const challenge = await challengeOf(shop.loginName);
  const asCookie = await api.anonymous.send('GET', '/v1/session', undefined, { cookie: `yunhu_session=${challenge}` });
  expect(asCookie.status).toBe(401);
  expect((await answerWith(challenge, codeAt(othersSeed))).status).toBe(422);
  expect((await answerWith(shop.client.cookie?.split('=')[1] ?? '', codeAt(seed))).body).toMatchObject({
    code: 'challenge_over',
  });
  expect((await answerWith(`${challenge}x`, codeAt(seed))).body).toMatchObject({ code: 'challenge_over' });
  await clock.advance(5 * 60_000);
  expect((await answerWith(challenge, codeAt(seed))).body).toMatchObject({ code: 'challenge_over' });
  const another = await challengeOf(shop.loginName);
  const change = { currentPassword: testPassword, password: 'quite another horse' };
  expect((await shop.client.send('PUT', '/v1/session/password', change)).status).toBe(204);
  expect((await answerWith(another, codeAt(seed))).body).toMatchObject({ code: 'challenge_over' });
});

test('wrong codes are counted: after a few even the right one waits', async () => {
  const shop = await makeCustomer();
  const { seed } = await setUp(shop);
  await clock.advance(stepMs);
  const challenge = await challengeOf(shop.loginName);
  for (let i = 0; i < 5; i++) expect((await answerWith(challenge, '000000')).status).toBe(422);
  const refused = await answerWith(challenge, codeAt(seed));
  expect(refused).toMatchObject({ status: 429, body: { code: 'throttled' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60);
});

test('taking it away asks for password and code; a colleague who looks after staff can, and it ends the sessions', async () => {
  const shop = await makeCustomer();
  const { seed } = await setUp(shop);
  await clock.advance(stepMs);
  const remove = (currentPassword: string, code: string) =>
    shop.client.post('/v1/session/second-factor/removal', { currentPassword, code });
  expect((await remove('not my password', codeAt(seed))).body).toMatchObject({ code: 'invalid_credentials' });
  expect((await remove(testPassword, '000000')).body).toMatchObject({ code: 'invalid_code' });
  expect((await remove(testPassword, codeAt(seed))).status).toBe(204);
  const back = await api.logIn(shop.loginName);
  await clock.advance(stepMs);
  await setUp({ client: back });
  expect((await back.post('/v1/session/second-factor/seed', { currentPassword: testPassword })).body).toMatchObject({
    code: 'second_factor_exists',
  });
  const [{ id: staffId }] = await api.behind<
    [{ id: string }]
  >`select id from staff where login_name = ${shop.loginName}`;
  expect((await operator.send('DELETE', `/v1/staff/${staffId}/second-factor`)).status).toBe(404);
  // Not one's own: that takes password and code, as above.
  const own = await back.send('DELETE', `/v1/staff/${staffId}/second-factor`);
  expect(own).toMatchObject({ status: 422, body: { errors: [{ code: 'own_account' }] } });
  expect((await back.get('/v1/session/second-factor')).as(secondFactor).since).not.toBeNull();
  const added = { loginName: `${shop.loginName}b`, preset: 'administrator' } as const;
  const { client: colleague } = await addTestPerson(api, back, added);
  expect((await colleague.send('DELETE', `/v1/staff/${staffId}/second-factor`)).status).toBe(204);
  expect((await back.get('/v1/session')).status).toBe(401);
  expect((await api.logIn(shop.loginName)).cookie).toBeDefined();
});

test('where everybody has to use one, who has none reaches the account page and nothing else until it is set up', async () => {
  const shop = await makeCustomer();
  const changed = await shop.client.send('PUT', '/v1/sign-in-policy', { secondFactorRequired: true });
  expect(changed.as(signInPolicy)).toEqual({ secondFactorRequired: true, peopleWithout: 1 });
  expect((await shop.client.get('/v1/session')).as(session)).toMatchObject({
    duty: 'set-up-second-factor',
    permissions: [],
  });
  for (const path of ['/v1/staff', '/v1/tasks', '/v1/jobs', '/v1/sign-in-policy'])
    expect((await shop.client.get(path)).body).toMatchObject({ status: 403, code: 'second_factor_required' });
  await setUp(shop);
  expect((await shop.client.get('/v1/session')).as(session).duty).toBeNull();
  expect((await shop.client.get('/v1/staff')).status).toBe(200);
});

test('without a key for secrets nothing is set up, and it says so', async () => {
  const keyless = await startTestApi({ secretKeys: parseSecretKeys('') });
  const client = await keyless.logIn('operator');
  const answer = await client.post('/v1/session/second-factor/seed', { currentPassword: testPassword });
  expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  await keyless.stop();
});
