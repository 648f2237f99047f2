// What becomes of numbers while they are shown: a worker, a process of its own, stops with them or goes on with the others.
import { type Database, openDatabase } from '@yunhu/db/connect';
import { revokeCallerId } from '@yunhu/db/tasks';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FaultBench, openFaultBench, withWords } from '../faults/fault-bench.ts';
import { eventually, figuresOf, leftOpen, mobileNumbers } from '../setup/dialing.ts';

let bench: FaultBench;
let database: Database;

beforeEach(async () => {
  bench = await openFaultBench('simulator', 20);
  const { app, platform } = bench.testDatabase.urls;
  database = openDatabase({ appUrl: app, platformUrl: platform, maxConnections: 2 });
});

afterEach(async () => {
  await database.close();
  await bench.close();
});

/** After its end or its revocation a number is on no new call later than this. Seconds. */
const stopsWithin = 5;

const revoke = (callerIdId: string) =>
  database.withPlatform('test', (tx) =>
    revokeCallerId(tx, { tenantId: bench.hierarchy.operatorId }, { callerIdId, reason: 'complaints' }, new Date()),
  );

/** Makes the task show a pool of so many approved numbers; answers their ids in the order of their turns. */
async function usePool(count: number, dailyCap: number | null = null): Promise<string[]> {
  const { sql, customer } = bench.view;
  const { tenantId, taskId } = customer;
  const [{ id: poolId }] = await sql<[{ id: string }]>`
    insert into caller_id_pools (tenant_id, name, daily_cap) values (${tenantId}, 'Pool', ${dailyCap}) returning id`;
  const made = await sql<{ id: string }[]>`
    insert into caller_ids (tenant_id, number, state, approved_until)
    select ${tenantId}, '+861370000000' || n, 'approved', now() + interval '1 day' from generate_series(1, ${count}::int) n returning id`;
  const ids = made.map((row) => row.id);
  await sql`
    insert into caller_id_pool_members (tenant_id, pool_id, caller_id_id, position)
    select ${tenantId}, ${poolId}, m.id, m.position from unnest(${ids}::uuid[]) with ordinality m (id, position)`;
  await sql`update tasks set caller_id_id = null, caller_id_pool_id = ${poolId} where id = ${taskId}`;
  return ids;
}

const usesOf = async () => {
  const rows = await bench.view.sql<{ id: string; n: number }[]>`
    select caller_id_id id, count(*)::int n from attempts where originated_at is not null group by 1`;
  return new Map(rows.map((row) => [row.id, row.n]));
};
const until = (state: string) =>
  eventually(
    () => figuresOf(bench.view),
    (figures) => figures.state === state && figures.leased === 0,
  );
const dialed = (least: number) => eventually(bench.dialed, (numbers) => numbers.length >= least);

it.each([
  ['revoked', 'caller_id_revoked', () => revoke(bench.view.customer.callerIdId)],
  [
    'over by the clock, with nobody to say so',
    'caller_id_expired',
    () => bench.view.sql`update caller_ids set approved_until = now()`,
  ],
] as const)('a task whose number is %s stops and says why', { timeout: 90_000 }, async (_, reason, end) => {
  await bench.startTask(mobileNumbers(300));
  const worker = bench.startWorker();
  await dialed(10).catch(withWords(worker));
  await end();
  const [{ at }] = await bench.view.sql<[{ at: Date }]>`select now() at`;
  expect((await until('paused').catch(withWords(worker))).reason).toBe(reason);
  await eventually(
    () => leftOpen(bench.view),
    (left) => left.length === 0,
  );
  expect(
    await bench.view.sql`select from attempts where originated_at > ${at} + make_interval(secs => ${stopsWithin})`,
  ).toHaveLength(0);
});

it(
  'a pool is used alike, goes on without a revoked number, and stops when none is left',
  { timeout: 120_000 },
  async () => {
    const [one = '', two = '', three = ''] = await usePool(3);
    await bench.startTask(mobileNumbers(400));
    const worker = bench.startWorker();
    await dialed(30).catch(withWords(worker));
    await revoke(two);
    const [{ at }] = await bench.view.sql<[{ at: Date }]>`select now() at`;
    const before = await bench.dialed();
    await dialed(before.length + 40).catch(withWords(worker));
    expect((await figuresOf(bench.view)).state).toBe('running');
    expect(
      await bench.view
        .sql`select from attempts where caller_id_id = ${two} and originated_at > ${at} + make_interval(secs => ${stopsWithin})`,
    ).toHaveLength(0);
    const uses = await usesOf();
    expect(Math.abs((uses.get(one) ?? 0) - (uses.get(three) ?? 0))).toBeLessThanOrEqual(25);
    expect(uses.get(two)).toBeGreaterThan(5);
    await revoke(one);
    await revoke(three);
    expect((await until('paused').catch(withWords(worker))).reason).toBe('caller_id_revoked');
  },
);

it(
  'no number has more calls of a day than its pool allows, and the task waits for the next',
  { timeout: 90_000 },
  async () => {
    const ids = await usePool(2, 7);
    await bench.startTask(mobileNumbers(60));
    const worker = bench.startWorker();
    await eventually(
      () => figuresOf(bench.view),
      (figures) => figures.reason === 'caller_id_used_up' && figures.leased === 0,
    ).catch(withWords(worker));
    const uses = await usesOf();
    expect(ids.map((id) => uses.get(id))).toEqual([7, 7]);
    expect(await figuresOf(bench.view)).toMatchObject({ state: 'running', waiting: 46 });
    expect(await bench.view.sql`select calls from caller_id_days`).toEqual([{ calls: 7 }, { calls: 7 }]);
  },
);
