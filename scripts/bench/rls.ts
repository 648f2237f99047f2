// The hot lists through withTenant under row-level security, against the same verbs in the same transaction by a role that bypasses it,
// at a million targets over a thousand customers. The bound is on the time: at most 1.1 times. Each list is told; the last line has the
// geometric mean over the lists, so that a short one weighs as much as a long one.
import { randomBytes } from 'node:crypto';
import { listEntries } from '@yunhu/db/billing';
import { listTenants } from '@yunhu/db/calls';
import { type Database, openDatabase, type TenantTx } from '@yunhu/db/connect';
import { getTask, listTargets, listTasks } from '@yunhu/db/tasks';
import postgres from 'postgres';
import { buildHierarchy, type CustomerIds, type Hierarchy } from '../fixture/hierarchy.ts';
import { type BenchRecord, withBenchRecord } from './record.ts';
import { customers, fillRecord, now } from './rls-record.ts';
import { type BenchResult, median } from './rounds.ts';

const limit = 50;
const rounds = 3;
/** Of so many customers one is asked for: few enough that what is hot stays in memory, as a median must not fall between two modes. */
const strangersBetween = 8;

/** Milliseconds of one call. */
type Pair = Record<'ours' | 'baseline', number>;

/** One list as a page asks for it; answers how many rows it got. */
interface HotList {
  readonly name: string;
  /** Of each side in each round; the round's figure is their median. */
  readonly calls: number;
  readonly actor: (customer: CustomerIds) => string;
  readonly read: (tx: TenantTx, customer: CustomerIds) => Promise<number>;
}

export function benchRls(): Promise<BenchResult> {
  return withBenchRecord(async (record) => {
    const hierarchy = await buildHierarchy(record.superuserUrl, { customers });
    await fillRecord(record.superuserUrl, hierarchy);
    const bypassUrl = await createBypassRole(record);
    const open = (appUrl: string) => openDatabase({ appUrl, platformUrl: record.platformUrl, maxConnections: 1 });
    const [under, bypassing] = [open(record.appUrl), open(bypassUrl)];
    try {
      const results: Pair[] = [];
      for (const list of hotLists(hierarchy)) results.push(await compare(list, hierarchy.customers, under, bypassing));
      const mean = (side: keyof Pair) =>
        Math.exp(results.reduce((sum, result) => sum + Math.log(result[side]), 0) / results.length);
      const [ours, baseline] = [mean('ours'), mean('baseline')];
      const unit = 'ms a list';
      return { name: 'rls', ratio: ours / baseline, ours: { value: ours, unit }, baseline: { value: baseline, unit } };
    } finally {
      await Promise.all([under.close(), bypassing.close()]);
    }
  });
}

/** Members of yunhu_app have its grants; who bypasses is an attribute of the login role alone. */
async function createBypassRole({ superuserUrl }: BenchRecord): Promise<string> {
  const sql = postgres(superuserUrl, { max: 1 });
  const password = randomBytes(12).toString('hex');
  await sql.unsafe(`create role bench_bypass login bypassrls password '${password}' in role yunhu_app`);
  await sql.end();
  const url = new URL(superuserUrl);
  url.username = 'bench_bypass';
  url.password = password;
  return String(url);
}

function hotLists({ operatorId, subAgentId }: Hierarchy): HotList[] {
  const own = (customer: CustomerIds) => customer.tenantId;
  const size = async (page: Promise<{ readonly items: readonly unknown[] }>) => (await page).items.length;
  const tree = async (tx: TenantTx) => (await listTenants(tx, {}, now)).length;
  const entriesOf = (tx: TenantTx, { tenantId }: CustomerIds) => size(listEntries(tx, { tenantId }, { limit }));
  return [
    {
      name: 'targets, newest',
      calls: 400,
      actor: own,
      read: (tx, { taskId }) => size(listTargets(tx, taskId, {}, { limit })),
    },
    { name: 'tasks', calls: 400, actor: own, read: (tx) => size(listTasks(tx, {}, { limit: 20 })) },
    {
      name: "a task's counters",
      calls: 400,
      actor: own,
      read: async (tx, c) => (await getTask(tx, c.taskId)).total,
    },
    { name: 'entries, own', calls: 400, actor: own, read: entriesOf },
    { name: 'entries, from above', calls: 400, actor: () => subAgentId, read: entriesOf },
    { name: 'tenants, of an agent', calls: 8, actor: () => subAgentId, read: tree },
    { name: 'tenants, of the operator', calls: 8, actor: () => operatorId, read: tree },
  ];
}

/**
 * Both sides take turns call by call, so that whatever else the machine does falls on both. The first round, in which connections
 * prepare and plan and pages are read, does not count.
 */
async function compare(list: HotList, of: readonly CustomerIds[], under: Database, bypassing: Database): Promise<Pair> {
  const rows = new Set<number>();
  const measure = async (database: Database, i: number): Promise<number> => {
    const customer = of[(i * strangersBetween) % of.length] as CustomerIds;
    const start = performance.now();
    rows.add(await database.withTenant({ tenantId: list.actor(customer) }, (tx) => list.read(tx, customer)));
    return performance.now() - start;
  };
  const figures: Record<keyof Pair, number[]> = { ours: [], baseline: [] };
  for (let round = 0; round <= rounds; round++) {
    const times: typeof figures = { ours: [], baseline: [] };
    for (let i = 0; i < list.calls; i++) {
      const [first, second] = i % 2 === 0 ? (['ours', 'baseline'] as const) : (['baseline', 'ours'] as const);
      for (const side of [first, second]) times[side].push(await measure(side === 'ours' ? under : bypassing, i));
    }
    if (round === 0) continue;
    figures.ours.push(median(times.ours));
    figures.baseline.push(median(times.baseline));
  }
  if (rows.size !== 1 || rows.has(0)) throw new Error(`${list.name}: both sides must see the same rows, and some`);
  const [ours, baseline] = [median(figures.ours), median(figures.baseline)];
  process.stderr.write(
    `${list.name}: ratio ${(ours / baseline).toFixed(2)} (ours ${ours.toFixed(2)}; baseline ${baseline.toFixed(2)} ms)\n`,
  );
  return { ours, baseline };
}
