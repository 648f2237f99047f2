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
} as const;
/** Files that are read at once, and those that wait for their turn. */
const takeTurn = createTurns({ atOnce: 2, maxWaiting: 40 });

/**
 * Reads a file that somebody sent in a process of its own, bounded in time and memory: what it is by its content, whether it is
 * harmless, and pictures of its pages. Throws `unavailable` while too many wait.
 */
export function inspectDocument(bytes: Uint8Array): Promise<Inspection> {
  return takeTurn(() => inspect(bytes));
}

function inspect(bytes: Uint8Array): Promise<Inspection> {
  const child = fork(main, {
    execArgv: ['--import', import.meta.resolve('tsx'), `--max-old-space-size=${limits.heapMegabytes}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: {},
  });
  return new Promise((resolve) => {
    const end = (inspection: Inspection): void => {
      clearTimeout(timer);
      clearInterval(watch);
      resolve(inspection);
      child.kill('SIGKILL');
    };
    const giveUp = (): void => end({ ok: false, refusal: 'too_much_work' });
    const timer = setTimeout(giveUp, limits.milliseconds);
    const watch = setInterval(() => void isTooLarge(child).then((large) => large && giveUp()), limits.everyMs);
    child.once('message', (said: Inspection) => end(said));
    child.once('exit', giveUp);
    child.once('error', giveUp);
    child.send(bytes);
  });
}

async function isTooLarge({ pid }: ChildProcess): Promise<boolean> {
  const told = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return Number(told.split(' ')[1] ?? 0) > limits.residentPages;
}
