// CPU time as Linux counts it for each process, in hundredths of a second.
import { readdirSync, readFileSync } from 'node:fs';

const tickMs = 10;

interface Stat {
  readonly parent: number;
  readonly ownMs: number;
  /** Of children that ended and were waited for. */
  readonly endedChildrenMs: number;
}

/** User and kernel time that a process has used so far. Milliseconds; throws where it is gone or the system is not Linux. */
export function cpuMs(pid: number): number {
  return readStat(pid).ownMs;
}

/** As `cpuMs`, with the children of the process, living and ended: a database server with its sessions. */
export function cpuMsWithChildren(pid: number): number {
  const { ownMs, endedChildrenMs } = readStat(pid);
  let sum = ownMs + endedChildrenMs;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readStat(Number(name));
      if (stat.parent === pid) sum += stat.ownMs + stat.endedChildrenMs;
    } catch {
      // It ended since the folder was listed; from the next reading on it is among the ended.
    }
  }
  return sum;
}

function readStat(pid: number): Stat {
  // proc(5): "pid (name) state ppid …"; the name may itself hold spaces and parentheses.
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = (field: number) => Number(fields[field - 3]) * tickMs;
  return { parent: Number(fields[1]), ownMs: ticks(14) + ticks(15), endedChildrenMs: ticks(16) + ticks(17) };
}
