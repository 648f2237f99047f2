// Keeps one process of the product running: started again when it dies, ended in order, its output in a log file.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { lastLines } from '../embedded/asterisk-run.ts';
import { readLogTail, rotateLog } from './process-log.ts';

export interface SupervisedOptions {
  readonly name: string;
  /** The TypeScript file to run. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logDir: string;
  /** Told each time the process died and is started again. */
  readonly onRestart?: (sentence: string) => void;
}

export interface Supervised {
  readonly pid: number | undefined;
  /** Settles with a sentence when the process died so often in a row that starting it again is pointless. */
  readonly failed: Promise<string>;
  /** SIGTERM, and SIGKILL where that is not heeded in time. */
  stop(): Promise<void>;
}

const restartDelayMs = 100;
/** A process that lived this long was healthy: what killed it was an accident. */
const healthyMs = 5000;
const deathsInARow = 5;
const stopLimitMs = 20_000;
const root = path.resolve(import.meta.dirname, '../..');

/** Starts the process. It runs in a group of its own, so that Ctrl-C reaches only the supervisor, and ends when its supervisor is gone. */
export function supervise(options: SupervisedOptions): Supervised {
  const log = path.join(options.logDir, `${options.name}.log`);
  mkdirSync(options.logDir, { recursive: true });
  let child: ChildProcess | undefined;
  let stopping = false;
  let deaths = 0;
  let giveUp: (sentence: string) => void = () => {};
  const failed = new Promise<string>((resolve) => (giveUp = resolve));
  let ended = Promise.resolve();

  const start = (): void => {
    const startedAt = Date.now();
    const logged = rotateLog(log);
    const running = spawnLogged(options, log);
    child = running;
    ended = new Promise((resolve) => running.once('exit', () => resolve()));
    running.once('exit', (code, signal) => {
      if (stopping) return;
      deaths = Date.now() - startedAt >= healthyMs ? 1 : deaths + 1;
      const said = lastLines(readLogTail(log, logged));
      if (deaths >= deathsInARow) {
        giveUp(`the ${options.name} process cannot be kept running. ${said}`);
        return;
      }
      options.onRestart?.(`the ${options.name} process ended (${signal ?? `code ${code}`}); starting it again`);
      setTimeout(() => stopping || start(), restartDelayMs);
    });
  };
  start();

  return {
    get pid() {
      return child?.pid;
    },
    failed,
    stop: async () => {
      stopping = true;
      const running = child;
      if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
      running.kill('SIGTERM');
      const force = setTimeout(() => running.kill('SIGKILL'), stopLimitMs);
      await ended;
      clearTimeout(force);
    },
  };
}

function spawnLogged(options: SupervisedOptions, log: string): ChildProcess {
  const output = openSync(log, 'a', 0o600);
  try {
    return spawn(process.execPath, ['--enable-source-maps', '--import', import.meta.resolve('tsx'), options.file], {
      cwd: root,
      detached: true,
      // The channel tells the child when its supervisor is gone, also after a SIGKILL.
      stdio: ['ignore', output, output, 'ipc'],
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? '/',
        NODE_ENV: 'production',
        ...options.env,
      },
    });
  } finally {
    closeSync(output);
  }
}
