// Calls a second that end well, 99.5 % of them, each with five seconds of sound: through the whole product on Asterisk, against the barest
// loop over the same Asterisk. Both climb the same steps in turn, each until a step is too steep. Reported, without a bound.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '@yunhu/db/connect';
import postgres from 'postgres';
import { makeTemporaryFolder } from '../embedded/temporary-folder.ts';
import { buildHierarchy } from '../fixture/hierarchy.ts';
import { cpuMs } from './cpu-time.ts';
import { addLists, demandCleanLedger, dialLists } from './dialer-lists.ts';
import { startBenchWorker } from './dialer-worker.ts';
import { type BenchRecord, withBenchRecord } from './record.ts';
import type { BenchResult } from './rounds.ts';
import { BareLoop } from './switch-bare-loop.ts';
import { type SwitchPair, trunk, withSwitchPair } from './switch-pair.ts';

/** Calls a second. A call lives about seven, so a step reaches its steady state. */
const steps = [20, 30, 45, 60, 80, 100, 120, 140];
const stepSeconds = 8;
/** Within this time a worker has read its trunk's new pace. */
const rereadMs = 11_000;
/** After a step that was too steep, what is left of it must be over before another begins. */
const settleLimitMs = 20_000;
/** After its last call; beyond it, calls hang. */
const stepLimitMs = 40_000;
const settlePollMs = 250;
const success = 0.995;
/** Who falls this far behind the pace that was asked has reached the top. */
const keptPace = 0.9;
const soundMs = 5_000;
const bytesPerMs = 8;

/** What came of one step. */
interface Step {
  readonly completed: number;
  readonly callsPerSecond: number;
}

interface Climber {
  readonly name: string;
  readonly take: (numbers: readonly string[], callsPerSecond: number) => Promise<Step>;
}

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
    const product: Climber = {
      name: 'product',
      take: async (numbers) => {
        const tasks = await addLists(sql, record, [{ customer, numbers }]);
        const dialed = await dialLists(sql, database, tasks, stepSeconds * 1_000 + stepLimitMs);
        const [{ completed }] = await sql<[{ completed: number }]>`
          select count(*)::int completed from attempts where task_id = ${tasks[0]?.taskId ?? ''} and result = 'answered'
            and ended_at - answered_at >= make_interval(secs => ${soundMs / 1_000})`;
        return { completed, callsPerSecond: dialed.attemptsPerSecond };
      },
    };
    const bare: Climber = {
      name: 'bare loop',
      take: (numbers, callsPerSecond) => loop.run({ numbers: numbers.map(nationally), trunk, callsPerSecond, sound }),
    };
    const setPace = async (callsPerSecond: number): Promise<void> => {
      await sql`update trunks set max_calls_per_second = ${callsPerSecond}`;
    };
    const [ours, baseline] = await climb(product, bare, setPace, pair);
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

/** Lets both climb as far as they get, and answers each one's highest pace at which enough calls ended well. */
async function climb(
  product: Climber,
  bare: Climber,
  setPace: (callsPerSecond: number) => Promise<void>,
  pair: SwitchPair,
): Promise<[number, number]> {
  const reached = new Map<Climber, number>([bare, product].map((side) => [side, 0]));
  let climbing: readonly Climber[] = [bare, product];
  for (const callsPerSecond of steps) {
    const numbers = numbersFor(callsPerSecond * stepSeconds);
    const kept: Climber[] = [];
    await setPace(callsPerSecond);
    const reread = sleep(rereadMs);
    for (const side of climbing) {
      if (side === product) await reread;
      const cpuBefore = cpuMs(pair.pid);
      const step = await side.take(numbers, callsPerSecond);
      const cpuEach = (cpuMs(pair.pid) - cpuBefore) / numbers.length;
      process.stderr.write(
        `${side.name} at ${step.callsPerSecond.toFixed(1)} calls/s: ${step.completed} of ${numbers.length} completed, ${cpuEach.toFixed(2)} ms in Asterisk a call\n`,
      );
      if (step.completed >= success * numbers.length) {
        reached.set(side, Math.max(step.callsPerSecond, reached.get(side) ?? 0));
        if (step.callsPerSecond >= keptPace * callsPerSecond) kept.push(side);
      }
      await settle(pair);
    }
    climbing = kept;
  }
  return [reached.get(product) ?? 0, reached.get(bare) ?? 0];
}

async function settle({ ari }: SwitchPair): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${ari.user}:${ari.password}`).toString('base64')}`;
  const deadline = Date.now() + settleLimitMs;
  while (Date.now() < deadline) {
    const answer = await fetch(`${ari.url}/ari/channels`, { headers: { authorization } }).catch(() => undefined);
    if (answer !== undefined && (await answer.text()) === '[]') return;
    await sleep(settlePollMs);
  }
}

function nationally(number: string): string {
  return number.replace(/^\+86/, '');
}

/** Numbers that ring for one to three seconds and answer, and press nothing. */
function numbersFor(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `+86138${String(i).padStart(6, '0')}00`);
}
