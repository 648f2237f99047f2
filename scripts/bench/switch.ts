// Calls a second that end well, 99.5 % of them, each with five seconds of sound: through the whole product on Asterisk, against the barest
// loop over the same Asterisk. Both climb the same steps in turn, until a step is too steep. Reported, without a bound.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '@yunhu/db/connect';
import postgres from 'postgres';
import { makeTemporaryFolder } from '../embedded/temporary-folder.ts';
import { buildHierarchy } from '../fixture/hierarchy.ts';
import { addLists, demandCleanLedger, dialLists } from './dialer-lists.ts';
import { startBenchWorker } from './dialer-worker.ts';
import { type BenchRecord, withBenchRecord } from './record.ts';
import type { BenchResult } from './rounds.ts';
import { BareLoop } from './switch-bare-loop.ts';
import { type SwitchPair, trunk, withSwitchPair } from './switch-pair.ts';

/** Calls a second. A call lives about seven, so a step shows its steady state in ten. */
const steps = [15, 25, 35, 50, 65, 80, 100, 125, 150];
const stepSeconds = 10;
/** After its last call; beyond it, calls hang. */
const stepLimitMs = 40_000;
const success = 0.995;
/** A pace that falls this far behind what was asked is not kept. */
const keptPace = 0.9;
const soundMs = 5_000;
const bytesPerMs = 8;

/** What came of one step. */
interface Step {
  readonly completed: number;
  readonly callsPerSecond: number;
}

type Climb = (numbers: readonly string[], callsPerSecond: number) => Promise<Step>;

export async function benchSwitch(): Promise<BenchResult> {
  const folder = makeTemporaryFolder('yunhu-bench');
  try {
    return await withSwitchPair(folder, (pair) => withBenchRecord((record) => measure(record, pair, folder)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(record: BenchRecord, pair: SwitchPair, folder: string): Promise<BenchResult> {
  const flow = { plays: 1, keys: {}, callTimeoutSeconds: 20, retries: 0 };
  const hierarchy = await buildHierarchy(record.superuserUrl, { channelLimit: 10_000, audioMs: soundMs, flow });
  const [customer] = hierarchy.customers;
  const audioDir = path.join(folder, 'audio');
  const sound = path.join(audioDir, hierarchy.audioSha256);
  await mkdir(audioDir);
  await writeFile(`${sound}.ulaw`, Buffer.alloc(soundMs * bytesPerMs, 0x7f));
  const loop = await BareLoop.open(pair.ari);
  const sql = postgres(record.superuserUrl, { max: 1, onnotice: () => undefined });
  const database = openDatabase({ appUrl: record.appUrl, platformUrl: record.platformUrl, maxConnections: 1 });
  const worker = await startBenchWorker(record, folder, {
    SWITCH: 'asterisk',
    ARI_URL: pair.ari.url,
    ARI_USER: pair.ari.user,
    ARI_PASSWORD: pair.ari.password,
    AUDIO_DIR: audioDir,
  });
  try {
    const bare: Climb = (numbers, callsPerSecond) =>
      loop.run({ numbers: numbers.map((number) => number.slice(3)), trunk, callsPerSecond, sound });
    const product: Climb = async (numbers, callsPerSecond) => {
      await sql`update trunks set max_calls_per_second = ${callsPerSecond}`;
      const tasks = await addLists(sql, record, [{ customer, numbers }]);
      const dialed = await dialLists(sql, database, tasks, stepSeconds * 1_000 + stepLimitMs);
      const [{ completed }] = await sql<[{ completed: number }]>`
        select count(*)::int completed from attempts where task_id = ${tasks[0]?.taskId ?? ''} and result = 'answered'
          and ended_at - answered_at >= make_interval(secs => ${soundMs / 1_000})`;
      return { completed, callsPerSecond: dialed.attemptsPerSecond };
    };
    const [baseline, ours] = await climb(bare, product);
    await demandCleanLedger(sql);
    const unit = 'calls/s';
    return { name: 'switch', ratio: ours / baseline, ours: { value: ours, unit }, baseline: { value: baseline, unit } };
  } finally {
    await worker.stop();
    loop.close();
    await database.close();
    await sql.end();
  }
}

/** Lets both climb as far as they get, and answers the pace of the highest step that each kept. */
async function climb(bare: Climb, product: Climb): Promise<[number, number]> {
  const sides = [
    { name: 'bare loop', take: bare, reached: 0, climbing: true },
    { name: 'product', take: product, reached: 0, climbing: true },
  ] as const;
  for (const callsPerSecond of steps) {
    for (const side of sides) {
      if (!side.climbing) continue;
      const numbers = numbersFor(callsPerSecond * stepSeconds);
      const step = await side.take(numbers, callsPerSecond);
      const kept = step.completed >= success * numbers.length && step.callsPerSecond >= keptPace * callsPerSecond;
      process.stderr.write(
        `${side.name} at ${step.callsPerSecond.toFixed(1)} calls/s: ${step.completed} of ${numbers.length} completed\n`,
      );
      Object.assign(side, kept ? { reached: step.callsPerSecond } : { climbing: false });
      await sleep(1_000);
    }
  }
  return [sides[0].reached, sides[1].reached];
}

/** Numbers that ring for one to three seconds and answer, and press nothing. */
function numbersFor(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `+86138${String(i).padStart(6, '0')}00`);
}
