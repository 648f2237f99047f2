// The switch does not answer a request, though the connection to it stands.
import { randomUUID } from 'node:crypto';
import { silentLog } from '@yunhu/workers';
import { Worker } from '@yunhu/workers/dialer';
import { type OriginateInput, type OriginateResult, SimulatedSwitch } from '@yunhu/workers/switch';
import { afterEach, expect, it } from 'vitest';
import {
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

type Destination = OriginateInput['destination']['kind'];

/** Loses the first originates of one kind: they reach nobody, and nobody knows. */
class ForgetfulSwitch extends SimulatedSwitch {
  readonly #kind: Destination;
  #left: number;

  constructor(kind: Destination, count: number) {
    super(world.exchange);
    this.#kind = kind;
    this.#left = count;
  }

  override async originate(input: OriginateInput): Promise<OriginateResult> {
    if (input.destination.kind !== this.#kind || this.#left === 0) return super.originate(input);
    this.#left -= 1;
    return { outcome: 'unknown' };
  }
}

async function dialAll(kind: Destination, count: number, patrols = true) {
  const workerId = randomUUID();
  const database = openWorkerDatabase(world.testDatabase, workerId);
  const options = { switchReason: '', ...world.sounds, log: silentLog, clock: world.clock, slot: '1' };
  const worker = new Worker({ ...options, database, switch: new ForgetfulSwitch(kind, count), workerId });
  try {
    await worker.start();
    return await eventually(
      async () => {
        if (patrols) await worker.patrol();
        const open = await leftOpen(world);
        return { ...(await figuresOf(world)), open };
      },
      ({ state, open }) => state === 'finished' && open.length === 0,
      20_000,
    );
  } finally {
    await worker.stop();
    await database.close();
  }
}

const flow = { plays: 1, keys: { '1': 'transfer' }, callTimeoutSeconds: 15, retries: 0, keyWaitSeconds: 5 };

it('ends lost dials as unknown, and dials on', async () => {
  world = await openDialingWorld({ flow: { ...flow, keys: {} }, channelLimit: 50 });
  await startTask(world, mobileNumbers(30));
  // As many as may be unconfirmed at once.
  expect(await dialAll('trunk', 20)).toMatchObject({ unknown: 20, done: 30 });
  expect(world.carrierLog.lines).toHaveLength(10);
});

it('gives the caller another seat, and frees the one whose leg was lost', async () => {
  world = await openDialingWorld({
    seats: 2,
    sendRatioPercent: 50,
    flow: { ...flow, seatWaitSeconds: 120, seatRingSeconds: 30 },
    carrier: () => ({ kind: 'answers', ringMs: 500, presses: '1', hangsUpAfterMs: null }),
  });
  await startTask(world, mobileNumbers(1));
  expect(await dialAll('extension', 1)).toMatchObject({ answered: 1, transferred: 1, abandoned: 0 });
  expect(await world.sql`select distinct state from seats`).toEqual([{ state: 'ready' }]);
});

it('frees a seat whose leg was lost at once when its caller gives up waiting', async () => {
  world = await openDialingWorld({
    seats: 1,
    flow: { ...flow, seatWaitSeconds: 5, seatRingSeconds: 30 },
    carrier: () => ({ kind: 'answers', ringMs: 500, presses: '1', hangsUpAfterMs: null }),
  });
  await startTask(world, mobileNumbers(1));
  expect(await dialAll('extension', 1, false)).toMatchObject({ answered: 1, transferred: 0, abandoned: 1 });
});
