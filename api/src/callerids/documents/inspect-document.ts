import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createTurns } from '../../http/turns.ts';
import type { Inspection } from './inspection-types.ts';

const main = fileURLToPath(new URL('inspect-main.ts', import.meta.url));
const limits = {
  milliseconds: 30_000,
  /** Of JavaScript, and of everything; the second is looked at where the system tells. */
  heapMegabytes: 384,
  residentPages: (1024 * 1024 * 1024) / 4096,
  everyMs: 50,
  /** Of what the process said before it ended. */
  saidCharacters: 4_000,
} as const;
/** Files that are read at once, and those that wait for their turn. */
const takeTurn = createTurns({ atOnce: 2, maxWaiting: 40 });

/** How a process ends that asked for more memory than it has. */
const outOfMemory = /heap out of memory|Array buffer allocation failed/;

/** The process that reads files could not: our own fault, whatever the file is. */
export class InspectionFailed extends Error {
  override readonly name = 'InspectionFailed';
}

/**
 * Reads a file that somebody sent in a process of its own, bounded in time and memory: what it is by its content, whether it is
 * harmless, and pictures of its pages. Throws `unavailable` while too many wait, and `InspectionFailed`.
 */
export function inspectDocument(bytes: Uint8Array, program = main): Promise<Inspection> {
  return takeTurn(() => inspect(bytes, program));
}

function inspect(bytes: Uint8Array, program: string): Promise<Inspection> {
  const child = fork(program, {
    execArgv: ['--import', import.meta.resolve('tsx'), `--max-old-space-size=${limits.heapMegabytes}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {},
  });
  return new Promise((resolve, reject) => {
    let said = '';
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      clearInterval(watch);
      settle();
      child.kill('SIGKILL');
    };
    const giveUp = (): void => end(() => resolve({ ok: false, refusal: 'too_much_work' }));
    const fail = (why: string): void => end(() => reject(new InspectionFailed(why)));
    const timer = setTimeout(giveUp, limits.milliseconds);
    const watch = setInterval(() => void isTooLarge(child).then((large) => large && giveUp()), limits.everyMs);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-limits.saidCharacters);
    });
    child.once('message', (inspection: Inspection) => end(() => resolve(inspection)));
    child.once('close', (code, signal) => {
      if (outOfMemory.test(said)) giveUp();
      else fail(`the process ended with ${signal ?? code}: ${said}`);
    });
    child.once('error', (error) => fail(error.message));
    // What cannot be told to a process that has ended: its end says why.
    child.once('spawn', () => child.send(bytes, () => undefined));
  });
}

async function isTooLarge({ pid }: ChildProcess): Promise<boolean> {
  const told = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return Number(told.split(' ')[1] ?? 0) > limits.residentPages;
}
