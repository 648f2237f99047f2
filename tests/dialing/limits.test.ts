// What a worker does where a limit leaves no room: it waits, says why, tells once, and goes on by itself.
import { afterEach, describe, expect, it } from 'vitest';
import {
  type DialingWorld,
  eventually,
  figuresOf,
  leftOpen,
  mobileNumbers,
  openDialingWorld,
  startTask,
} from '../setup/dialing.ts';

let world: DialingWorld;
afterEach(() => world.close());

const block = 150_000n;
const flow = { plays: 1, keys: {}, callTimeoutSeconds: 10, retries: 0 };
const answers = () => ({ kind: 'answers', ringMs: 200, presses: null, hangsUpAfterMs: null }) as const;
const untilFinished = () =>
  eventually(
    () => figuresOf(world),
    ({ state }) => state === 'finished',
  );

async function limitAgent(set: Readonly<Record<string, number | string>>): Promise<void> {
  const { agentId } = world.hierarchy;
  await world.sql`delete from tenant_limits where tenant_id = ${agentId}`;
  await world.sql`insert into tenant_limits ${world.sql({ tenant_id: agentId, origin: 'seller', ...set })}`;
}

const told = () => world.sql<{ tenant: string; limit: string; audits: number }[]>`
  select a.tenant_id tenant, a.subject_id "limit",
    (select count(*)::int from audit_entries e where e.tenant_id = a.tenant_id and e.action = 'limit.reached') audits
  from alerts a where a.kind = 'limit_reached'`;

describe('a task at a limit', () => {
  it('of calls at once has never more open, over all workers, and goes on as calls end', async () => {
    world = await openDialingWorld({ flow, carrier: answers, channelLimit: 50, customers: 2 });
    await limitAgent({ max_calls: 6 });
    const [one, two] = world.hierarchy.customers;
    if (two === undefined) throw new Error('two customers were asked for');
    let most = 0;
    const timer = setInterval(() => (most = Math.max(most, world.exchange.listChannels().length)), 5);
    await startTask(world, mobileNumbers(20), one);
    await startTask(world, mobileNumbers(20, 13_900_000_000), two);
    await world.startWorker();
    await eventually(
      () => figuresOf(world),
      ({ reason }) => reason === 'too_many_calls',
    );
    await untilFinished();
    await eventually(
      () => figuresOf(world, two),
      ({ state }) => state === 'finished',
    );
    clearInterval(timer);
    expect(most).toBeGreaterThan(3);
    expect(most).toBeLessThanOrEqual(6);
    expect(await told()).toEqual([{ tenant: world.hierarchy.agentId, limit: 'calls', audits: 1 }]);
    expect((await figuresOf(world)).reason).toBeNull();
  });

  it('of calls a second keeps that pace', async () => {
    world = await openDialingWorld({ flow, carrier: answers, channelLimit: 500, speed: 4 });
    await limitAgent({ max_calls_per_second: 8 });
    await startTask(world, mobileNumbers(50));
    await world.startWorker();
    await untilFinished();
    const times = world.carrierLog.lines.map((line) => line.at.getTime());
    const [first = 0, last = 0] = [times[0], times.at(-1)];
    expect(49 / ((last - first) / 1_000)).toBeLessThan(10);
  });

  it('of the day’s spending gives its numbers back, and goes on by itself when the limit is raised', async () => {
    world = await openDialingWorld({ flow, carrier: answers, channelLimit: 50 });
    // The agent pays 100 000 a block.
    await limitAgent({ daily_spend_micros: '500000' });
    await startTask(world, mobileNumbers(12));
    await world.startWorker();
    const standing = await eventually(
      () => figuresOf(world),
      ({ reason, leased, talking }) => reason === 'daily_spend_reached' && leased === 0 && talking === 0,
    );
    expect(standing).toMatchObject({ state: 'running', done: standing.answered, waiting: 12 - standing.answered });
    const [spent] = await world.sql<
      { spent: bigint }[]
    >`select spent_micros spent from day_totals where tenant_id = ${world.hierarchy.agentId}`;
    expect(spent?.spent).toBe(BigInt(standing.answered) * 100_000n);
    // The customer, whom the agent's limit holds for as well, pays 150 000.
    expect(standing.answered).toBe(3);
    expect(await told()).toMatchObject([{ limit: 'spend', audits: 1 }]);
    await limitAgent({ daily_spend_micros: String(block * 100n) });
    expect(await untilFinished()).toMatchObject({ answered: 12, reason: null });
    await eventually(
      () => leftOpen(world),
      (left) => left.length === 0,
    );
  });
});
