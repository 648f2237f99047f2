// Every permission × route pair, from the OpenAPI document and the list of permissions alone: whoever holds exactly one permission may use
// exactly the routes that declare it, and in a support session exactly those to read that its closed list opens.
import { permissionKinds, permissions, type Permission } from '@yunhu/db/tenancy';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { supportPermissions } from '../../api/src/tenancy/support/support-rules.ts';
import { startTestApi, type TestApi, type TestClient } from '../setup/api.ts';
import { createTestTenant } from '../setup/customer.ts';
import { addPersonWith } from '../setup/staff.ts';
import { furnishingMs } from './world.ts';
import { fill, type OpenApiDocument, type Operation, operationsOf } from './requests.ts';

type Kind = 'operator' | 'agent' | 'customer';
const kinds: readonly Kind[] = ['operator', 'agent', 'customer'];
const everybody = ['public', 'signed-in', 'own-account'];
const isForEverybody = ({ access }: Operation) => access.some((one) => everybody.includes(one));

let api: TestApi;
let operations: Operation[];
const administrators = {} as Record<Kind, TestClient>;
const ids = {} as Record<Kind, string>;

beforeAll(async () => {
  api = await startTestApi({ loginLimits: { perAccount: 100_000, perAddress: 1_000_000, windowSeconds: 1 } });
  administrators.operator = await api.logIn('operator');
  ids.operator = api.operatorId;
  const agent = await createTestTenant(api, administrators.operator, {
    kind: 'agent',
    name: 'Agent',
    loginName: 'agent1',
  });
  const customer = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Shop', loginName: 'shop1' });
  Object.assign(administrators, { agent: agent.client, customer: customer.client });
  Object.assign(ids, { agent: agent.id, customer: customer.id });
  operations = operationsOf((await api.anonymous.get('/v1/openapi.json')).body as OpenApiDocument);
}, furnishingMs);

afterAll(() => api.stop());

/** With ids that nobody has: the guard comes before anything is looked for. */
const nobodys: Readonly<Record<string, string>> = new Proxy({}, { get: () => crypto.randomUUID() });
const blind = (operation: Operation) => fill(operation, nobodys);

async function ask(client: Pick<TestClient, 'fetch'>, operation: Operation): Promise<{ status: number; code: string }> {
  const { path, init } = blind(operation);
  const response = await client.fetch(path, init);
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  if (!isProblem) await response.body?.cancel();
  const { code } = isProblem ? ((await response.json()) as { code: string }) : { code: '' };
  return { status: response.status, code };
}

const isRefused = ({ status, code }: { status: number; code: string }) => status === 403 && code === 'forbidden';

let counter = 0;

/** Somebody of a kind of company who may do exactly this. */
async function personWith(kind: Kind, granted: readonly Permission[]): Promise<TestClient> {
  const loginName = `only${(counter++).toString(36)}`;
  return (await addPersonWith(api, giver(kind), { loginName, permissions: granted })).client;
}

const giver = (kind: Kind) => administrators[kind];

test('every route declares a permission of the list, or that it is for everybody', () => {
  const strange = operations.filter(
    ({ access }) => access.length === 0 || access.some((one) => ![...everybody, ...permissions].includes(one)),
  );
  expect(strange.map(({ name, access }) => `${name}: ${access.join(' ')}`)).toEqual([]);
  expect(operations.length).toBeGreaterThan(80);
  const unfilled = operations.flatMap((operation) => {
    try {
      return blind(operation) === undefined ? ['nothing'] : [];
    } catch (error) {
      return [String(error)];
    }
  });
  expect(unfilled).toEqual([]);
});

/** A permission is held by an administrator, who can hand it on; what he cannot use himself is granted by the operator’s own role. */
const pairs = permissions.map((permission) => [permission, permissionKinds[permission] as readonly Kind[]] as const);

