// Callers who ask for a seat, and the seats they get.
import type { SeatBehaviour } from '@yunhu/workers/switch';
import { afterEach, expect, it } from 'vitest';
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

const pressesOne = () => ({ kind: 'answers', ringMs: 500, presses: '1', hangsUpAfterMs: null }) as const;
const flow = {
  plays: 1,
  keys: { '1': 'transfer' },
  callTimeoutSeconds: 15,
  retries: 0,
  keyWaitSeconds: 5,
  seatWaitSeconds: 20,
  seatRingSeconds: 5,
};
const answers = (talkMs: number): SeatBehaviour => ({
  pickUp: { kind: 'answers', afterMs: 300 },
  hangUpAfterBridgedMs: talkMs,
});
const rings: SeatBehaviour = { pickUp: { kind: 'rings' }, hangUpAfterBridgedMs: null };

const untilFinished = () =>
  eventually(
    () => figuresOf(world),
    ({ state }) => state === 'finished',
  );
const untilNothingOpen = () =>
  eventually(
    () => leftOpen(world),
    (left) => left.length === 0,
  );
async function seatStates(): Promise<string[]> {
  const rows = await world.sql<{ state: string }[]>`select distinct state from seats order by 1`;
  return rows.map((row) => row.state);
}

it('connects each caller with a seat, never two with one, and frees the seats', async () => {
  world = await openDialingWorld({
    seats: 2,
    sendRatioPercent: 300,
    flow,
    carrier: pressesOne,
    phones: () => answers(3_000),
    speed: 5,
  });
  await startTask(world, mobileNumbers(12));
  await world.startWorker();
  const figures = await untilFinished();
  expect(figures).toMatchObject({ answered: 12, transferred: 12, abandoned: 0 });
  await untilNothingOpen();
  expect(await seatStates()).toEqual(['ready']);
  const legs = await world.sql<{ seat: string; from: Date; to: Date }[]>`
    select seat_id seat, answered_at "from", ended_at "to" from cdrs where leg = 'seat' order by answered_at`;
  expect(legs).toHaveLength(12);
  for (const leg of legs) {
    const together = legs.filter((other) => other.seat === leg.seat && other.from < leg.to && leg.from < other.to);
    expect(together).toHaveLength(1);
  }
});

it('lets a seat wrap up before it gets the next caller', async () => {
  world = await openDialingWorld({
    seats: 1,
    sendRatioPercent: 200,
    flow,
    carrier: pressesOne,
    phones: () => answers(1_000),
    speed: 5,
  });
  await world.sql`update queues set wrap_up_seconds = 4`;
  await startTask(world, mobileNumbers(4));
  await world.startWorker();
  await eventually(seatStates, (states) => states.includes('wrap-up'));
  expect(await untilFinished()).toMatchObject({ answered: 4, transferred: 4 });
  await eventually(seatStates, (states) => states.join() === 'ready');
  const legs = await world.sql<{ from: Date; to: Date }[]>`
    select originated_at "from", ended_at "to" from cdrs where leg = 'seat' order by originated_at`;
  const pauses = legs.slice(1).map((leg, i) => leg.from.getTime() - (legs[i]?.to.getTime() ?? 0));
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(4_000);
});

it('rings another seat where one does not answer, and counts a caller as abandoned who gets none in time', async () => {
  world = await openDialingWorld({
    seats: 2,
    sendRatioPercent: 100,
    flow,
    carrier: pressesOne,
    speed: 5,
    phones: (sipId) => (sipId === world.customer.sipIds[0] ? rings : answers(1_000)),
  });
  await startTask(world, mobileNumbers(1));
  await world.sql`update seats set state_since = now() - interval '1 hour' where id = ${world.customer.seatIds[0] ?? ''}`;
  await world.startWorker();
  expect(await untilFinished()).toMatchObject({ answered: 1, transferred: 1, abandoned: 0 });
  await untilNothingOpen();
  expect(await seatStates()).toEqual(['ready']);
});

it('counts a caller as abandoned who gets no seat in time', async () => {
  world = await openDialingWorld({
    seats: 2,
    sendRatioPercent: 100,
    flow,
    carrier: pressesOne,
    speed: 5,
    phones: () => rings,
  });
  await startTask(world, mobileNumbers(2));
  await world.startWorker();
  expect(await untilFinished()).toMatchObject({ answered: 2, transferred: 0, abandoned: 2 });
  await untilNothingOpen();
  expect(await seatStates()).toEqual(['ready']);
});

it('dials nothing while no phone of the queue is registered, and says so', async () => {
  let registered = false;
  world = await openDialingWorld({
    seats: 2,
    flow,
    carrier: pressesOne,
    phones: () => (registered ? answers(1_000) : undefined),
  });
  await startTask(world, mobileNumbers(3));
  await world.startWorker();
  await eventually(
    () => figuresOf(world),
    ({ reason }) => reason === 'no_seats',
  );
  expect(world.carrierLog.lines).toEqual([]);
  registered = true;
  expect(await untilFinished()).toMatchObject({ transferred: 3, reason: null });
});

it('finishes what is done also while no phone of the queue is registered', async () => {
  world = await openDialingWorld({ seats: 1, flow, carrier: pressesOne, phones: () => undefined });
  await startTask(world, mobileNumbers(1));
  await world.sql`update targets set state = 'done'`;
  await world.sql`update task_counters set waiting = 0, done = 1`;
  await world.startWorker();
  expect(await untilFinished()).toMatchObject({ done: 1 });
});
