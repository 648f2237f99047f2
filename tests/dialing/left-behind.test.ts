// What a dead worker left in the record is put right by whoever is there.
import { randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { silentLog } from '@yunhu/workers';
import { Worker } from '@yunhu/workers/dialer';
import { SimulatedSwitch } from '@yunhu/workers/switch';
import {
  chargedByLevel,
  type DialingWorld,
  eventually,
  figuresOf,
  leftOpen,
  mobileNumbers,
  openDialingWorld,
  openWorkerDatabase,
  startTask,
} from '../setup/dialing.ts';

let world: DialingWorld;
afterEach(() => world.close());

const flow = { plays: 1, keys: {}, callTimeoutSeconds: 15, retries: 0 };

/** Attempts as a worker of another slot left them so long ago, each authorised for a minute, with a hold of 100 or none on the customer. */
async function leave(slot: string, state: string, numbers: readonly string[], ago = '0', held = 100): Promise<string> {
  const workerId = randomUUID();
  const { tenantId, taskId, callerIdId } = world.customer;
  const { operatorId, trunkId } = world.hierarchy;
  await world.sql`insert into workers (id, slot, started_at, heartbeat_at, switch_kind, switch_state) values (${workerId}, ${slot}, now(), now(), 'simulator', 'up')`;
  await world.sql`
    with taken as (
      update targets set state = 'leased', leased_by = ${workerId} where number = any (${numbers as string[]}) returning *
    ), counted as (
      update task_counters set waiting = waiting - ${numbers.length}, leased = leased + ${numbers.length} where task_id = ${taskId}
    ), made as (
      insert into attempts (tenant_id, id, task_id, target_id, attempt_no, number, caller_id_id, trunk_tenant_id, trunk_id, worker_id, state,
        authorised_seconds, admitted_at, originated_at, rate_ids, most_micros)
      select ${tenantId}, new_id(), ${taskId}, id, 1, number, ${callerIdId}, ${operatorId}, ${trunkId}, ${workerId}, ${state}, 60, now() - ${ago}::interval,
        case ${state} when 'admitted' then null else now() - ${ago}::interval end,
        array(select f.id from frozen_rates f join tenant_closure c on c.ancestor = f.tenant_id where c.descendant = ${tenantId} order by c.depth),
        array(select f.price_per_block_micros from frozen_rates f join tenant_closure c on c.ancestor = f.tenant_id
          where c.descendant = ${tenantId} order by c.depth)
      from taken returning *
    ), held as (
      insert into holds (tenant_id, wallet_id, attempt_id, amount_micros, expires_at)
      select w.tenant_id, w.id, m.id, ${held}, now() + interval '11 minutes' - ${ago}::interval
      from made m join wallets w on w.tenant_id = m.tenant_id where ${held} > 0 returning 1
    )
    update wallets set held_micros = held_micros + ${held * numbers.length} where tenant_id = ${tenantId}`;
  return workerId;
}

/** A switch whose hang-ups of channels that no call here owns come to nothing. */
function keepsStrangers(real: SimulatedSwitch): SimulatedSwitch {
  real.hangup = async () => 'gone';
  return real;
}

const untilNothingOpen = () =>
  eventually(
    () => leftOpen(world),
    (left) => left.length === 0,
  );

it('what a worker of another slot had admitted or leased, and never dialed, is dialed', async () => {
  world = await openDialingWorld({ flow, channelLimit: 50 });
  const numbers = mobileNumbers(20);
  await startTask(world, numbers);
  await leave('gone', 'admitted', numbers.slice(0, 5));
  const lost = randomUUID();
  await world.sql`insert into workers (id, slot, started_at, heartbeat_at, switch_kind, switch_state) values (${lost}, 'gone', now(), now(), 'simulator', 'up')`;
  await world.sql`update targets set state = 'leased', leased_by = ${lost} where number = any (${numbers.slice(5, 10)})`;
  await world.sql`update task_counters set waiting = waiting - 5, leased = leased + 5`;
  await world.startWorker();
  expect(
    await eventually(
      () => figuresOf(world),
      ({ state }) => state === 'finished',
    ),
  ).toMatchObject({ attempts: 20, done: 20, unknown: 0 });
  expect(new Set(world.carrierLog.lines.map((line) => line.number)).size).toBe(20);
  await untilNothingOpen();
  expect(
    await eventually(
      () => world.sql`select slot from workers`,
      (rows) => rows.length === 1,
    ),
  ).toEqual([{ slot: '1' }]);
});

it('what it had dialed, free or not, ends as unknown when its time is over, and not a moment before', async () => {
  world = await openDialingWorld({ flow, channelLimit: 50, speed: 1 });
  const numbers = mobileNumbers(4);
  await startTask(world, numbers);
  await leave('gone', 'originating', numbers.slice(0, 1), '12 minutes');
  await leave('gone', 'originating', numbers.slice(1, 2), '12 minutes', 0);
  await leave('gone', 'originating', numbers.slice(2, 4));
  const workerId = randomUUID();
  const database = openWorkerDatabase(world.testDatabase, workerId);
  const options = { switchReason: '', ...world.sounds, log: silentLog, clock: world.clock, slot: '1' };
  const worker = new Worker({ ...options, database, switch: new SimulatedSwitch(world.exchange), workerId });
  try {
    await worker.start();
    const swept = await eventually(
      async () => {
        await worker.patrol();
        return figuresOf(world);
      },
      ({ unknown }) => unknown >= 2,
    );
    expect(swept).toMatchObject({ state: 'running', unknown: 2, done: 2, leased: 2 });
    expect(await world.sql`select distinct result, charged_micros from attempts where ended_at is not null`).toEqual([
      { result: 'unknown', charged_micros: 0n },
    ]);
    expect(await leftOpen(world)).toEqual(['open holds: 2', 'money held: 200', 'open attempts: 2']);
    expect(world.carrierLog.lines).toEqual([]);
  } finally {
    await worker.stop();
    await database.close();
  }
});

it.each([
  ['costs what it was admitted at, whatever its price is by now', true],
  ['is nobody’s answered call and costs nothing where its price was never written down', false],
])('a call that is taken over %s', async (_, frozen) => {
  world = await openDialingWorld({ flow, channelLimit: 50 });
  const numbers = mobileNumbers(1);
  await startTask(world, numbers);
  if (frozen) {
    await world.sql`
      insert into frozen_rates (tenant_id, id, rate_group_id, prefix, block_seconds, price_per_block_micros, connection_fee_micros, grace_seconds,
        minimum_charge_micros, effective_from, effective_until)
      select tenant_id, id, rate_group_id, prefix, block_seconds, price_per_block_micros, connection_fee_micros, grace_seconds,
        minimum_charge_micros, effective_from, effective_until from rates`;
  }
  await leave('1', 'originating', numbers, '0', 150_000);
  await world.sql`update rates set price_per_block_micros = price_per_block_micros * 100`;
  const [attempt] = await world.sql<{ id: string }[]>`select id from attempts`;
  world.exchange.originate({
    channelId: attempt?.id ?? '',
    destination: { kind: 'trunk', trunk: 'carrier', number: '13800000000' },
    callerId: '1',
    ringTimeoutSeconds: 15,
    maxAnsweredSeconds: 60,
    tag: 'callee x y',
  });
  await world.startWorker();
  await untilNothingOpen();
  expect(await figuresOf(world)).toMatchObject(frozen ? { answered: 1, unknown: 0 } : { answered: 0, unknown: 1 });
  expect(await chargedByLevel(world)).toEqual(frozen ? [150_000n, 120_000n, 100_000n] : []);
  expect(await world.sql`select kind from entries where kind = 'call_overrun'`).toEqual([]);
});

it('a hold whose time is over stays while the channel of its call lives, and the call is taken up', async () => {
  world = await openDialingWorld({ flow, channelLimit: 50, speed: 1, audioMs: 600_000 });
  const numbers = mobileNumbers(1);
  await startTask(world, numbers);
  await world.sql`
    insert into frozen_rates (tenant_id, id, rate_group_id, prefix, block_seconds, price_per_block_micros, connection_fee_micros, grace_seconds,
      minimum_charge_micros, effective_from, effective_until)
    select tenant_id, id, rate_group_id, prefix, block_seconds, price_per_block_micros, connection_fee_micros, grace_seconds,
      minimum_charge_micros, effective_from, effective_until from rates`;
  await leave('gone', 'originating', numbers, '12 minutes', 150_000);
  const [attempt] = await world.sql<{ id: string }[]>`select id from attempts`;
  const channelId = attempt?.id ?? '';
  const to = { kind: 'trunk', trunk: 'carrier', number: '13800000000' } as const;
  world.exchange.originate({
    channelId,
    destination: to,
    callerId: '1',
    ringTimeoutSeconds: 15,
    maxAnsweredSeconds: 60,
    tag: 'callee x y',
  });
  const workerId = randomUUID();
  const database = openWorkerDatabase(world.testDatabase, workerId);
  const options = { switchReason: '', ...world.sounds, log: silentLog, clock: world.clock, slot: '1' };
  // A switch whose channels another worker has dialed is not asked before the sweep: here nothing hangs up strangers.
  const worker = new Worker({
    ...options,
    database,
    switch: keepsStrangers(new SimulatedSwitch(world.exchange)),
    workerId,
  });
  try {
    await worker.start();
    await eventually(
      async () => {
        await worker.patrol();
        return world.sql`select from attempts where worker_id = ${workerId}`;
      },
      (taken) => taken.length === 1,
    );
    expect(await leftOpen(world)).toEqual(['open holds: 1', 'money held: 150000', 'open attempts: 1']);
    expect(world.exchange.listChannels()).toHaveLength(1);
    world.exchange.hangup(channelId);
    await untilNothingOpen();
    expect(await figuresOf(world)).toMatchObject({ unknown: 0 });
  } finally {
    await worker.stop();
    await database.close();
  }
});

it('a channel that nobody owns is hung up', async () => {
  world = await openDialingWorld({ flow });
  world.exchange.originate({
    channelId: 'stray',
    destination: { kind: 'trunk', trunk: 'carrier', number: '13800000005' },
    callerId: '1',
    ringTimeoutSeconds: 300,
    maxAnsweredSeconds: 300,
    tag: 'callee x y',
  });
  expect(world.exchange.listChannels()).toHaveLength(1);
  await world.startWorker();
  await eventually(
    async () => world.exchange.listChannels(),
    (channels) => channels.length === 0,
  );
});

it('a target that has an attempt under way already is not dialed, and spoils nothing for the others', async () => {
  world = await openDialingWorld({ flow, channelLimit: 50 });
  const numbers = mobileNumbers(20);
  await startTask(world, numbers);
  const workerId = await leave('elsewhere', 'admitted', numbers.slice(7, 8));
  // Its worker lives, and its target waits all the same.
  await world.sql`select pg_advisory_lock(hashtextextended(${workerId}, 0))`;
  await world.sql`update targets set state = 'waiting', leased_by = null where number = ${numbers[7] ?? ''}`;
  await world.sql`update task_counters set waiting = waiting + 1, leased = leased - 1`;
  await world.startWorker();
  const figures = await eventually(
    () => figuresOf(world),
    ({ done }) => done === 19,
  );
  expect(figures).toMatchObject({ state: 'running', done: 19, waiting: 0, leased: 1 });
  expect(world.carrierLog.lines).toHaveLength(19);
});

it('a number that the record will not admit is put off, and spoils nothing for the others', async () => {
  world = await openDialingWorld({ flow, channelLimit: 50 });
  const numbers = mobileNumbers(20);
  await world.sql.unsafe(`create function refuse_one() returns trigger language plpgsql as $$ begin
    if new.number = '${numbers[7]}' then raise exception 'not this one'; end if; return new; end $$;
    create trigger refuse_one before insert on attempts for each row execute function refuse_one()`);
  await startTask(world, numbers);
  await world.startWorker();
  const figures = await eventually(
    () => figuresOf(world),
    ({ done, leased }) => done === 19 && leased === 0,
  );
  expect(figures).toMatchObject({ state: 'running', waiting: 1 });
  expect(
    await world.sql`select number from targets where state = 'waiting' and due_at > ${new Date(world.clock.nowMs() + 300_000)}`,
  ).toEqual([{ number: numbers[7] }]);
});
