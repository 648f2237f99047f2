import { createApp, createLog } from '@yunhu/api';
import { VirtualClock } from '@yunhu/db/time';
import { startTestApi, type TestApi, testPassword } from '@yunhu/tests/api';
import { createTestTenant } from '@yunhu/tests/customer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPasswords, type Passwords } from '../../http/passwords.ts';
import { HttpError } from '../../http/problem-table.ts';

const clock = new VirtualClock(Date.now());
const real = createPasswords();
const seen: (string | undefined)[] = [];
let isFull = false;
/** Knows at once that what is tried is wrong; counts how often it was asked, and with what. */
const counting: Passwords = {
  hashNew: (password) => real.hashNew(password),
  verify: async (stored, password) => {
    if (isFull) throw new HttpError('throttled', 'too many logins at once');
    seen.push(stored);
    return password === testPassword && stored !== undefined;
  },
  close: () => real.close(),
};

let api: TestApi;
/** A second process over the same record. */
let other: ReturnType<typeof createApp>;

beforeAll(async () => {
  const options = { clock, passwords: counting, trustedProxies: 1 };
  api = await startTestApi(options);
  other = createApp({ database: api.database, objects: api.objects, log: createLog('silent', 'api'), ...options });
  const operator = await api.logIn('operator');
  for (const loginName of ['owner', 'bystander', 'walker', 'kiosk', 'robot', 'traveller'])
    await createTestTenant(api, operator, { kind: 'customer', name: `Of ${loginName}`, loginName });
});

afterAll(async () => {
  await other.close();
  await api.stop();
});

async function logInFrom(address: string, loginName: string, password: string, app = api.app): Promise<number> {
  const answer = await app.request('/v1/session', {
    method: 'POST',
    body: JSON.stringify({ loginName, password }),
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
  });
  await answer.arrayBuffer();
  return answer.status;
}

test('ten thousand wrong passwords from a hundred addresses over two processes: a hundred are looked at, and the owner gets in all the while', async () => {
  expect(await logInFrom('198.51.100.7', 'owner', testPassword)).toBe(200);
  seen.length = 0;
  const statuses = new Map<number, number>();
  for (let batch = 0; batch < 200; batch++) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        logInFrom(
          `203.0.113.${(batch * 50 + at) % 100}`,
          'owner',
          `guess ${batch} ${at}`,
          at % 2 ? other.app : api.app,
        ),
      ),
    );
    for (const status of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (batch % 50 === 0) expect(await logInFrom('198.51.100.7', 'owner', testPassword)).toBe(200);
  }
  expect([...statuses.keys()].sort((a, b) => a - b)).toEqual([401, 429]);
  expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBe(10_000);
  // Those of the owner's own are among what was looked at.
  expect(seen.length).toBeLessThanOrEqual(100 + 4);
  expect(await logInFrom('198.51.100.7', 'owner', testPassword)).toBe(200);
  expect(await logInFrom('198.51.100.8', 'bystander', testPassword)).toBe(200);
}, 240_000);

test('also at a new address the owner gets in an hour later: nobody is locked out for ever', async () => {
  expect(await logInFrom('192.0.2.55', 'owner', testPassword)).toBe(429);
  await clock.advance(3_600_000);
  expect(await logInFrom('192.0.2.55', 'owner', testPassword)).toBe(200);
});

test('one address that tries one password with many names is stopped; its count holds in the other process and ends with its window', async () => {
  seen.length = 0;
  const statuses = [];
  for (let i = 0; i < 120; i++) statuses.push(await logInFrom('203.0.113.200', `nobody${i}`, 'Spring2026!'));
  expect(statuses.filter((status) => status === 401).length).toBe(100);
  expect(seen.length).toBe(100);
  expect(await logInFrom('203.0.113.200', 'walker', testPassword, other.app)).toBe(429);
  await clock.advance(300_000);
  expect(await logInFrom('203.0.113.200', 'walker', testPassword, other.app)).toBe(200);
});

test('a whole /64 counts as one address', async () => {
  const statuses = [];
  for (let i = 0; i < 12; i++) statuses.push(await logInFrom(`2001:db8:1:2::${i}`, 'walker', 'wrong wrong'));
  expect(statuses.slice(-2)).toEqual([429, 429]);
  expect(await logInFrom('2001:db8:1:3::1', 'walker', testPassword)).toBe(200);
  // However short it is written, and whatever port a proxy adds.
  const spelled = ['2001:db8::1', '2001:DB8::2', '[2001:db8::3]:443', '2001:0db8:0:0:a::', '[2001:db8::5]'];
  for (const address of [...spelled, ...spelled]) expect(await logInFrom(address, 'walker', 'wrong wrong')).toBe(401);
  expect(await logInFrom('2001:db8::6', 'walker', testPassword)).toBe(429);
  for (let port = 1000; port < 1010; port++) await logInFrom(`192.0.2.60:${port}`, 'walker', 'wrong wrong');
  expect(await logInFrom('192.0.2.60', 'walker', testPassword)).toBe(429);
});

