// The worker as a process of its own, as it runs in the product, so that it can be killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestDatabase } from './database.ts';

export interface WorkerProcess {
  readonly pid: number;
  /** SIGKILL: no last words. */
  kill(): Promise<void>;
  /** SIGTERM, and waits for its orderly end; answers the exit code. */
  stop(): Promise<number | null>;
  /** Everything it said. */
  output(): string;
}

const main = fileURLToPath(new URL('../../workers/src/main.ts', import.meta.url));

/** Starts a worker; `settings` are those of its env.ts. */
export function startWorkerProcess(
  testDatabase: TestDatabase,
  settings: Readonly<Record<string, string>>,
): WorkerProcess {
  return startProcess(main, testDatabase, settings);
}

/** Starts any process of ours that works on the record, by its TypeScript file. */
export function startProcess(
  file: string,
  testDatabase: TestDatabase,
  settings: Readonly<Record<string, string>>,
): WorkerProcess {
  const child: ChildProcess = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), file], {
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_ENV: 'production',
      APP_DATABASE_URL: testDatabase.urls.app,
      PLATFORM_DATABASE_URL: testDatabase.urls.platform,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
  const exited = once(child, 'exit');
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    await exited;
    return child.exitCode;
  };
  if (child.pid === undefined) throw new Error(`${file} could not be started`);
  return {
    pid: child.pid,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    output: () => Buffer.concat(said).toString(),
  };
}
