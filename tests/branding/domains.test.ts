// A tenant's own domain: claimed, shown to be its own, served; and what a host may never do.
import { brand, brandSettings } from '@yunhu/api/schemas';
import { silentLog } from '@yunhu/workers';
import { checkDomains } from '@yunhu/workers/jobs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestApi, type TestApi, type TestClient, testPassword } from '../setup/api.ts';
import { createTestTenant, type TestTenant } from '../setup/customer.ts';

let api: TestApi;
let operator: TestClient;
let agent: TestTenant;
let customer: TestTenant;
let other: TestTenant;
let nowMs = Date.now();
const clock = { now: () => new Date(nowMs), nowMs: () => nowMs, setTimer: () => () => undefined };
const domain = 'calls.pengcheng.example';

beforeAll(async () => {
  api = await startTestApi({ publicUrl: new URL('https://yunhu.example') });
  operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, { kind: 'agent', name: 'Agent', loginName: 'agent' });
  customer = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
  other = await createTestTenant(api, operator, { kind: 'agent', name: 'Other', loginName: 'other' });
  await agent.client.send('PATCH', '/v1/branding/settings', { name: 'Cloud of the agent' });
});

afterAll(() => api.stop());

beforeEach(async () => {
  for (const client of [agent.client, other.client]) await client.send('DELETE', '/v1/branding/domain');
  nowMs = Date.now() + 5_000;
});

const claim = (client: TestClient, name: string) => client.send('PUT', '/v1/branding/domain', { domain: name });
const recordOf = async (client: TestClient) =>
  (await client.get('/v1/branding/settings')).as(brandSettings).domain?.record ?? { name: '', value: '' };

/** DNS that says exactly this. */
const check = (texts: Readonly<Record<string, string[]>>) =>
  checkDomains({ database: api.database, clock, log: silentLog }, async (name) => {
    const found = texts[name];
    if (found === undefined) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
    return found.map((text) => [text.slice(0, 10), text.slice(10)]);
  });

async function verify(client: TestClient, name = domain): Promise<void> {
  expect((await claim(client, name)).status).toBe(200);
  const record = await recordOf(client);
  await check({ [record.name]: ['something else', record.value] });
}

const shownAt = async (host: string) =>
  brand.parse(await (await api.anonymous.fetch('/v1/branding', { headers: { host } })).json()).name;
const logInAt = async (host: string, loginName: string, origin = `https://${host}`) =>
  api.anonymous.post('/v1/session', { loginName, password: testPassword }, { host, origin });

test('a claimed domain is served once its DNS says whose it is, and not before, and not after it was given up', async () => {
  await claim(agent.client, `  ${domain.toUpperCase()}. `);
  expect(await shownAt(domain)).toBe(null);
  await check({});
  expect((await agent.client.get('/v1/branding/settings')).as(brandSettings).domain).toMatchObject({
    ...{ domain, state: 'waiting', checkResult: 'no_record' },
  });
  expect((await agent.client.post('/v1/branding/domain/check')).status).toBe(200);
  const { name } = await recordOf(agent.client);
  await check({ [name]: ['yunhu-domain-verification=of-somebody-else'] });
  expect((await agent.client.get('/v1/branding/settings')).as(brandSettings).domain?.checkResult).toBe('wrong_record');
  await agent.client.send('DELETE', '/v1/branding/domain');
  await verify(agent.client);
  await agent.client.send('PATCH', '/v1/branding/settings', { name: 'Cloud of the agent' });
  expect(await shownAt(domain)).toBe('Cloud of the agent');
  expect(await shownAt(`${domain.toUpperCase()}:8443`)).toBe('Cloud of the agent');
  await agent.client.send('DELETE', '/v1/branding/domain');
  expect(await shownAt(domain)).toBe(null);
});

