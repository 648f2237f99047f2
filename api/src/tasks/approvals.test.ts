// What a seller sees of the approvals below it.
import { startTestApi, type TestApi, type TestClient } from '@yunhu/tests/api';
import { createTestTenant, type TestTenant } from '@yunhu/tests/customer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approvalPage } from './approvals-schemas.ts';

let api: TestApi;
let agent: TestTenant;
let bakery: TestTenant;
let stranger: TestTenant;

beforeAll(async () => {
  api = await startTestApi();
  const operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, { kind: 'agent', name: 'North', loginName: 'north' });
  stranger = await createTestTenant(api, operator, { kind: 'agent', name: 'South', loginName: 'south' });
  bakery = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
  const butcher = await createTestTenant(api, agent.client, {
    ...{ kind: 'customer', name: 'Butcher', loginName: 'butcher' },
  });
  await furnish(bakery.id, 1);
  await furnish(butcher.id, 2);
});

afterAll(() => api.stop());

/** As their verbs leave them; the record lets nobody else write so. */
async function furnish(tenantId: string, n: number): Promise<void> {
  const day = (d: number) => new Date(Date.UTC(2026, 5, d * 10 + n));
  const ended = new Date(Date.UTC(2026, 5, 15));
  await api.behind.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    const number = (digit: number, more: object) => ({
      tenant_id: tenantId,
      number: `+861380000${n}00${digit}`,
      ...more,
    });
    await tx`insert into caller_ids ${tx([
      number(1, { state: 'submitted', submitted_at: day(0), decided_at: null, approved_until: null, reason: '' }),
      number(2, {
        state: 'rejected',
        submitted_at: day(0),
        decided_at: day(1),
        approved_until: null,
        reason: 'too dark',
      }),
      number(3, { state: 'approved', submitted_at: day(0), decided_at: day(2), approved_until: ended, reason: '' }),
    ])}`;
    const sound = (name: string, state: string, d: number) => ({
      ...{ tenant_id: tenantId, name: `${name} ${n}`, kind: 'outbound', state, changed_at: day(d) },
      ...{ sha256: 'a'.repeat(64), duration_ms: 1000 },
    });
    await tx`insert into audio ${tx([sound('Spring', 'submitted', 1), sound('Unfinished', 'draft', 2)])}`;
  });
}

const ask = async (client: TestClient, query = '') => (await client.get(`/v1/approvals${query}`)).as(approvalPage);

test('all that was ever submitted below, newest first, with the customer’s name; what nobody was asked about is not there', async () => {
  const { items, counts } = await ask(agent.client);
  expect(items.map(({ tenant, name, state }) => `${tenant.name}: ${name} ${state}`)).toEqual([
    'Butcher: 138 0000 2003 expired',
    'Bakery: 138 0000 1003 expired',
    'Butcher: Spring 2 submitted',
    'Butcher: 138 0000 2002 rejected',
    'Bakery: Spring 1 submitted',
    'Bakery: 138 0000 1002 rejected',
    'Butcher: 138 0000 2001 submitted',
    'Bakery: 138 0000 1001 submitted',
  ]);
  expect(counts).toEqual({ submitted: 4, rejected: 2, expired: 2 });
});

test('pages go on where the last one ended, also between rows of one moment', async () => {
  const all = (await ask(agent.client)).items.map(({ id }) => id);
  const paged: string[] = [];
  let cursor = '';
  do {
    const page = await ask(agent.client, `?limit=3${cursor}`);
    paged.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
  } while (cursor !== '');
  expect(paged).toEqual(all);
});

test.each([
  ['?kind=audio', ['Spring 2', 'Spring 1'], { submitted: 2 }],
  ['?state=rejected', ['138 0000 2002', '138 0000 1002'], { submitted: 4, rejected: 2, expired: 2 }],
  ['?q=bakery&kind=caller-id&state=submitted', ['138 0000 1001'], { submitted: 2, rejected: 2, expired: 2 }],
  ['?q=138 0000 2001', ['138 0000 2001'], { submitted: 4, rejected: 2, expired: 2 }],
  ['?q=%25', [], { submitted: 4, rejected: 2, expired: 2 }],
])('is narrowed by %s', async (query, names, counts) => {
  const page = await ask(agent.client, query);
  expect({ names: page.items.map(({ name }) => name), counts: page.counts }).toEqual({ names, counts });
});

test('another seller sees nothing of it, a customer has no such list, and a made-up cursor is refused', async () => {
  expect(await ask(stranger.client)).toMatchObject({ items: [], counts: {} });
  expect((await bakery.client.get('/v1/approvals')).status).toBe(403);
  expect(await agent.client.get('/v1/approvals?cursor=abc')).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'cursor' }] },
  });
});