test('who logged in from an address of a network is known there at each of it, however written', async () => {
  expect(await logInFrom('2001:db8::77', 'traveller', testPassword)).toBe(200);
  for (let batch = 0; batch < 11; batch++)
    for (let i = 0; i < 10; i++) await logInFrom(`203.0.113.${100 + batch}`, 'traveller', 'wrong wrong');
  expect(await logInFrom('203.0.113.240', 'traveller', testPassword)).toBe(429);
  expect(await logInFrom('[2001:0db8:0:0:1:2:3:4]:443', 'traveller', testPassword)).toBe(200);
});

test('for a name that nobody has the same work is done: the same count, the same look-up, one verification', async () => {
  seen.length = 0;
  expect(await logInFrom('192.0.2.99', 'noSuchName', 'wrong wrong')).toBe(401);
  expect(await logInFrom('192.0.2.99', 'bystander', 'wrong wrong')).toBe(401);
  expect(seen).toEqual([undefined, expect.stringMatching(/^\$argon2id\$/)]);
  const keys = await api.behind<{ kind: string; attempts: number }[]>`
    select split_part(key, ':', 1) as kind, attempts from login_attempts
    where key like '%nosuchname' or key like '%:bystander' and key like '%192.0.2.99%' order by 1`;
  expect(keys.map(({ kind }) => kind)).toEqual(['account', 'pair', 'pair']);
  // What is verified for an unknown name is a hash of the same cost.
  expect(await real.verify(undefined, 'nobody has this password')).toBe(false);
});

test('a name spelled with letters of another alphabet is nobody’s, however a database folds it', async () => {
  seen.length = 0;
  // A dotted capital I, a Kelvin sign, full-width letters, a long s.
  const spelled = ['k\u0130osk', '\u212aiosk', 'kios\u212a', '\uff4biosk', 'kio\u017fk', 'ki osk', 'k'];
  for (const loginName of spelled) expect(await logInFrom('192.0.2.71', loginName, testPassword)).toBe(401);
  expect(seen).toEqual(spelled.map(() => undefined));
  // No attempt at the account is hidden in them, and in none of the cases that are the same.
  for (let i = 0; i < 10; i++)
    expect(await logInFrom('192.0.2.72', i % 2 ? 'KIOSK' : 'kiosk', 'wrong wrong')).toBe(401);
  expect(await logInFrom('192.0.2.72', 'Kiosk', testPassword)).toBe(429);
});

test('whoever logs in without end waits himself; nobody else does, and an hour later he does not', async () => {
  const statuses = [];
  for (let i = 0; i < 122; i++)
    statuses.push(await logInFrom('192.0.2.80', 'robot', testPassword, i % 2 ? other.app : api.app));
  expect(statuses.filter((status) => status === 200).length).toBe(120);
  expect(statuses.slice(-2)).toEqual([429, 429]);
  expect(await logInFrom('192.0.2.81', 'ROBOT', testPassword)).toBe(429);
  expect(await logInFrom('192.0.2.80', 'bystander', testPassword)).toBe(200);
  await clock.advance(3_600_000);
  expect(await logInFrom('192.0.2.80', 'robot', testPassword)).toBe(200);
});

test('where we refuse to look at a password at all, nothing was attempted: neither at the login nor on the account page', async () => {
  const walker = await api.logIn('walker');
  const own = { currentPassword: testPassword };
  isFull = true;
  for (let i = 0; i < 15; i++) {
    expect(await logInFrom('192.0.2.90', 'bystander', testPassword)).toBe(429);
    expect((await walker.post('/v1/session/second-factor/seed', own)).status).toBe(429);
  }
  isFull = false;
  const [{ left }] = await api.behind<[{ left: number }]>`
    select sum(attempts)::int as left from login_attempts where key like '%192.0.2.90%' or key like 'password:%'`;
  expect(left).toBe(0);
  expect(await logInFrom('192.0.2.90', 'bystander', testPassword)).toBe(200);
  expect((await walker.post('/v1/session/second-factor/seed', own)).status).toBe(201);
});