test('a domain that is served is asked for its proof each day; after three days without it is served no longer', async () => {
  await verify(agent.client);
  await agent.client.send('PATCH', '/v1/branding/settings', { name: 'Cloud of the agent' });
  const record = await recordOf(agent.client);
  const proof = { [record.name]: [record.value] };
  const state = async () => (await agent.client.get('/v1/branding/settings')).as(brandSettings).domain;
  const daily = async (texts: Readonly<Record<string, string[]>>, hours = 24) => {
    nowMs += hours * 3_600_000;
    await check(texts);
  };
  await daily({}, 23);
  expect(await state()).toMatchObject({ state: 'verified', checkResult: null });
  await daily({}, 1);
  await daily({});
  expect(await state()).toMatchObject({ state: 'verified', checkResult: 'no_record' });
  expect(await shownAt(domain)).toBe('Cloud of the agent');
  const alerts = () => api.behind`
    select level, resolved_at is null as open from alerts where tenant_id = ${agent.id} and kind = 'domain_unproven' order by id`;
  expect(await alerts()).toEqual([{ level: 'warning', open: true }]);
  // One day with it, and the days without begin anew.
  await daily(proof);
  expect([await state(), await alerts()]).toMatchObject([{ checkResult: null }, [{ level: 'warning', open: false }]]);
  await daily({});
  await daily({});
  expect(await state()).toMatchObject({ state: 'verified' });
  // Claimed long ago, it waits as long as a new claim.
  await api.behind`update tenant_domains set created_at = created_at - interval '1 year'`;
  await daily({ [record.name]: ['somebody else’s'] });
  expect(await state()).toMatchObject({ state: 'waiting', checkResult: 'wrong_record', verifiedAt: null });
  await agent.client.send('PATCH', '/v1/branding/settings', { name: 'Cloud of the agent' });
  expect(await shownAt(domain)).toBe(null);
  expect((await alerts()).at(-1)).toEqual({ level: 'critical', open: true });
  const [entry] = await api.behind`
    select details from audit_entries where tenant_id = ${agent.id} and action = 'domain.lapse'`;
  expect(entry).toEqual({ details: { domain, found: 'wrong_record' } });
  // Given up, it is in doubt no more.
  const lapsed = await api.behind`select * from tenant_domains where tenant_id = ${agent.id}`;
  await agent.client.send('DELETE', '/v1/branding/domain');
  await check({});
  expect((await alerts()).at(-1)).toEqual({ level: 'critical', open: false });
  await api.behind`insert into tenant_domains ${api.behind(lapsed)}`;
  await api.behind`update alerts set resolved_at = null where id = (select max(id::text)::uuid from alerts where tenant_id = ${agent.id})`;
  // Whoever has it now can show that it is his.
  await verify(other.client);
  await other.client.send('DELETE', '/v1/branding/domain');
  await agent.client.post('/v1/branding/domain/check');
  nowMs += 60_000;
  await check(proof);
  expect(await state()).toMatchObject({ state: 'verified', checkResult: null });
  expect((await alerts()).at(-1)).toEqual({ level: 'critical', open: false });
});

test('a domain whose DNS does not answer is kept for two weeks, and one that the operator confirmed is asked of nobody', async () => {
  await verify(agent.client);
  await claim(other.client, 'calls.other.example');
  await operator.post(`/v1/branding/domains/${other.id}/confirm`);
  const state = async (client: TestClient) =>
    (await client.get('/v1/branding/settings')).as(brandSettings).domain?.state;
  const asked: string[] = [];
  const silence = () =>
    checkDomains({ database: api.database, clock, log: silentLog }, async (name) => {
      asked.push(name);
      throw Object.assign(new Error('no answer'), { code: 'ETIMEOUT' });
    });
  for (let day = 1; day <= 14; day++) {
    expect(await state(agent.client)).toBe('verified');
    nowMs += 86_400_000;
    await silence();
  }
  expect([await state(agent.client), await state(other.client)]).toEqual(['waiting', 'verified']);
  expect(asked).toHaveLength(14);
});

test('being first gives nothing: only who shows that it is his gets it, and then nobody else', async () => {
  await claim(other.client, domain);
  await verify(agent.client);
  expect((await agent.client.get('/v1/branding/settings')).as(brandSettings).domain?.state).toBe('verified');
  const record = await recordOf(other.client);
  await other.client.post('/v1/branding/domain/check');
  await check({ [record.name]: [record.value] });
  expect((await other.client.get('/v1/branding/settings')).as(brandSettings).domain).toMatchObject({
    ...{ state: 'waiting', checkResult: 'taken' },
  });
  expect((await operator.post(`/v1/branding/domains/${other.id}/confirm`)).status).toBe(409);
});

