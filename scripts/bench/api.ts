// The ten routes that pages ask for most, with authentication, permission, validation and views, against a bare Hono route that runs the
// same queries once in the same kind of transaction: at least half as many requests a second. Both answer in this process without a
// socket, where everything that is ours weighs most. Each route is told; the last line is over all of them.
import { createApp, createLog, hashPassword } from '@yunhu/api';
import { getWallet, listEntries } from '@yunhu/db/billing';
import { findAttemptTasks } from '@yunhu/db/calls';
import { type Database, openDatabase, type TenantTx } from '@yunhu/db/connect';
import { openFolderStore } from '@yunhu/db/objects';
import { getSwitchStatus, getTask, listFlows, listTargets, listTasks } from '@yunhu/db/tasks';
import { alertPermissions, countNewAlerts, findMenu, findReplayNotice, listAlerts } from '@yunhu/db/tenancy';
import { listQueues } from '@yunhu/db/telephony';
import { Hono } from 'hono';
import postgres from 'postgres';
import { makeTemporaryFolder } from '../embedded/temporary-folder.ts';
import { addTargets, buildHierarchy, type CustomerIds } from '../fixture/hierarchy.ts';
import { withBenchRecord } from './record.ts';
import { alternate, type BenchResult } from './rounds.ts';

/** In flight at once, over as many connections. */
const atOnce = 8;
/** Of each route in each round of each side. */
const requests = 600;
const loginName = 'bench';
const password = 'a password for this bench alone';
const page = { limit: 50, cursor: undefined };

interface Route {
  readonly path: string;
  /** What the route asks of the record, in one transaction. */
  readonly queries: (database: Database, customer: CustomerIds, staffId: string) => Promise<unknown>;
}

const inTenant =
  (queries: (tx: TenantTx, customer: CustomerIds, staffId: string) => Promise<unknown>): Route['queries'] =>
  (database, customer, staffId) =>
    database.withTenant({ tenantId: customer.tenantId, staffId }, (tx) => queries(tx, customer, staffId));

const routesOf = ({ taskId }: CustomerIds): Route[] => [
  {
    path: '/v1/session',
    queries: inTenant(async (tx, { tenantId }, staffId) => [
      await getWallet(tx, tenantId),
      await findReplayNotice(tx, staffId),
      await getSwitchStatus(tx, new Date()),
    ]),
  },
  {
    path: '/v1/menu',
    queries: (database) =>
      database.withPlatform('read the menu', (tx) => findMenu(tx, { kind: 'customer', role: 'administrator' })),
  },
  {
    path: '/v1/alerts?limit=50',
    queries: inTenant(async (tx, { tenantId }) => [
      await listAlerts(tx, { tenantId, held: alertPermissions, open: true }, page),
      await countNewAlerts(tx, { tenantId, held: alertPermissions }, 100),
    ]),
  },
  { path: '/v1/tasks', queries: inTenant((tx) => listTasks(tx, {}, page)) },
  { path: `/v1/tasks/${taskId}`, queries: inTenant((tx) => getTask(tx, taskId)) },
  { path: `/v1/tasks/${taskId}/targets`, queries: inTenant((tx) => listTargets(tx, taskId, {}, page)) },
  {
    path: '/v1/ledger/entries',
    queries: inTenant(async (tx, { tenantId }) => {
      const found = await listEntries(tx, { tenantId }, page);
      const calls = found.items.map((entry) => entry.transferId);
      return { ...found, tasks: await findAttemptTasks(tx, calls) };
    }),
  },
  { path: '/v1/ledger/wallet', queries: inTenant((tx, { tenantId }) => getWallet(tx, tenantId)) },
  { path: '/v1/telephony/queues', queries: inTenant((tx) => listQueues(tx)) },
  { path: '/v1/telephony/flows', queries: inTenant((tx) => listFlows(tx)) },
];

