// One Asterisk process: started with its configuration, watched, asked, ended. Whoever was killed before ending it leaves a
// pid file, by which the next start in the same folder ends the orphan first.
import { spawn, type ChildProcess } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AsteriskInstall } from './asterisk-install.ts';
import { lastLines, run } from './asterisk-run.ts';
import { commandOf, isAlive, parentOf, waitUntil } from './processes.ts';

export interface AsteriskProcess {
  readonly pid: number;
  /** Resolves with a sentence when the process ends without having been asked to. */
  readonly died: Promise<string>;
  /** Runs a command of Asterisk's own console and gives what it prints. */
  console(command: string): Promise<string>;
  /** The end of its logs, on one line. */
  lastWords(): Promise<string>;
  /** Ends it, with its calls: asked first, forced after five seconds. Safe to call twice. */
  stop(): Promise<void>;
}

const bootTimeoutMs = 20_000;
const bootPollMs = 40;
const stopTimeoutMs = 5000;
const consoleTimeoutMs = 10_000;

interface PidFile {
  readonly pid: number;
  readonly starter: number;
}

/** Starts Asterisk with the configuration in `runDir/etc` and waits until it is fully booted. Throws a sentence when it is not. */
export async function spawnAsterisk(install: AsteriskInstall, runDir: string): Promise<AsteriskProcess> {
  const [program, ...before] = install.command;
  const configuration = ['-C', path.join(runDir, 'etc/asterisk.conf')];
  const output = openSync(path.join(runDir, 'log/console.log'), 'w', 0o600);
  await rm(path.join(runDir, 'log/messages.log'), { force: true });
  // A group of its own: Ctrl-C in the terminal reaches the starter, which ends this one when its turn comes.
  const child = spawn(program, [...before, ...configuration, '-f'], {
    cwd: runDir,
    detached: true,
    stdio: ['ignore', output, output],
    env: { PATH: process.env['PATH'] ?? '', HOME: runDir, TZ: 'UTC', LC_ALL: 'C.UTF-8' },
  });
  closeSync(output);
  const ask = (command: string): Promise<string> =>
    run(program, [...before, ...configuration, '-rx', command], consoleTimeoutMs, runDir);
  const running = new Running(child, runDir, ask);
  await running.booted();
  return running;
}

class Running implements AsteriskProcess {
  readonly died: Promise<string>;
  readonly #child: ChildProcess;
  readonly #runDir: string;
  readonly #ask: (command: string) => Promise<string>;
  #stopping: Promise<void> | undefined;
  readonly #killAtExit = (): void => void this.#child.kill('SIGKILL');

  constructor(child: ChildProcess, runDir: string, ask: (command: string) => Promise<string>) {
    this.#child = child;
    this.#runDir = runDir;
    this.#ask = ask;
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`could not be started: ${error.message}`));
      child.once('exit', (code, signal) => resolve(`ended by itself (${signal ?? `exit code ${code}`})`));
    });
    this.died = ended.then(async (how) => {
      process.off('exit', this.#killAtExit);
      return `Asterisk ${how}. Its last words: ${await this.lastWords()}`;
    });
    process.on('exit', this.#killAtExit);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async booted(): Promise<void> {
    const file: PidFile = { pid: this.pid, starter: process.pid };
    await writeFile(pidFile(this.#runDir), JSON.stringify(file));
    const deadline = Date.now() + bootTimeoutMs;
    for (;;) {
      const asked = this.#ask('core waitfullybooted').catch(() => '');
      const outcome = await Promise.race([asked, this.died.then((reason) => ({ reason }))]);
      if (typeof outcome !== 'string') throw new Error(outcome.reason);
      if (outcome.includes('fully booted')) return;
      if (Date.now() > deadline) {
        await this.stop();
        throw new Error(
          `Asterisk was not up after ${bootTimeoutMs / 1000} s. Its last words: ${await this.lastWords()}`,
        );
      }
      await sleep(bootPollMs);
    }
  }

  async console(command: string): Promise<string> {
    return await this.#ask(command);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#end();
    return this.#stopping;
  }

  async #end(): Promise<void> {
    this.#child.kill('SIGTERM');
    const force = setTimeout(() => this.#child.kill('SIGKILL'), stopTimeoutMs);
    await this.died;
    clearTimeout(force);
    await rm(pidFile(this.#runDir), { force: true });
  }

  async lastWords(): Promise<string> {
    const said = await Promise.all(
      ['messages.log', 'console.log'].map((name) =>
        readFile(path.join(this.#runDir, 'log', name), 'utf8').catch(() => ''),
      ),
    );
    return (
      said
        .map((text) => lastLines(text))
        .filter((text) => text !== '')
        .join(' | ') || '(none)'
    );
  }
}

const pidFile = (runDir: string): string => path.join(runDir, 'asterisk.json');

/**
 * To be called before anything is written there or a port is asked for: ends what a killed starter left running in this folder;
 * throws a sentence where the starter still lives.
 */
export async function claimRunDir(runDir: string): Promise<void> {
  const text = await readFile(pidFile(runDir), 'utf8').catch(() => undefined);
  const left = text === undefined ? undefined : parsePidFile(text);
  // The folder's name on its command line tells ours from a stranger with a reused id.
  if (left !== undefined && commandOf(left.pid).includes(path.join(runDir, 'etc/asterisk.conf'))) {
    // An orphan has another parent than the one that started it.
    if (parentOf(left.pid) === left.starter)
      throw new Error(`an Asterisk already runs in ${runDir}, started by process ${left.starter}; end that one first.`);
    process.kill(left.pid, 'SIGKILL');
    if (!(await waitUntil(() => !isAlive(left.pid), stopTimeoutMs)))
      throw new Error(`process ${left.pid} does not end.`);
  }
  await rm(pidFile(runDir), { force: true });
  await rm(path.join(runDir, 'asterisk.ctl'), { force: true });
}

function parsePidFile(text: string): PidFile | undefined {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null || !('pid' in read) || !('starter' in read)) return undefined;
    const { pid, starter } = read;
    return Number.isInteger(pid) && Number.isInteger(starter)
      ? { pid: Number(pid), starter: Number(starter) }
      : undefined;
  } catch {
    return undefined;
  }
}
