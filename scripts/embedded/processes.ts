import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const pollMilliseconds = 20;

/** Whether a process with this id exists (a zombie counts as gone). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return !ask(pid, 'stat=').startsWith('Z');
}

/** The id of a process's parent, or undefined where the process is gone. */
export function parentOf(pid: number): number | undefined {
  const parent = Number.parseInt(ask(pid, 'ppid='), 10);
  return Number.isNaN(parent) ? undefined : parent;
}

/** The command line of a process with spaces between its words, or '' where the process is gone. */
export function commandOf(pid: number): string {
  return ask(pid, 'command=');
}

/** Waits until `isTrue` holds; false after `limitMilliseconds`. */
export async function waitUntil(isTrue: () => boolean, limitMilliseconds: number): Promise<boolean> {
  const deadline = Date.now() + limitMilliseconds;
  while (!isTrue()) {
    if (Date.now() > deadline) return false;
    await sleep(pollMilliseconds);
  }
  return true;
}

/** Linux tells in /proc, also where the ps program is not installed; elsewhere ps does. */
function ask(pid: number, field: 'stat=' | 'ppid=' | 'command='): string {
  try {
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-o', field, '-p', String(pid)], { encoding: 'utf8' }).trim();
    }
    if (field === 'command=') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    // proc(5): "pid (name) state ppid …"; the name may itself hold spaces and parentheses.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return field === 'stat=' ? state : parent;
  } catch {
    return '';
  }
}
