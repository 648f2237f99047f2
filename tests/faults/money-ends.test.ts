// A talk never outlives its money: the switch itself ends it, whether somebody lives to ask for more or not.
import { afterEach, describe, expect, it } from 'vitest';
import { eventually, figuresOf, leftOpen } from '../setup/dialing.ts';
import { missing } from '../setup/machine.ts';
import type { WorkerProcess } from '../setup/worker-process.ts';
import { type FaultBench, openFaultBench, withWords } from './fault-bench.ts';

/** A second costs so much on each level. */
const [price, subAgentsPrice, agentsPrice] = [10_000n, 8_000n, 5_000n];
/** Answers, and presses 1 for a seat. */
const number = '+8613800000010';
// Two seconds of message, two for a key, one for a seat, five of slack: ten, and a first slice of four.
const flow = {
  plays: 1,
  keys: { '1': 'transfer' },
  callTimeoutSeconds: 10,
  retries: 0,
  keyWaitSeconds: 2,
  seatWaitSeconds: 1,
};
const firstSeconds = 14;
const settings = { HOLD_SLICE_SECONDS: '4' };

/** A busy machine takes its time to start a worker; the calls themselves are timed by the carrier. */
const limitMs = 120_000;
const timeout = 240_000;

let bench: FaultBench;

async function begin(paidSeconds: bigint, slice = settings): Promise<WorkerProcess> {
  const balances = [price * paidSeconds, 1_000_000n, 1_000_000n] as const;
  bench = await openFaultBench('asterisk', 1, undefined, { flow, balances, seatStaysSeconds: 100 });
  const levels = [price, subAgentsPrice, agentsPrice];
  for (const [depth, amount] of levels.entries()) {
    await bench.view.sql`update rates r set block_seconds = 1, price_per_block_micros = ${String(amount)}
      from rate_assignments a join tenant_closure c on c.ancestor = a.tenant_id
      where a.rate_group_id = r.rate_group_id and c.descendant = ${bench.view.customer.tenantId} and c.depth = ${depth}`;
  }
  await bench.startTask([number]);
  return bench.startWorker(slice);
}

/** How long the carrier saw the call answered, when it is over. */
async function lasted(worker: WorkerProcess): Promise<number> {
  const log = await eventually(
    bench.carrierLog,
    (entries) => entries.some(({ kind }) => kind === 'ended'),
    limitMs,
  ).catch(withWords(worker));
  const [answered, ended] = (['answered', 'ended'] as const).map(
    (kind) => log.find((entry) => entry.kind === kind)?.at.getTime() ?? NaN,
  );
  return ((ended ?? NaN) - (answered ?? NaN)) / 1_000;
}

const attempt = async () => {
  const [row] = await bench.view.sql<{ authorised: number; state: string; reason: string | null; charged: bigint }[]>`
    select authorised_seconds authorised, state, reason, charged_micros charged from attempts`;
  return row;
};
/** The second time it asks, the switch has the first one's cut. */
const untilExtended = (worker: WorkerProcess) =>
  eventually(attempt, (row) => (row?.authorised ?? 0) > firstSeconds + 4, limitMs).catch(withWords(worker));

async function expectSettled(worker: WorkerProcess, seconds: number): Promise<void> {
  await eventually(
    () => leftOpen(bench.view),
    (left) => left.length === 0,
  ).catch(withWords(worker));
  expect(await figuresOf(bench.view)).toMatchObject({ answered: 1, unknown: 0 });
  expect((await attempt())?.charged).toBe(price * BigInt(Math.ceil(seconds)));
  expect(await bench.view.sql`select from entries where kind = 'call_overrun'`).toEqual([]);
}

describe.skipIf(missing('asterisk'))('a talk on Asterisk', () => {
  afterEach(() => bench.close());

  it('lasts through several extensions to the last second that is paid for, and not beyond', { timeout }, async () => {
    const worker = await begin(25n);
    const seconds = await lasted(worker);
    expect(seconds).toBeGreaterThan(24);
    expect(seconds).toBeLessThanOrEqual(25);
    await expectSettled(worker, 25);
    expect(await attempt()).toMatchObject({ authorised: 25, reason: 'money_ended', state: 'ended' });
    expect(await bench.view.sql`select reason from cdrs where leg = 'callee'`).toEqual([{ reason: 'money_ended' }]);
    const [wallet] = await bench.view
      .sql`select balance_micros from wallets where tenant_id = ${bench.view.customer.tenantId}`;
    expect(wallet).toEqual({ balance_micros: 0n });
  });

  it(
    'ends at its authorised second when its worker was killed and nobody lives to ask for more',
    { timeout },
    async () => {
      const worker = await begin(10_000n);
      await untilExtended(worker);
      await worker.kill();
      const authorised = (await attempt())?.authorised ?? 0;
      const seconds = await lasted(worker);
      expect(seconds).toBeLessThanOrEqual(authorised);
      // Where it was killed before the switch heard of the second extension, at the first one's.
      expect(seconds).toBeGreaterThan(firstSeconds + 4 - 1);
      await expectSettled(bench.startWorker(settings), seconds);
    },
  );

  it('goes on under the successor of a killed worker, to the last second that is paid for', { timeout }, async () => {
    // Room for a successor to start on a busy machine before the first slice is over.
    const slice = { HOLD_SLICE_SECONDS: '25' };
    const worker = await begin(45n, slice);
    await eventually(
      () => bench.view.sql`select from seats where state = 'busy'`,
      (busy) => busy.length === 1,
      limitMs,
    ).catch(withWords(worker));
    await worker.kill();
    expect((await attempt())?.authorised).toBe(35);
    const successor = bench.startWorker(slice);
    const seconds = await lasted(successor);
    expect(seconds).toBeGreaterThan(44);
    expect(seconds).toBeLessThanOrEqual(45);
    await expectSettled(successor, 45);
    expect(await attempt()).toMatchObject({ authorised: 45, reason: 'money_ended' });
  });
});
