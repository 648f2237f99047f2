// A task with a real database, a switch that lives on its own, and workers as processes that can be killed.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeTemporaryFolder } from '@yunhu/scripts/embedded/temporary-folder';
import { addTargets, buildHierarchy, type Hierarchy } from '@yunhu/scripts/fixture/hierarchy';
import { spawnSimulator } from '@yunhu/workers/switch';
import postgres from 'postgres';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { type RecordView, setTaskState } from '../setup/dialing.ts';
import { startWorkerProcess, type WorkerProcess } from '../setup/worker-process.ts';
import { startRealSwitch } from '../switch/real-switch.ts';

export interface FaultBench {
  readonly view: RecordView;
  readonly testDatabase: TestDatabase;
  readonly hierarchy: Hierarchy;
  startTask(numbers: readonly string[]): Promise<void>;
  startWorker(settings?: Readonly<Record<string, string>>): WorkerProcess;
  /** Every number the carrier was asked to ring, as it says itself; one entry a call. */
  dialed(): Promise<string[]>;
  close(): Promise<void>;
}

/** What a switch gives to the bench. */
interface SwitchBehind {
  /** The worker's settings to reach it. */
  readonly settings: Readonly<Record<string, string>>;
  dialed(): Promise<string[]>;
  close(): Promise<void>;
}

const seats = 5;
const audioMs = 1_500;
const flow = {
  plays: 1,
  keys: { '1': 'transfer', '9': 'opt_out' },
  callTimeoutSeconds: 6,
  retries: 0,
  keyWaitSeconds: 2,
};

export async function openFaultBench(kind: 'simulator' | 'asterisk', channels: number): Promise<FaultBench> {
  const testDatabase = await createTestDatabase();
  const folder = makeTemporaryFolder('yunhu-faults-');
  const sendRatioPercent = Math.ceil((channels * 100) / seats);
  const { superuser } = testDatabase.urls;
  const hierarchy = await buildHierarchy(superuser, { seats, sendRatioPercent, flow, audioMs });
  const [customer] = hierarchy.customers;
  await mkdir(path.join(folder, 'audio'), { recursive: true });
  await writeFile(path.join(folder, 'audio', `${hierarchy.audioSha256}.ulaw`), Buffer.alloc(audioMs * 8, 0x7f));
  const behind =
    kind === 'simulator' ? await simulatorBehind(folder) : await asteriskBehind(testDatabase, customer.sipIds);
  const sql = postgres(superuser, { max: 2, types: { bigint: postgres.BigInt }, onnotice: () => undefined });
  const view = { sql, customer };
  const workers: WorkerProcess[] = [];
  return {
    view,
    testDatabase,
    hierarchy,
    startTask: async (numbers) => {
      await addTargets(superuser, customer, numbers);
      await setTaskState(view, 'running');
    },
    startWorker: (settings = {}) => {
      const worker = startWorkerProcess(testDatabase, {
        AUDIO_DIR: path.join(folder, 'audio'),
        ...behind.settings,
        ...settings,
      });
      workers.push(worker);
      return worker;
    },
    dialed: () => behind.dialed(),
    close: async () => {
      for (const worker of workers) await worker.kill();
      await behind.close();
      await sql.end();
      await testDatabase.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const carrierLine = z.object({ number: z.string() });

async function simulatorBehind(folder: string): Promise<SwitchBehind> {
  const log = path.join(folder, 'carrier.log');
  await writeFile(log, '');
  const simulator = await spawnSimulator({ SIMULATOR_CARRIER_LOG: log });
  const address = 'port' in simulator.address ? String(simulator.address.port) : simulator.address.path;
  return {
    settings: { SWITCH: 'simulator', SIMULATOR_ADDRESS: address },
    dialed: async () => {
      const lines = (await readFile(log, 'utf8')).split('\n').slice(0, -1);
      return lines.map((line) => carrierLine.parse(JSON.parse(line)).number);
    },
    close: () => simulator.stop(),
  };
}

async function asteriskBehind(testDatabase: TestDatabase, sipIds: readonly string[]): Promise<SwitchBehind> {
  const { hostname, port, pathname, username, password } = new URL(testDatabase.urls.switch);
  const database = { host: hostname, port: Number(port), name: pathname.slice(1), user: username, password };
  const real = await startRealSwitch(
    sipIds.map((sipId) => ({ sipId, password: 'pw' })),
    database,
  );
  const ari = { ARI_URL: `http://127.0.0.1:${real.proxy.port}`, ARI_USER: 'yunhu', ARI_PASSWORD: 'a;password' };
  return {
    settings: { SWITCH: 'asterisk', ...ari },
    dialed: async () => (await real.carrierLog()).flatMap((entry) => (entry.kind === 'invite' ? [entry.number] : [])),
    close: () => real.close(),
  };
}