test('at an agent’s domain its own people and those below log in; to everybody else it says what it says to a wrong password', async () => {
  await verify(agent.client);
  await agent.client.send('PATCH', '/v1/branding/settings', { name: 'Cloud of the agent' });
  expect((await logInAt(domain, 'agent')).status).toBe(200);
  expect((await logInAt(domain, 'bakery')).status).toBe(200);
  const strange = await logInAt(domain, 'other');
  const wrong = await api.anonymous.post(
    '/v1/session',
    { loginName: 'agent', password: 'a wrong password' },
    { host: domain, origin: `https://${domain}` },
  );
  const said = (answer: { status: number; body: unknown }) => ({
    ...{ status: answer.status, ...(answer.body as object), requestId: '' },
  });
  expect(said(strange)).toEqual(said(wrong));
  expect((await logInAt(domain, 'operator')).status).toBe(401);
  expect((await logInAt('yunhu.example', 'other')).status).toBe(200);
});

test('writes come from the platform’s address or from a verified domain to itself, and from nowhere else', async () => {
  await verify(agent.client);
  await agent.client.send('PATCH', '/v1/branding/settings', { name: 'Cloud of the agent' });
  const status = async (host: string, origin: string) => (await logInAt(host, 'agent', origin)).status;
  expect(await status(domain, `https://${domain}`)).toBe(200);
  expect(await status('yunhu.example', 'https://yunhu.example')).toBe(200);
  expect(await status('yunhu.example', `https://${domain}`)).toBe(403);
  expect(await status(domain, 'https://evil.example')).toBe(403);
  expect(await status('evil.example', 'https://evil.example')).toBe(403);
  expect(await status(domain, `https://${domain}.evil.example`)).toBe(403);
  expect(await status(domain, 'null')).toBe(403);
});

test.each([
  'evil.example',
  `${domain}.evil.example`,
  `x@${domain}`,
  `${domain}/x`,
  '',
  '[::1]',
  'a'.repeat(500),
  '%00',
  'yunhu.example',
])('the host %j shows the platform’s own and is stored by nobody', async (host) => {
  await verify(agent.client);
  const answer = await api.anonymous.fetch('/v1/branding', { headers: { host } });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const text = await answer.text();
  expect(brand.parse(JSON.parse(text)).name).toBe(null);
  expect(text).not.toContain('evil');
});

test.each([
  'localhost',
  '127.0.0.1',
  '10.0.0.1:80',
  'example',
  'a_b.example',
  'https://a.example',
  'a.example/x',
  '-a.example',
  'a..example',
  'x.local',
  '*.a.example',
  'yunhu.example',
  'ａ@b.example',
  '0x7f.1',
])('%j is no domain that one could have', async (name) => {
  expect((await claim(agent.client, name)).status).toBe(422);
});

test('a name of another script is kept as DNS has it', async () => {
  expect((await claim(agent.client, '呼叫.鹏程.example')).body).toMatchObject({
    domain: 'xn--fprzm.xn--9nzr65e.example',
  });
});

test('the operator confirms and takes away by hand, with an entry in the audit; nobody else can', async () => {
  await claim(agent.client, domain);
  const confirm = (client: TestClient, id: string) => client.post(`/v1/branding/domains/${id}/confirm`);
  expect((await confirm(other.client, agent.id)).status).toBe(404);
  expect((await confirm(agent.client, agent.id)).status).toBe(404);
  expect((await confirm(operator, customer.id)).status).toBe(404);
  expect((await confirm(operator, agent.id)).status).toBe(204);
  expect((await operator.get('/v1/branding/domains')).body).toMatchObject({
    items: [{ domain, state: 'verified', verifiedBy: 'operator', tenant: { id: agent.id } }],
  });
  expect((await other.client.get('/v1/branding/domains')).body).toEqual({ items: [] });
  expect((await operator.send('DELETE', `/v1/branding/domains/${agent.id}`)).status).toBe(204);
  expect(await shownAt(domain)).toBe(null);
  const rows =
    await api.behind`select action from audit_entries where tenant_id = ${agent.id} order by id desc limit 2`;
  expect(rows.map(({ action }) => String(action))).toEqual(['domain.release', 'domain.confirm']);
});
