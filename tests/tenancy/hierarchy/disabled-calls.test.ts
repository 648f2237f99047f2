// Calls of a tenant that is disabled, or moved, while they last: on a simulated switch, with a worker and a real database.
import { type Database, openDatabase } from '@yunhu/db/connect';
import { setTenantState } from '@yunhu/db/tasks';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  chargedByLevel,
  type DialingWorld,
  eventually,
  figuresOf,
  leftOpen,
  mobileNumbers,
  openDialingWorld,
  setTaskState,
  startTask,
} from '../../setup/dialing.ts';

let world: DialingWorld;
let database: Database;

const block = 150_000n;
/** Presses a key for a seat and talks until somebody hangs up. */
const talksForever = {
  carrier: () => ({ kind: 'answers', ringMs: 300, presses: '1', hangsUpAfterMs: null }) as const,
  phones: () => ({ pickUp: { kind: 'answers', afterMs: 200 }, hangUpAfterBridgedMs: null }) as const,
  flow: {
    plays: 1,
    keys: { '1': 'transfer' },
    callTimeoutSeconds: 15,
    retries: 0,
    keyWaitSeconds: 5,
    seatWaitSeconds: 20,
  },
};

beforeEach(async () => {
  world = await openDialingWorld({
    ...talksForever,
    seats: 2,
    speed: 1,
    balances: [block * 100n, block * 100n, block * 100n],
  });
  const { app, platform } = world.testDatabase.urls;
  database = openDatabase({ appUrl: app, platformUrl: platform, maxConnections: 4 });
});

afterEach(async () => {
  await database.close();
  await world.close();
});

const setState = (tenantId: string, state: 'enabled' | 'disabled') =>
  database.withPlatform('test', (tx) =>
    setTenantState(tx, { actor: { tenantId: world.hierarchy.operatorId }, tenantId, state, at: new Date() }),
  );
const talking = async () => (await world.sql`select from attempts where state = 'answered'`).length;
/** No call, no hold, no seat taken, and the ledger proves. */
const nothingOpen = () =>
  eventually(
    () => leftOpen(world),
    (left) => left.length === 0,
  );
const move = (tenantId: string, parentId: string, group: string | null) =>
  database.withTenant(
    { tenantId: world.hierarchy.operatorId },
    (tx) => tx.sql`select move_tenant(${tenantId}, ${parentId}, ${group})`,
  );

it('a disabled agent above ends the calls in progress within five seconds, charged for what was said, and dials no more', async () => {
  await startTask(world, mobileNumbers(30));
  await world.startWorker();
  await eventually(talking, (calls) => calls >= 2);
  const disabled = await setState(world.hierarchy.agentId, 'disabled');
  expect(disabled).toMatchObject({ haltedTasks: 1 });
  const [{ at }] = await world.sql<[{ at: Date }]>`select now() at`;
  await nothingOpen();
  expect(await figuresOf(world)).toMatchObject({ state: 'paused', reason: 'tenant_disabled', leased: 0 });
  expect(
    await world.sql`select from attempts where ended_at > ${at} + interval '5 seconds' or originated_at > ${at} + interval '5 seconds'`,
  ).toHaveLength(0);
  const cut =
    await world.sql`select distinct reason, result from cdrs where leg = 'callee' and answered_at is not null`;
  expect(cut).toEqual([{ reason: 'tenant_disabled', result: 'answered' }]);
  const [customer = 0n] = await chargedByLevel(world);
  expect(customer).toBeGreaterThanOrEqual(2n * block);
  expect(await world.sql`select from holds`).toHaveLength(0);
  // Enabled again it stays paused, with the reason, until somebody resumes it.
  await setState(world.hierarchy.agentId, 'enabled');
  expect(await figuresOf(world)).toMatchObject({ state: 'paused', reason: 'tenant_disabled' });
  await setTaskState(world, 'running');
  await eventually(talking, (calls) => calls >= 1);
});

it('a call that outlived its pause ends too when its tenant is disabled', async () => {
  await startTask(world, mobileNumbers(1));
  await world.startWorker();
  await eventually(talking, (calls) => calls === 1);
  await setTaskState(world, 'paused');
  await eventually(
    () => figuresOf(world),
    ({ state, leased }) => state === 'paused' && leased >= 0,
  );
  expect(await talking()).toBe(1);
  expect(await setState(world.customer.tenantId, 'disabled')).toMatchObject({ haltedTasks: 0 });
  await nothingOpen();
  expect(await world.sql`select reason from cdrs where leg = 'callee'`).toEqual([{ reason: 'tenant_disabled' }]);
});

it('a move waits for tasks and calls; afterwards calls pay the new line, and what was charged stays with the old one', async () => {
  const { customer, hierarchy } = world;
  const [{ group }] = await world.sql<[{ group: string }]>`
    select rate_group_id as "group" from rate_assignments where tenant_id = ${hierarchy.subAgentId}`;
  await startTask(world, mobileNumbers(1));
  const worker = await world.startWorker();
  await eventually(talking, (calls) => calls === 1);
  await expect(move(customer.tenantId, hierarchy.agentId, group)).rejects.toMatchObject({ code: 'tasks_running' });
  await setTaskState(world, 'paused');
  await expect(move(customer.tenantId, hierarchy.agentId, group)).rejects.toMatchObject({ code: 'calls_in_progress' });
  await setState(customer.tenantId, 'disabled');
  await nothingOpen();
  await setState(customer.tenantId, 'enabled');
  const before = await world.sql`select * from attempt_charges order by attempt_id, level`;
  expect(before).toHaveLength(3);
  await move(customer.tenantId, hierarchy.agentId, group);
  expect(await world.sql`select * from attempt_charges order by attempt_id, level`).toEqual(before);

  await startTask(world, mobileNumbers(1, 13_900_000_000));
  await eventually(talking, (calls) => calls === 1);
  await setState(customer.tenantId, 'disabled');
  await nothingOpen();
  const after = await world.sql`
    select level, tenant_id as payer, payee_tenant_id as payee, amount_micros as amount from attempt_charges
    where attempt_id <> ${before[0]?.['attempt_id']} order by level`;
  expect(after).toMatchObject([
    { level: 0, payer: customer.tenantId, payee: hierarchy.agentId, amount: 120_000n },
    { level: 1, payer: hierarchy.agentId, payee: hierarchy.operatorId, amount: 100_000n },
  ]);
  expect(after).toHaveLength(2);
  await worker.stop();
});
