import { startTestApi, type TestApi, type TestClient } from '@yunhu/tests/api';
import { createTestTenant, type TestTenant } from '@yunhu/tests/customer';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { menu, menuChanges, type MenuEntry } from './schemas.ts';

let api: TestApi;
let operator: TestClient;
let agent: TestTenant;
let customer: TestTenant;

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, { kind: 'agent', name: 'North', loginName: 'north' });
  customer = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
});

afterAll(() => api.stop());

const changed = async () => (await operator.get('/v1/menu-entries')).as(menuChanges);
const replace = async (items: MenuEntry[], revision?: string) =>
  operator.send('PUT', '/v1/menu-entries', { revision: revision ?? (await changed()).revision, items });
const seenBy = async (client: TestClient) => (await client.get('/v1/menu')).as(menu).items;

const bare = { parent: null, nameZh: null, nameEn: null, icon: null, path: null, position: null, kinds: null };
const ofDefault = (key: string, change: Partial<MenuEntry>): MenuEntry => ({
  ...{ ...bare, key, own: false, roles: null, hidden: false },
  ...change,
});
const own = (change: Partial<MenuEntry> = {}): MenuEntry => ({
  ...{ ...bare, key: 'own-help', own: true, parent: 'company', nameZh: '帮助', nameEn: 'Help', icon: 'life-buoy' },
  ...{ path: 'https://help.example/start', position: 50, roles: null, hidden: false },
  ...change,
});

beforeEach(async () => void (await replace([])));

describe('what the operator changes', () => {
  test('is what everybody sees, in the order of its numbers, and is in the audit', async () => {
    const items = [own(), ofDefault('tasks', { nameZh: '外呼', nameEn: 'Dialing', position: 5 })];
    expect((await replace(items)).as(menuChanges).items).toEqual(items);
    expect(await seenBy(agent.client)).toEqual(items);
    expect(await seenBy(customer.client)).toEqual(items);
    const [audit] = await api.behind`
      select details from audit_entries where action = 'menu.change' order by occurred_at desc limit 1`;
    expect(audit?.['details']).toMatchObject({ added: 'own-help tasks' });
  });

  test('is hidden from kinds and roles that it is not for, with its name', async () => {
    const secret = own({ kinds: ['agent'], nameEn: 'Resellers only' });
    await replace([secret, ofDefault('ledger', { kinds: ['operator', 'agent'], nameEn: 'Books' })]);
    expect(await seenBy(agent.client)).toHaveLength(2);
    expect(await seenBy(customer.client)).toEqual([ofDefault('ledger', { hidden: true })]);
    await replace([own({ roles: ['nobody-has-this'] })]);
    expect(await seenBy(agent.client)).toEqual([]);
  });

  test('goes back to what the product brings when nothing stands in its place', async () => {
    await replace([own()]);
    expect((await replace([])).as(menuChanges).items).toEqual([]);
    expect(await seenBy(customer.client)).toEqual([]);
  });
});

test('of two who change at once the second is told, and nothing of his is kept', async () => {
  const { revision } = await changed();
  const answers = await Promise.all([
    replace([own()], revision),
    replace([own({ key: 'own-other', nameEn: 'Other' })], revision),
  ]);
  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409]);
  expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'stale_menu' });
  expect((await changed()).items).toHaveLength(1);
});

test.each([
  ['a script', own({ path: 'javascript:alert(1)' })],
  ['another host without a scheme', own({ path: '//evil.example' })],
  ['another host behind a backslash', own({ path: '/\\evil.example' })],
  ['an unsafe scheme', own({ path: 'http://evil.example' })],
  ['data', own({ path: 'data:text/html,hi' })],
  ['a moved page', ofDefault('tasks', { path: '/elsewhere' })],
  ['a name of one language', own({ nameEn: null })],
  ['no place', own({ position: null })],
  ['a group in a group', own({ path: null })],
  ['a group that is none', own({ parent: 'own-nowhere' })],
  ['control characters', own({ nameEn: 'a\u0007b' })],
  ['a key that is none', own({ key: 'Own help' })],
  ['an unknown kind', { ...own(), kinds: ['reseller'] } as unknown as MenuEntry],
])('422 for %s', async (_, entry) => {
  expect((await replace([entry])).status).toBe(422);
  expect((await changed()).items).toEqual([]);
});

test('422 for two of one key and for more than two hundred', async () => {
  expect((await replace([own(), own()])).status).toBe(422);
  const many = Array.from({ length: 201 }, (_, n) => own({ key: `own-${n}` }));
  expect((await replace(many)).status).toBe(422);
});

test('nobody but the operator reads or writes the changes as a whole; nobody reads the menu without a session', async () => {
  for (const client of [agent.client, customer.client]) {
    expect((await client.get('/v1/menu-entries')).status).toBe(403);
    expect((await client.send('PUT', '/v1/menu-entries', { revision: '', items: [] })).status).toBe(403);
  }
  expect((await api.anonymous.get('/v1/menu')).status).toBe(401);
});
