// 50,000 national mobile numbers from the first uploaded byte to ready targets (decode, normalise, validate, dedupe, black list, report),
// against COPY of the finished rows into the same indexed table. The bound is on the time: at most four times as long.
import { randomBytes } from 'node:crypto';
import { type Database, openDatabase } from '@yunhu/db/connect';
import { importList, maxListNumbers, readList } from '@yunhu/db/tasks';
import postgres from 'postgres';
import { type CustomerIds, buildHierarchy } from '../fixture/hierarchy.ts';
import { withBenchRecord } from './record.ts';
import { alternate, type BenchResult } from './rounds.ts';

/** What a socket hands over at once. */
const chunkBytes = 64 * 1024;
/** Numbers on each of two black lists, and how many of every list stand on one. */
const blackListSize = 50_000;
const blackListed = 1_000;

export function benchImport(): Promise<BenchResult> {
  return withBenchRecord(async ({ superuserUrl, appUrl, platformUrl }) => {
    const database = openDatabase({ appUrl, platformUrl, maxConnections: 1 });
    const superuser = postgres(superuserUrl, { max: 1, onnotice: () => undefined });
    try {
      const hierarchy = await buildHierarchy(superuserUrl);
      const [customer] = hierarchy.customers;
      let list = 0;
      for (const tenantId of [customer.tenantId, hierarchy.agentId]) {
        await blackList(superuser, tenantId, numbersOf(list++).slice(0, blackListSize));
      }
      const ours = async () => {
        const numbers = numbersOf(list++);
        await blackList(superuser, hierarchy.agentId, numbers.slice(-blackListed));
        return importOnce(database, customer, await freshTask(superuser, customer), numbers);
      };
      const baseline = async () =>
        copyOnce(superuser, customer, await freshTask(superuser, customer), numbersOf(list++));
      await baseline();
      await ours();
      return await alternate('import', 'ms', { ours, baseline });
    } finally {
      await database.close();
      await superuser.end();
    }
  });
}

/** The n-th list: mobiles that are in no other list, in no order. */
function numbersOf(n: number): string[] {
  const step = 7_919_999;
  return Array.from({ length: maxListNumbers }, (_, i) => {
    const subscriber = ((n * maxListNumbers + i) * step) % 100_000_000;
    return `138${String(subscriber).padStart(8, '0')}`;
  });
}

async function blackList(sql: postgres.Sql, tenantId: string, numbers: string[]): Promise<void> {
  await sql`insert into black_list (tenant_id, number, reason)
    select ${tenantId}, '+86' || n, 'opt_out' from unnest(${numbers}::text[]) n`;
}

async function freshTask(sql: postgres.Sql, customer: CustomerIds): Promise<string> {
  const [task] = await sql<[{ id: string }]>`
    insert into tasks (tenant_id, name, flow_id, flow_version, caller_id_id, channel_limit)
    select tenant_id, 'Bench', flow_id, flow_version, caller_id_id, 10 from tasks where id = ${customer.taskId} returning id`;
  await sql`insert into task_counters (tenant_id, task_id) values (${customer.tenantId}, ${task.id})`;
  await sql`checkpoint`;
  return task.id;
}

async function importOnce(
  database: Database,
  { tenantId }: CustomerIds,
  taskId: string,
  numbers: readonly string[],
): Promise<number> {
  const file = Buffer.from(`${numbers.join('\r\n')}\r\n`);
  const source = (async function* () {
    for (let start = 0; start < file.length; start += chunkBytes) yield file.subarray(start, start + chunkBytes);
  })();
  const start = performance.now();
  const list = await readList(source);
  const report = await database.withTenant({ tenantId }, (tx) =>
    importList(tx, { taskId, fileName: 'list.txt', list, at: new Date() }),
  );
  const elapsed = performance.now() - start;
  if (report.accepted !== numbers.length || report.blackListed !== blackListed) {
    throw new Error(`accepted ${report.accepted} of ${numbers.length}, skipped ${report.blackListed}`);
  }
  return elapsed;
}

/** The same rows, ready-made, by the server's fastest way in; as the superuser, because COPY refuses row-level security. */
async function copyOnce(
  sql: postgres.Sql,
  { tenantId }: CustomerIds,
  taskId: string,
  numbers: readonly string[],
): Promise<number> {
  const now = new Date().toISOString();
  const rows = numbers
    .map((number, i) => `${tenantId}\t${orderedId(i)}\t${taskId}\t+86${number}\twaiting\t${now}\n`)
    .join('');
  const start = performance.now();
  const copy = await sql`copy targets (tenant_id, id, task_id, number, state, changed_at) from stdin`.writable();
  await new Promise<void>((resolve, reject) => {
    copy.once('error', reject).once('finish', resolve).end(rows);
  });
  return performance.now() - start;
}

/** An id as the server's own uuidv7() would give it to the i-th of many rows: later rows stand later in the index. */
function orderedId(i: number): string {
  const bytes = randomBytes(8).toString('hex');
  const time = (Date.now() + Math.floor(i / 4096)).toString(16).padStart(12, '0');
  const place = (i % 4096).toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${place}-8${bytes.slice(0, 3)}-${bytes.slice(3, 15)}`;
}
