// A task with a real database, a switch that lives on its own, and workers as processes that can be killed.
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CarrierEntry } from '@yunhu/scripts/embedded/demo-carrier-log';
import { makeTemporaryFolder } from '@yunhu/scripts/embedded/temporary-folder';
import { addTargets, buildHierarchy, type Hierarchy, type HierarchyOptions } from '@yunhu/scripts/fixture/hierarchy';
import { spawnSimulator } from '@yunhu/workers/switch';
import postgres from 'postgres';
import { z } from 'zod';
import { type SeverableProxy, severableProxy } from '../../workers/src/switch/severable-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { type RecordView, setTaskState } from '../setup/dialing.ts';
import { startWorkerProcess, type WorkerProcess } from '../setup/worker-process.ts';
import { startRealSwitch } from '../switch/real-switch.ts';

/** Why a wait failed, with what the worker said meanwhile. */
export function withWords(worker: WorkerProcess): (error: unknown) => never {
  return (error) => {
    throw new Error(`${String(error)}\n${worker.output()}`);
  };
}

export interface FaultBench {
  readonly view: RecordView;
  readonly testDatabase: TestDatabase;
  readonly hierarchy: Hierarchy;
  startTask(numbers: readonly string[]): Promise<void>;
  /** Settings of a worker on a simulator beside; its carrier writes into the same log. */
  otherSwitch(): Promise<Readonly<Record<string, string>>>;
  startWorker(settings?: Readonly<Record<string, string>>): WorkerProcess;
  /** Breaks the connection between worker and switch, and keeps it broken until `mend`. */
  cut(): void;
  mend(): void;
  /** Every number the carrier was asked to ring, as it says itself; one entry a call. */
  readonly dialed: () => Promise<string[]>;
  /** What the carrier saw of each call, by its own clock; on Asterisk only. */
  readonly carrierLog: () => Promise<CarrierEntry[]>;
  close(): Promise<void>;
}

/** What a switch gives to the bench. */
interface SwitchBehind {
  /** The worker's settings to reach it. */
  readonly settings: Readonly<Record<string, string>>;
  readonly proxy: SeverableProxy;
  readonly dialed: () => Promise<string[]>;
  readonly carrierLog?: () => Promise<CarrierEntry[]>;
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

/** What differs from the usual bench. */
export interface FaultBenchChange extends Pick<HierarchyOptions, 'balances'> {
  readonly flow?: Record<string, unknown>;
  /** How long a seat talks; on Asterisk only. Seconds. */
  readonly seatStaysSeconds?: number;
}

export async function openFaultBench(
  kind: 'simulator' | 'asterisk',
  channels: number,
  openDatabase: () => Promise<TestDatabase> = createTestDatabase,
  { seatStaysSeconds, ...change }: FaultBenchChange = {},
): Promise<FaultBench> {
  const testDatabase = await openDatabase();
  const folder = makeTemporaryFolder('yunhu-faults-');
  const sendRatioPercent = Math.ceil((channels * 100) / seats);
  const { superuser } = testDatabase.urls;
  const hierarchy = await buildHierarchy(superuser, { seats, sendRatioPercent, flow, audioMs, ...change });
  const [customer] = hierarchy.customers;
  await mkdir(path.join(folder, 'audio'), { recursive: true });
  await writeFile(path.join(folder, 'audio', `${hierarchy.audioSha256}.ulaw`), Buffer.alloc(audioMs * 8, 0x7f));
  const behind =
    kind === 'simulator'
      ? await simulatorBehind(folder)
      : await asteriskBehind(testDatabase, customer.sipIds, seatStaysSeconds);
  const sql = postgres(superuser, { max: 2, types: { bigint: postgres.BigInt }, onnotice: () => undefined });
  const view = { sql, customer };
  const workers: WorkerProcess[] = [];
  const closers: (() => Promise<void>)[] = [() => behind.close()];
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
    otherSwitch: async () => {
      const other = await simulatorBehind(folder);
      closers.push(() => other.close());
      return other.settings;
    },
    cut: () => behind.proxy.cut(),
    mend: () => behind.proxy.mend(),
    dialed: () => behind.dialed(),
    carrierLog: async () => (await behind.carrierLog?.()) ?? [],
    close: async () => {
      for (const worker of workers) await worker.kill();
      for (const close of closers) await close();
      await sql.end();
      await testDatabase.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const carrierLine = z.object({ number: z.string() });

async function simulatorBehind(folder: string): Promise<SwitchBehind> {
  const log = path.join(folder, 'carrier.log');
  await appendFile(log, '');
  const simulator = await spawnSimulator({ SIMULATOR_CARRIER_LOG: log });
  if (!('port' in simulator.address)) throw new Error('the simulator was to listen on a port');
  const proxy = await severableProxy(simulator.address.port);
  return {
    settings: { SWITCH: 'simulator', SIMULATOR_ADDRESS: String(proxy.port) },
    proxy,
    dialed: async () => {
      const lines = (await readFile(log, 'utf8')).split('\n').slice(0, -1);
      return lines.map((line) => carrierLine.parse(JSON.parse(line)).number);
    },
    close: async () => {
      await proxy.close();
      await simulator.stop();
    },
  };
}

async function asteriskBehind(
  testDatabase: TestDatabase,
  sipIds: readonly string[],
  staysSeconds: number | undefined,
): Promise<SwitchBehind> {
  const { hostname, port, pathname, username, password } = new URL(testDatabase.urls.switch);
  const database = { host: hostname, port: Number(port), name: pathname.slice(1), user: username, password };
  const real = await startRealSwitch(
    sipIds.map((sipId) => ({ sipId, password: 'pw', ...(staysSeconds === undefined ? {} : { staysSeconds }) })),
    database,
  );
  const ari = { ARI_URL: `http://127.0.0.1:${real.proxy.port}`, ARI_USER: 'yunhu', ARI_PASSWORD: 'a;password' };
  return {
    settings: { SWITCH: 'asterisk', ...ari },
    proxy: real.proxy,
    dialed: async () => (await real.carrierLog()).flatMap((entry) => (entry.kind === 'invite' ? [entry.number] : [])),
    carrierLog: real.carrierLog,
    close: () => real.close(),
  };
}
