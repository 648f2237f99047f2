// A worker in this process on a simulated switch, a clock that runs fast, and a real database: what a test of dialing needs.
import { randomUUID } from 'node:crypto';
import { type Database, openDatabase } from '@yunhu/db/connect';
import { workerApplicationName } from '@yunhu/db/tasks';
import { type Clock, scaledClock } from '@yunhu/db/time';
import {
  addTargets,
  buildHierarchy,
  type CustomerIds,
  type Hierarchy,
  type HierarchyOptions,
} from '@yunhu/scripts/fixture/hierarchy';
import { type Log, type RunningWorker, silentLog, startWorker } from '@yunhu/workers';
import {
  carrierFate,
  type ExchangeOptions,
  MemoryCarrierLog,
  SimulatedExchange,
  SimulatedSwitch,
} from '@yunhu/workers/switch';
import postgres from 'postgres';
import { openSounds, type TestSounds } from './sounds.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

export { eventually } from './eventually.ts';

/** A customer's task, looked at behind the curtain. */
export interface RecordView {
  readonly customer: CustomerIds;
  /** The superuser's, to look and to meddle. */
  readonly sql: postgres.Sql<{ bigint: bigint }>;
}

export interface DialingWorld extends RecordView {
  readonly testDatabase: TestDatabase;
  readonly hierarchy: Hierarchy;
  readonly clock: Clock;
  readonly exchange: SimulatedExchange;
  /** Every INVITE that the carrier saw. */
  readonly carrierLog: MemoryCarrierLog;
  /** What a worker is told of its sounds: the hierarchy's lies in the folder, and nothing in the store. */
  readonly sounds: TestSounds;
  startWorker(options?: { slot?: string; sliceSeconds?: number }): Promise<RunningWorker>;
  close(): Promise<void>;
}

export interface DialingWorldOptions extends HierarchyOptions {
  readonly carrier?: NonNullable<ExchangeOptions['carrier']>;
  /** What registered phones do; every seat answers at once and hangs up after two seconds when absent. */
  readonly phones?: NonNullable<ExchangeOptions['seats']>;
  /** How many times faster than real time calls are. */
  readonly speed?: number;
}

const defaultSpeed = 10;

export async function openDialingWorld(options: DialingWorldOptions = {}): Promise<DialingWorld> {
  const testDatabase = await createTestDatabase();
  const hierarchy = await buildHierarchy(testDatabase.urls.superuser, options);
  const clock = scaledClock(options.speed ?? defaultSpeed);
  const carrierLog = new MemoryCarrierLog();
  const exchange = new SimulatedExchange({
    clock,
    carrierLog,
    ...(options.carrier && { carrier: options.carrier }),
    ...(options.phones && { seats: options.phones }),
  });
  const sql = postgres(testDatabase.urls.superuser, {
    max: 2,
    types: { bigint: postgres.BigInt },
    onnotice: () => undefined,
  });
  const stops: (() => Promise<void>)[] = [];
  const sounds = await openSounds(hierarchy.audioSha256, options.audioMs);
  return {
    ...{ sounds, testDatabase, hierarchy, clock, exchange, carrierLog, sql },
    customer: hierarchy.customers[0],
    startWorker: async ({ slot = '1', sliceSeconds } = {}) => {
      const workerId = randomUUID();
      const database = openWorkerDatabase(testDatabase, workerId);
      const log = process.env['SHOW_LOG'] === undefined ? silentLog : spokenLog;
      const simulated = new SimulatedSwitch(exchange);
      const worker = await startWorker({
        database,
        switch: simulated,
        clock,
        log,
        workerId,
        slot,
        switchReason: 'a test',
        ...sounds,
        ...(sliceSeconds === undefined ? {} : { sliceSeconds }),
      });
      let stopped: Promise<void> | undefined;
      const end = async () => {
        await worker.stop();
        await database.close();
      };
      const stop = () => (stopped ??= end());
      stops.push(stop);
      return { replaced: worker.replaced, stop };
    },
    close: async () => {
      for (const stop of stops) await stop();
      exchange.shutDown();
      await sql.end();
      await testDatabase.drop();
      await sounds.remove();
    },
  };
}

