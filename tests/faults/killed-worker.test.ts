// The worker is killed in the middle of its calls, several times in a row, on a simulator that runs on as a real switch does.
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { buildHierarchy, type Hierarchy, addTargets } from '@yunhu/scripts/fixture/hierarchy';
import { makeTemporaryFolder } from '@yunhu/scripts/embedded/temporary-folder';
import { type SpawnedSimulator, spawnSimulator } from '@yunhu/workers/switch';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import {
  eventually,
  figuresOf,
  leftOpen,
  mobileNumbers,
  type RecordView,
  ruleCounts,
  setTaskState,
} from '../setup/dialing.ts';
import { startWorkerProcess, type WorkerProcess } from '../setup/worker-process.ts';

const maxUnknownAKill = 20;
const flow = {
  plays: 1,
  keys: { '1': 'transfer', '9': 'opt_out' },
  callTimeoutSeconds: 6,
  retries: 0,
  keyWaitSeconds: 2,
};

let testDatabase: TestDatabase;
let hierarchy: Hierarchy;
let view: RecordView;
let simulator: SpawnedSimulator;
let folder: string;
let carrierLog: string;
const workers: WorkerProcess[] = [];

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  folder = await makeTemporaryFolder('yunhu-faults-');
  carrierLog = path.join(folder, 'carrier.log');
  simulator = await spawnSimulator({ SIMULATOR_CARRIER_LOG: carrierLog });
});

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.kill();
  await simulator.stop();
  await view.sql.end();
  await testDatabase.drop();
  await rm(folder, { recursive: true, force: true });
});

async function furnish(channels: number): Promise<void> {
  hierarchy = await buildHierarchy(testDatabase.urls.superuser, {
    seats: 5,
    sendRatioPercent: Math.ceil((channels * 100) / 5),
    flow,
    audioMs: 1_500,
  });
  const sql = postgres(testDatabase.urls.superuser, {
    max: 2,
    types: { bigint: postgres.BigInt },
    onnotice: () => undefined,
  });
  view = { sql, customer: hierarchy.customers[0] };
}

function startWorker(): WorkerProcess {
  if (!('port' in simulator.address)) throw new Error('the simulator listens on a port');
  const worker = startWorkerProcess(testDatabase, {
    SWITCH: 'simulator',
    SIMULATOR_ADDRESS: String(simulator.address.port),
    AUDIO_DIR: folder,
  });
  workers.push(worker);
  return worker;
}

async function dialedNumbers(): Promise<string[]> {
  const text = await readFile(carrierLog, 'utf8');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [(JSON.parse(line) as { number: string }).number]));
}

it(
  'survives kills in the middle of 500 calls: none twice, few unknown, nothing held, not a micro-unit lost',
  { timeout: 180_000 },
  async () => {
    await furnish(150);
    const numbers = mobileNumbers(500);
    await addTargets(testDatabase.urls.superuser, view.customer, numbers);
    await setTaskState(view, 'running');
    const unknownAfter: number[] = [];
    for (const [i, progress] of [60, 180, 300].entries()) {
      const worker = startWorker();
      await eventually(dialedNumbers, (dialed) => dialed.length >= progress).catch((error: unknown) => {
        throw new Error(`${String(error)}\n${worker.output()}`);
      });
      await worker.kill();
      const { unknown } = await figuresOf(view);
      unknownAfter[i] = unknown;
    }
    const last = startWorker();
    const figures = await eventually(
      () => figuresOf(view),
      ({ state }) => state === 'finished',
      90_000,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${last.output()}`);
    });
    const dialed = await dialedNumbers();
    expect(dialed.length).toBe(new Set(dialed).size);
    expect(dialed).toHaveLength(500);
    expect(figures).toMatchObject({ attempts: 500, done: 500, waiting: 0, leased: 0, skipped: 0 });
    expect(figures.unknown).toBeLessThanOrEqual(3 * maxUnknownAKill);
    for (const [i, unknown] of unknownAfter.entries()) {
      const next = unknownAfter[i + 1] ?? figures.unknown;
      expect(next - unknown).toBeLessThanOrEqual(maxUnknownAKill);
    }
    const rule = ruleCounts(numbers);
    expect(figures.answered + figures.busy + figures.noAnswer + figures.failed + figures.unknown).toBe(500);
    expect(figures.answered).toBeLessThanOrEqual(rule.answered);
    expect(
      await eventually(
        () => leftOpen(view),
        (left) => left.length === 0,
      ),
    ).toEqual([]);
    const [charged] = await view.sql<{ n: bigint }[]>`select count(*) n from attempt_charges where level = 0`;
    expect(charged?.n).toBe(BigInt(figures.answered));
    expect(await last.stop()).toBe(0);
    console.error(JSON.stringify({ figures, unknownAfter }));
  },
);
