// CPU milliseconds an attempt, of the worker and PostgreSQL together, while a worker dials lists of several tenants on the simulator as
// fast as it can, against Asterisk's own CPU milliseconds a call when the barest loop dials over it. The bound: at most half.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openDatabase } from '@yunhu/db/connect';
import { carrierFate, spawnSimulator } from '@yunhu/workers/switch';
import postgres from 'postgres';
import { makeTemporaryFolder } from '../embedded/temporary-folder.ts';
import { buildHierarchy, type CustomerIds, fixtureSound } from '../fixture/hierarchy.ts';
import { cpuMs, cpuMsWithChildren } from './cpu-time.ts';
import { addLists, demandCleanLedger, type DialedLists, dialLists } from './dialer-lists.ts';
import { startBenchWorker } from './dialer-worker.ts';
import { type BenchRecord, withBenchRecord } from './record.ts';
import { alternate, type BenchResult, median } from './rounds.ts';
import { BareLoop } from './switch-bare-loop.ts';
import { type SwitchPair, trunk, withSwitchPair } from './switch-pair.ts';

const customers = 8;
const numbersEach = 2_500;
/** Callers who press 1 find a seat; the ratio lets every number of a list ring at once, so that only CPU time limits. */
const seats = 25;
const sendRatioPercent = (100 * numbersEach) / seats;
const dialLimitMs = 120_000;

const bareCalls = 1_000;
/** Well below what Asterisk bears. */
const bareCallsPerSecond = 60;

export async function benchDialer(): Promise<BenchResult> {
  const folder = makeTemporaryFolder('yunhu-bench');
  try {
    return await withSwitchPair(folder, (pair) => withBenchRecord((record) => measure(record, pair, folder)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(record: BenchRecord, pair: SwitchPair, folder: string): Promise<BenchResult> {
  const hierarchy = await buildHierarchy(record.superuserUrl, { customers, seats, sendRatioPercent });
  const audioDir = path.join(folder, 'audio');
  await mkdir(audioDir);
  await writeFile(path.join(audioDir, `${hierarchy.audioSha256}.ulaw`), fixtureSound());
  const simulator = await spawnSimulator();
  const loop = await BareLoop.open(pair.ari);
  const sql = postgres(record.superuserUrl, { max: 1, onnotice: () => undefined });
  const database = openDatabase({ appUrl: record.appUrl, platformUrl: record.platformUrl, maxConnections: 1 });
  try {
    if (!('port' in simulator.address)) throw new Error('the simulator was to listen on a port');
    const worker = await startBenchWorker(record, folder, {
      SWITCH: 'simulator',
      SIMULATOR_ADDRESS: String(simulator.address.port),
      AUDIO_DIR: audioDir,
    });
    const speeds: number[] = [];
    const ours = async (): Promise<number> => {
      const lists = hierarchy.customers.map((customer) => ({ customer, numbers: numbersOf(speeds.length) }));
      const tasks = await addLists(sql, record, lists);
      const before = { worker: cpuMs(worker.pid), postgres: cpuMsWithChildren(record.serverPid) };
      const dialed = await dialLists(sql, database, tasks, dialLimitMs);
      const inWorker = (cpuMs(worker.pid) - before.worker) / dialed.attempts;
      const inPostgres = (cpuMsWithChildren(record.serverPid) - before.postgres) / dialed.attempts;
      demandRule(dialed, lists);
      speeds.push(dialed.attemptsPerSecond);
      process.stderr.write(
        `${dialed.attempts} attempts at ${dialed.attemptsPerSecond.toFixed(0)}/s: ${inWorker.toFixed(2)} ms in the worker, ${inPostgres.toFixed(2)} ms in PostgreSQL\n`,
      );
      return inWorker + inPostgres;
    };
    try {
      const result = await alternate('dialer', 'ms', { ours, baseline: () => bareCpuMs(loop, pair) });
      await demandCleanLedger(sql);
      process.stdout.write(`dialer: ${median(speeds).toFixed(0)} attempts/s\n`);
      return result;
    } finally {
      await worker.stop();
    }
  } finally {
    loop.close();
    await database.close();
    await sql.end();
    await simulator.stop();
  }
}

/** Other numbers in each round: who opted out in one would be skipped in the next. */
function numbersOf(round: number): string[] {
  return Array.from({ length: numbersEach }, (_, i) => `+86138${String(round * numbersEach + i).padStart(8, '0')}`);
}

/** What the carrier's rule says must have come of it. */
function demandRule(
  dialed: DialedLists,
  lists: readonly { readonly customer: CustomerIds; readonly numbers: readonly string[] }[],
): void {
  const fates = lists.flatMap(({ numbers }) => numbers.map(carrierFate));
  const answers = fates.filter((fate) => fate.kind === 'answers');
  const pressed = (key: string) => answers.filter((fate) => fate.presses === key).length;
  const { attempts, answered, optedOut, transferred, abandoned } = dialed;
  const wanted = [fates.length, answers.length, pressed('9'), pressed('1')];
  const got = [attempts, answered, optedOut, transferred + abandoned];
  if (String(got) !== String(wanted))
    throw new Error(`attempts, answered, opted out, asked for a seat: ${got.join()}, not ${wanted.join()}`);
}

/** Asterisk's time for one call that rings, is answered and hung up at once. */
async function bareCpuMs(loop: BareLoop, { pid }: SwitchPair): Promise<number> {
  const numbers = Array.from({ length: bareCalls }, (_, i) => `1380000${String(i).padStart(3, '0')}0`);
  const before = cpuMs(pid);
  const { completed, callsPerSecond } = await loop.run({ numbers, trunk, callsPerSecond: bareCallsPerSecond });
  if (completed < bareCalls) throw new Error(`only ${completed} of ${bareCalls} bare calls completed`);
  const each = (cpuMs(pid) - before) / completed;
  process.stderr.write(
    `${completed} bare calls at ${callsPerSecond.toFixed(0)}/s: ${each.toFixed(2)} ms in Asterisk\n`,
  );
  return each;
}
