// A worker process as the product runs it, on a record of the benchmark's own.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { supervise } from '../stack/supervise.ts';
import type { BenchRecord } from './record.ts';

export interface BenchWorker {
  readonly pid: number;
  stop(): Promise<void>;
}

const root = path.resolve(import.meta.dirname, '../..');
const readyLimitMs = 30_000;
const readyPollMs = 50;

/** Starts it and waits until its switch is up; `settings` are those of the worker's env.ts. Throws with what it said instead. */
export async function startBenchWorker(
  record: BenchRecord,
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<BenchWorker> {
  const logDir = path.join(folder, 'logs');
  const worker = supervise({
    name: 'worker',
    file: path.join(root, 'workers/src/main.ts'),
    logDir,
    env: { APP_DATABASE_URL: record.appUrl, PLATFORM_DATABASE_URL: record.platformUrl, ...settings },
  });
  const sql = postgres(record.superuserUrl, { max: 1 });
  try {
    const deadline = Date.now() + readyLimitMs;
    for (;;) {
      const [up] = await sql`select from workers where switch_state = 'up'`;
      if (up !== undefined && worker.pid !== undefined) return { pid: worker.pid, stop: () => worker.stop() };
      if (Date.now() > deadline) throw new Error(`no worker: ${readFileSync(path.join(logDir, 'worker.log'), 'utf8')}`);
      await sleep(readyPollMs);
    }
  } catch (error) {
    await worker.stop();
    throw error;
  } finally {
    await sql.end();
  }
}
