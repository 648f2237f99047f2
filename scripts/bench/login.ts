// How long other routes take, at worst but one in a hundred, while twenty accounts log in without a pause, against nobody doing so: at
// most twice as long. Both in one process, as the product has it: hashing, event loop and pool of connections are shared.
import { createApp, createLog, hashPassword } from '@yunhu/api';
import { openDatabase } from '@yunhu/db/connect';
import { openFolderStore } from '@yunhu/db/objects';
import postgres from 'postgres';
import { makeTemporaryFolder } from '../embedded/temporary-folder.ts';
import { buildHierarchy } from '../fixture/hierarchy.ts';
import { withBenchRecord } from './record.ts';
import { alternate, type BenchResult } from './rounds.ts';

const accounts = 20;
const password = 'a password for this bench alone';
const paths = ['/v1/session', '/v1/tasks', '/v1/ledger/wallet', '/v1/telephony/queues', '/v1/alerts?limit=50'];
/** As in the product, but that nobody is stopped who logs in more often than people do. */
const loginLimits = { perAccount: 10, perAddress: 100, windowSeconds: 300, successesPerAccount: 1_000_000 };
/** Pages that ask one thing after the other, with a breath between. */
const readers = 4;
const pauseMs = 10;
/** Of each side in each round. */
const requests = 2_000;

export function benchLogin(): Promise<BenchResult> {
  return withBenchRecord(async ({ superuserUrl, appUrl, platformUrl }) => {
    const { customers } = await buildHierarchy(superuserUrl, { customers: 1, seats: 2 });
    await addPeople(superuserUrl, customers[0].tenantId);
    const database = openDatabase({ appUrl, platformUrl, maxConnections: 10 });
    const objects = await openFolderStore(makeTemporaryFolder('yunhu-bench-objects'));
    const { app, close } = createApp({ database, objects, log: createLog('silent', 'api'), loginLimits });
    const logIn = async (name: string) => {
      const body = JSON.stringify({ loginName: name, password });
      const headers = { 'content-type': 'application/json' };
      const answer = await app.request('/v1/session', { method: 'POST', body, headers });
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`${name} cannot log in: ${answer.status}`);
      return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    };
    try {
      const cookie = await logIn('bench0');
      const read = async (path: string) => {
        const answer = await app.request(path, { headers: { cookie } });
        await answer.arrayBuffer();
        if (answer.status !== 200) throw new Error(`${path} is answered with ${answer.status}`);
      };
      await slowest(read);
      return await alternate('login', 'ms p99', {
        ours: () => whileLoggingIn(logIn, () => slowest(read)),
        baseline: () => slowest(read),
      });
    } finally {
      await close();
      await database.close();
    }
  });
}

/** The 99th percentile of how long the routes took, in milliseconds. */
async function slowest(read: (path: string) => Promise<void>): Promise<number> {
  const took: number[] = [];
  let asked = 0;
  const reader = async () => {
    while (asked < requests) {
      const path = paths[asked++ % paths.length] ?? '';
      const start = performance.now();
      await read(path);
      took.push(performance.now() - start);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  await Promise.all(Array.from({ length: readers }, reader));
  return took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? Number.NaN;
}

async function whileLoggingIn<T>(logIn: (name: string) => Promise<string>, work: () => Promise<T>): Promise<T> {
  const storm = { goesOn: true };
  let logins = 0;
  const start = performance.now();
  const people = Array.from({ length: accounts }, async (_, at) => {
    while (storm.goesOn) {
      await logIn(`bench${at}`);
      logins += 1;
    }
  });
  try {
    return await work();
  } finally {
    storm.goesOn = false;
    await Promise.all(people);
    const perSecond = logins / ((performance.now() - start) / 1000);
    process.stderr.write(`${perSecond.toFixed(1)} logins/s\n`);
  }
}

async function addPeople(superuserUrl: string, tenantId: string): Promise<void> {
  const hash = await hashPassword(password);
  const sql = postgres(superuserUrl, { max: 1, onnotice: () => undefined });
  await sql`
    with people as (
      insert into staff (tenant_id, login_name, name, role_id)
        select ${tenantId}, 'bench' || n, 'Bench', preset_role(${tenantId}, 'administrator') from generate_series(0, ${accounts - 1}) n
      returning tenant_id, id
    )
    insert into staff_credentials (tenant_id, staff_id, password_hash) select tenant_id, id, ${hash} from people`;
  await sql.end();
}