export function benchApi(): Promise<BenchResult> {
  return withBenchRecord(async ({ superuserUrl, appUrl, platformUrl }) => {
    const hierarchy = await buildHierarchy(superuserUrl, { customers: 20, seats: 5 });
    const [customer] = hierarchy.customers;
    const numbers = Array.from({ length: 1000 }, (_, n) => `+86${13_800_000_000 + n}`);
    await addTargets(superuserUrl, customer, numbers);
    const staffId = await addPerson(superuserUrl, customer.tenantId);
    const database = openDatabase({ appUrl, platformUrl, maxConnections: atOnce });
    const objects = await openFolderStore(makeTemporaryFolder('yunhu-bench-objects'));
    const { app, close } = createApp({ database, objects, log: createLog('silent', 'api') });
    try {
      const cookie = await logIn(app);
      const routes = routesOf(customer);
      const bare = bareApp(routes, database, customer, staffId);
      return await compare(
        routes,
        (path) => app.request(path, { headers: { cookie } }),
        (path) => bare.request(path),
      );
    } finally {
      await close();
      await database.close();
    }
  });
}

/** Every route for itself, then all of them. */
async function compare(routes: readonly Route[], ours: Ask, baseline: Ask): Promise<BenchResult> {
  const perSecond = { ours: [] as number[], baseline: [] as number[] };
  for (const { path } of routes) {
    // Statements are prepared and code is compiled before it counts.
    await rateOf(path, ours);
    await rateOf(path, baseline);
    const result = await alternate(path, 'requests/s', {
      ours: () => rateOf(path, ours),
      baseline: () => rateOf(path, baseline),
    });
    process.stderr.write(`${path.replaceAll(/[0-9a-f-]{36}/g, '{id}')}: ratio ${result.ratio.toFixed(2)}\n`);
    perSecond.ours.push(result.ours.value);
    perSecond.baseline.push(result.baseline.value);
  }
  // As many of each as of every other: what one after the other would do in a second.
  const overAll = (rates: readonly number[]) => rates.length / rates.reduce((sum, rate) => sum + 1 / rate, 0);
  const [value, against] = [overAll(perSecond.ours), overAll(perSecond.baseline)];
  const unit = 'requests/s';
  return { name: 'api', ratio: value / against, ours: { value, unit }, baseline: { value: against, unit } };
}

type Ask = (path: string) => Response | Promise<Response>;

async function rateOf(path: string, ask: Ask): Promise<number> {
  let left = requests;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        const response = await ask(path);
        const text = await response.text();
        if (response.status !== 200) throw new Error(`${path} is answered with ${response.status}: ${text}`);
      }
    }),
  );
  return requests / ((performance.now() - start) / 1000);
}

function bareApp(routes: readonly Route[], database: Database, customer: CustomerIds, staffId: string): Hono {
  const app = new Hono();
  for (const { path, queries } of routes) {
    app.get(path.split('?')[0] ?? path, async (c) =>
      c.body(JSON.stringify(await queries(database, customer, staffId), plain), 200, {
        'content-type': 'application/json',
      }),
    );
  }
  return app;
}

const plain = (_: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return String(value);
  return value instanceof Map ? [...value] : value;
};

async function addPerson(superuserUrl: string, tenantId: string): Promise<string> {
  const sql = postgres(superuserUrl, { max: 1, onnotice: () => undefined });
  try {
    const [{ id }] = await sql<[{ id: string }]>`
      insert into staff (tenant_id, login_name, name, role_id)
      values (${tenantId}, ${loginName}, 'Bench', preset_role(${tenantId}, 'administrator')) returning id`;
    await sql`
      insert into staff_credentials (tenant_id, staff_id, password_hash) values (${tenantId}, ${id}, ${await hashPassword(password)})`;
    await sql`vacuum analyze`;
    return id;
  } finally {
    await sql.end();
  }
}

async function logIn(app: ReturnType<typeof createApp>['app']): Promise<string> {
  const response = await app.request('/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ loginName, password }),
  });
  if (response.status !== 200) throw new Error(`nobody can log in: ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