describe.each(pairs)('%s', (permission, holders) => {
  test('opens its own routes and no other', { timeout: 240_000 }, async () => {
    const [first] = holders;
    if (first === undefined) throw new Error(`nobody may hold ${permission}`);
    const client = await personWith(first, [permission]);
    const wrong: string[] = [];
    for (const operation of operations) {
      if (isForEverybody(operation)) continue;
      const refused = isRefused(await ask(client, operation));
      if (refused === operation.access.includes(permission))
        wrong.push(`${operation.name} ${refused ? 'refused' : 'open'}`);
    }
    expect(wrong).toEqual([]);
    // The same permission in another kind of company opens the same.
    for (const kind of holders.slice(1)) {
      const other = await personWith(kind, [permission]);
      for (const operation of operations.filter(({ access }) => access.includes(permission)))
        expect([kind, operation.name, isRefused(await ask(other, operation))]).toEqual([kind, operation.name, false]);
    }
  });

  test('is nothing that another kind of company could be given', async () => {
    for (const kind of kinds.filter((one) => !holders.includes(one))) {
      const made = await administrators[kind].post('/v1/roles', {
        name: `${permission} of ${kind}`,
        permissions: [permission],
      });
      expect([kind, made.status, made.body]).toMatchObject([kind, 403, { code: 'beyond_own_permissions' }]);
    }
  });
});

test('whoever holds nothing uses nothing but what is for everybody', { timeout: furnishingMs }, async () => {
  for (const kind of kinds) {
    const client = await personWith(kind, []);
    const open: string[] = [];
    for (const operation of operations.filter((one) => !isForEverybody(one)))
      if (!isRefused(await ask(client, operation))) open.push(operation.name);
    expect([kind, open]).toEqual([kind, []]);
  }
});

test(
  'in a support session exactly the routes to read of its permissions are open, and of what is for everybody a closed list',
  { timeout: furnishingMs },
  async () => {
    const opened = await administrators.operator.post(`/v1/tenants/${ids.customer}/support-sessions`, {
      reason: 'Walking every route there is',
      minutes: 60,
    });
    const cookie =
      opened.headers
        .getSetCookie()
        .find((one) => one.startsWith('yunhu_support='))
        ?.split(';')[0] ?? '';
    const inside: Pick<TestClient, 'fetch'> = {
      fetch: async (path, init = {}) =>
        api.app.request(path, {
          ...init,
          headers: {
            ...(init.headers as Record<string, string>),
            cookie: `${administrators.operator.cookie}; ${cookie}`,
          },
        }),
    };
    const wrong: string[] = [];
    const openToAll: string[] = [];
    for (const operation of operations) {
      // Those that stay the person's own, and the way out.
      if (
        ['POST /v1/session', 'DELETE /v1/session', 'POST /v1/session/refresh', 'DELETE /v1/support-session'].includes(
          operation.name,
        )
      )
        continue;
      if (operation.access.includes('public')) continue;
      const answer = await ask(inside, operation);
      const isOpen = answer.status !== 403;
      if (isForEverybody(operation)) {
        if (isOpen) openToAll.push(operation.name);
        continue;
      }
      const isRead = operation.method === 'GET' && supportPermissions.some((one) => operation.access.includes(one));
      const expected = isRead && !operation.path.startsWith('/v1/payments');
      if (isOpen !== expected)
        wrong.push(`${operation.name} (${operation.access.join(' ')}) ${answer.status} ${answer.code}`);
      if (!isOpen && operation.method !== 'GET' && answer.code !== 'support_read_only')
        wrong.push(`${operation.name} is refused as ${answer.code}`);
    }
    expect(wrong).toEqual([]);
    // All of these only read, and nothing of people's accounts.
    expect(openToAll.filter((name) => !name.startsWith('GET '))).toEqual([]);
    expect(
      openToAll
        .filter((name) => /session|password|factor|staff|upload|role/.test(name.replace('GET /v1/session', 'GET ')))
        .filter((name) => name !== 'GET '),
    ).toEqual([]);
    expect(openToAll).toContain('GET /v1/session');
  },
);
