// How numbers are chosen, retried and kept from being dialed.
import { addTargets } from '@yunhu/scripts/fixture/hierarchy';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type DialingWorld,
  eventually,
  figuresOf,
  leftOpen,
  mobileNumbers,
  openDialingWorld,
  setTaskState,
  startTask,
} from '../setup/dialing.ts';

let world: DialingWorld;
afterEach(() => world.close());

const plainFlow = { plays: 1, keys: {}, callTimeoutSeconds: 10, retries: 0 };
const until = (state: string, customer = world.customer) =>
  eventually(
    () => figuresOf(world, customer),
    (figures) => figures.state === state,
  );
const untilNothingOpen = () =>
  eventually(
    () => leftOpen(world),
    (left) => left.length === 0,
  );

describe('gates', () => {
  it('skip black-listed numbers, of whoever’s list, and those without a price or a way out, each with its reason', async () => {
    world = await openDialingWorld({ flow: plainFlow });
    const [own, agents, foreign, unpriced, dialed] = [
      '+8613800000000',
      '+8613800000010',
      '+12025550100',
      '+8613900000000',
      '+8613800000020',
    ] as const;
    await world.sql`insert into black_list (tenant_id, number, reason) values (${world.customer.tenantId}, ${own}, 'manual'),
      (${world.hierarchy.agentId}, ${agents}, 'complaint')`;
    await world.sql`insert into black_list (tenant_id, number, reason, expires_at) values (${world.customer.tenantId}, ${dialed}, 'manual', now() - interval '1 day')`;
    await world.sql`update rates set prefix = '86138'`;
    await startTask(world, [own, agents, foreign, unpriced, dialed]);
    await world.startWorker();
    expect(await until('finished')).toMatchObject({ skipped: 4, done: 1, answered: 1 });
    const rows = await world.sql<
      { number: string; reason: string }[]
    >`select number, reason from targets where state = 'skipped'`;
    expect(Object.fromEntries(rows.map((row) => [row.number, row.reason]))).toEqual({
      [own]: 'black_list',
      [agents]: 'black_list',
      [foreign]: 'international_off',
      [unpriced]: 'no_rate',
    });
    expect(world.carrierLog.lines.map((line) => line.number)).toEqual(['13800000020']);
  });

  it('skip a number that is black-listed after it was leased', async () => {
    world = await openDialingWorld({ flow: plainFlow, channelLimit: 1 });
    const numbers = mobileNumbers(15);
    await startTask(world, numbers);
    await world.startWorker();
    await eventually(
      () => figuresOf(world),
      ({ leased }) => leased === 15,
    );
    const late = numbers.slice(5);
    for (const number of late) {
      await world.sql`insert into black_list (tenant_id, number, reason) values (${world.customer.tenantId}, ${number}, 'opt_out')`;
    }
    expect(await until('finished')).toMatchObject({ done: 5, skipped: 10, waiting: 0, leased: 0 });
    expect(world.carrierLog.lines).toHaveLength(5);
    expect(await world.sql`select distinct reason from targets where state = 'skipped'`).toEqual([
      { reason: 'black_list' },
    ]);
  });

  it('skip everything where no route leads anywhere', async () => {
    world = await openDialingWorld({ flow: plainFlow });
    await world.sql`update routes set prefix = '1'`;
    await startTask(world, mobileNumbers(3));
    await world.startWorker();
    expect(await until('finished')).toMatchObject({ skipped: 3, done: 0 });
    expect(await world.sql`select distinct reason from targets`).toEqual([{ reason: 'no_route' }]);
  });
});

describe('retries', () => {
  it('dial what was busy, not taken or not got through again, as often as the flow says, and nothing else', async () => {
    const flow = { ...plainFlow, retries: 2, retryAfterSeconds: { busy: 5, no_answer: 5, failed: 5 } };
    world = await openDialingWorld({ flow });
    const numbers = mobileNumbers(10);
    await startTask(world, numbers);
    await world.startWorker();
    const figures = await until('finished');
    const times = (last: string) => world.carrierLog.lines.filter((line) => line.number.endsWith(last)).length;
    expect({
      answered: times('0'),
      notFound: times('3'),
      unavailable: times('4'),
      rings: times('5'),
      busy: times('8'),
    }).toEqual({
      answered: 1,
      notFound: 1,
      unavailable: 3,
      rings: 3,
      busy: 3,
    });
    expect(figures).toMatchObject({ answered: 6, busy: 1, noAnswer: 1, failed: 2, done: 10, attempts: 16 });
    await untilNothingOpen();
  });
});

describe('pace', () => {
  it('never has more calls open than the send ratio allows', async () => {
    world = await openDialingWorld({
      seats: 4,
      sendRatioPercent: 150,
      flow: { ...plainFlow, keys: { '1': 'transfer' } },
    });
    let most = 0;
    const timer = setInterval(
      () => (most = Math.max(most, world.exchange.listChannels().filter((c) => c.tag.startsWith('callee')).length)),
      5,
    );
    await startTask(world, mobileNumbers(60));
    await world.startWorker();
    await until('finished');
    clearInterval(timer);
    expect(most).toBe(6);
  });

  it('keeps a trunk’s channels and the interval between two dials', async () => {
    world = await openDialingWorld({ channelLimit: 50, flow: plainFlow });
    await world.sql`update trunks set max_channels = 3`;
    await world.sql`update tasks set dial_interval_ms = 500`;
    await startTask(world, mobileNumbers(20));
    let most = 0;
    const timer = setInterval(() => (most = Math.max(most, world.exchange.listChannels().length)), 5);
    await world.startWorker();
    await until('finished');
    clearInterval(timer);
    expect(most).toBe(3);
    const times = world.carrierLog.lines.map((line) => line.at.getTime());
    const [first = 0, last = 0] = [times[0], times.at(-1)];
    // The choices are half a second apart; what follows each takes its own small time.
    expect(last - first).toBeGreaterThan(19 * 500 - 1_500);
  });

  it('dials no more a second than a trunk bears', async () => {
    world = await openDialingWorld({ channelLimit: 500, flow: plainFlow, speed: 4 });
    await world.sql`update trunks set max_calls_per_second = 10`;
    await startTask(world, mobileNumbers(60));
    await world.startWorker();
    await until('finished');
    const times = world.carrierLog.lines.map((line) => line.at.getTime());
    const [first = 0, last = 0] = [times[0], times.at(-1)];
    expect(59 / ((last - first) / 1_000)).toBeLessThan(13);
  });

  it('shares the trunk between tenants, whatever priority one of them gives its task', async () => {
    world = await openDialingWorld({ customers: 2, channelLimit: 100, flow: plainFlow });
    const [one, two] = world.hierarchy.customers;
    if (two === undefined) throw new Error('two customers were asked for');
    await world.sql`update trunks set max_channels = 10`;
    await world.sql`update tasks set priority = 1000 where id = ${one.taskId}`;
    const [firsts, seconds] = [mobileNumbers(100), mobileNumbers(100, 13_900_000_000)];
    await addTargets(world.testDatabase.urls.superuser, two, seconds);
    await startTask(world, firsts, one);
    await setTaskState(world, 'running', two);
    await world.startWorker();
    await eventually(
      async () => world.carrierLog.lines.length,
      (dialed) => dialed >= 100,
    );
    const half = world.carrierLog.lines.slice(0, 100).filter((line) => line.number.startsWith('139')).length;
    expect(Math.abs(half - 50)).toBeLessThan(10);
    await until('finished', one);
    await until('finished', two);
    await untilNothingOpen();
  });
});
