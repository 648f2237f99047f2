// Calls that set no end themselves ask for more money while they last.
import type { SeatBehaviour } from '@yunhu/workers/switch';
import { afterEach, expect, it } from 'vitest';
import {
  chargedByLevel,
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
const pressesOne = () => ({ kind: 'answers', ringMs: 500, presses: '1', hangsUpAfterMs: null }) as const;
// Three seconds of message, five for a key, twenty for a seat, five of slack; the first slice leads into the second block.
const flow = {
  plays: 1,
  keys: { '1': 'transfer' },
  callTimeoutSeconds: 15,
  retries: 0,
  keyWaitSeconds: 5,
  seatWaitSeconds: 20,
};
const stays = (talkMs: number | null): SeatBehaviour => ({
  pickUp: { kind: 'answers', afterMs: 300 },
  hangUpAfterBridgedMs: talkMs,
});
const sliceSeconds = 60;

const openWorld = (blocks: bigint, talkMs: number | null, seats = 1) =>
  openDialingWorld({
    seats,
    flow,
    carrier: pressesOne,
    phones: () => stays(talkMs),
    speed: 20,
    balances: [block * blocks, block, block],
  });
const held = async (): Promise<bigint> => {
  const [row] = await world.sql<
    { held: bigint }[]
  >`select held_micros held from wallets where tenant_id = ${world.customer.tenantId}`;
  return row?.held ?? 0n;
};
const untilOver = async () => {
  await eventually(
    () => figuresOf(world),
    ({ done }) => done > 0,
  );
  await eventually(
    () => leftOpen(world),
    (left) => left.length === 0,
  );
};

it('a talk holds a slice ahead, not an hour, and as much more as it uses', async () => {
  world = await openWorld(100n, 400_000);
  await startTask(world, mobileNumbers(1));
  await world.startWorker({ sliceSeconds });
  await eventually(held, (micros) => micros > 0n);
  expect(await held()).toBe(2n * block);
  const most = await eventually(held, (micros) => micros >= 5n * block);
  expect(most).toBeLessThanOrEqual(8n * block);
  await untilOver();
  // 400 seconds of talk, and what came before.
  expect(await chargedByLevel(world)).toEqual([7n * block, 7n * 120_000n, 7n * 100_000n]);
  expect(await world.sql`select reason from cdrs where leg = 'callee'`).toEqual([{ reason: null }]);
});

it('a talk ends with the money, and says so', async () => {
  world = await openWorld(4n, null);
  await startTask(world, mobileNumbers(1));
  await world.startWorker({ sliceSeconds });
  await untilOver();
  expect(await world.sql`select reason, billed_seconds from cdrs where leg = 'callee'`).toEqual([
    { reason: 'money_ended', billed_seconds: 240 },
  ]);
  expect(await world.sql`select reason, authorised_seconds from attempts`).toEqual([
    { reason: 'money_ended', authorised_seconds: 240 },
  ]);
  expect((await chargedByLevel(world))[0]).toBe(4n * block);
  expect(await world.sql`select from entries where kind = 'call_overrun'`).toEqual([]);
});

it('several talks share what is left, so that none gets it all', async () => {
  world = await openWorld(16n, null, 4);
  await world.sql`update tasks set send_ratio_percent = 100`;
  await startTask(world, mobileNumbers(4));
  await world.startWorker({ sliceSeconds });
  await eventually(
    () => figuresOf(world),
    ({ done }) => done === 4,
  );
  const rows = await world.sql<{ s: number }[]>`select authorised_seconds s from attempts order by 1`;
  expect(rows.reduce((sum, { s }) => sum + s, 0)).toBe(16 * 60);
  expect((rows.at(-1)?.s ?? 0) - (rows[0]?.s ?? 0)).toBeLessThanOrEqual(60);
});

it('a talk goes on where money comes in before its last second', async () => {
  world = await openWorld(3n, 500_000);
  await startTask(world, mobileNumbers(1));
  await world.startWorker({ sliceSeconds });
  await eventually(held, (micros) => micros >= 3n * block);
  const credit = String(block * 20n);
  await world.sql`update wallets set reserved_micros = ${credit} where tenant_id = ${world.hierarchy.subAgentId}`;
  await world.sql`update wallets set credit_limit_micros = ${credit} where tenant_id = ${world.customer.tenantId}`;
  await untilOver();
  expect((await chargedByLevel(world))[0]).toBeGreaterThan(7n * block);
  expect(await world.sql`select reason from cdrs where leg = 'callee'`).toEqual([{ reason: null }]);
});