export function openWorkerDatabase(testDatabase: TestDatabase, workerId: string): Database {
  const { app, platform } = testDatabase.urls;
  return openDatabase({ appUrl: app, platformUrl: platform, applicationName: workerApplicationName(workerId) });
}

const say = (level: string) => (event: string, fields?: object) =>
  void process.stderr.write(`${level} ${event} ${JSON.stringify(fields ?? {})}\n`);
const spokenLog: Log = { info: say('info'), warn: say('warn'), error: say('error') };

/** Consecutive national mobile numbers. */
export function mobileNumbers(count: number, first = 13_800_000_000): string[] {
  return Array.from({ length: count }, (_, i) => `+86${first + i}`);
}

/** Puts numbers into the customer's task and starts it. */
export async function startTask(
  world: DialingWorld,
  numbers: readonly string[],
  customer = world.customer,
): Promise<void> {
  await addTargets(world.testDatabase.urls.superuser, customer, numbers);
  await setTaskState(world, 'running', customer);
}

/** As a person does it on the page. */
export async function setTaskState(world: RecordView, state: string, customer = world.customer): Promise<void> {
  await world.sql`update tasks set state = ${state}, state_reason = null, started_at = coalesce(started_at, now()) where id = ${customer.taskId}`;
  await world.sql`select pg_notify('task_changed', '{}')`;
}

export interface TaskFigures {
  readonly state: string;
  readonly reason: string | null;
  readonly waiting: number;
  readonly leased: number;
  readonly done: number;
  readonly skipped: number;
  readonly attempts: number;
  readonly answered: number;
  readonly transferred: number;
  readonly abandoned: number;
  readonly optedOut: number;
  readonly busy: number;
  readonly noAnswer: number;
  readonly failed: number;
  readonly unknown: number;
  readonly ringing: number;
  readonly talking: number;
}

export async function figuresOf(world: RecordView, customer = world.customer): Promise<TaskFigures> {
  const [row] = await world.sql<TaskFigures[]>`
    select k.state, k.state_reason reason, c.waiting, c.leased, c.done, c.skipped, c.attempts, c.answered, c.transferred, c.abandoned,
      c.opted_out as "optedOut", c.busy, c.no_answer as "noAnswer", c.failed, c.unknown, c.ringing, c.talking
    from tasks k join task_counters c on c.task_id = k.id where k.id = ${customer.taskId}`;
  if (row === undefined) throw new Error('no such task');
  return row;
}

/** What the carrier's rule makes of a list. */
export function ruleCounts(numbers: readonly string[]) {
  const counts = { answered: 0, busy: 0, noAnswer: 0, failed: 0, transferred: 0, optedOut: 0 };
  for (const number of numbers) {
    const fate = carrierFate(number);
    if (fate.kind === 'rings') counts.noAnswer += 1;
    else if (fate.kind === 'fails') counts[fate.sipStatus === 486 ? 'busy' : 'failed'] += 1;
    else {
      counts.answered += 1;
      if (fate.presses === '1') counts.transferred += 1;
      if (fate.presses === '9') counts.optedOut += 1;
    }
  }
  return counts;
}

/** Everything that must be 0 when nothing is under way: drifts of the ledger, open holds, open attempts, seats that are taken. */
export async function leftOpen(world: RecordView): Promise<string[]> {
  const rows = await world.sql<{ what: string; n: bigint }[]>`
    select invariant what, drift n from prove_ledger() where drift <> 0
    union all select 'open holds', count(*) from holds having count(*) > 0
    union all select 'money held', sum(held_micros)::bigint from wallets having sum(held_micros) > 0
    union all select 'open attempts', count(*) from attempts where ended_at is null having count(*) > 0
    union all select 'taken seats', count(*) from seats where attempt_id is not null having count(*) > 0`;
  return rows.map((row) => `${row.what}: ${row.n}`);
}

/** What each level was charged, customer first. */
export async function chargedByLevel(world: RecordView): Promise<bigint[]> {
  const rows = await world.sql<{ total: bigint }[]>`
    select sum(amount_micros)::bigint total from attempt_charges group by level order by level`;
  return rows.map((row) => row.total);
}
