// The log file of one process: appended to, kept to a size, and read from its end.
import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';

/** Above this many bytes a log is set aside before more is written. */
const rotateBytes = 10 * 1024 * 1024;
/** What is read of a log, however much was written. */
const tailBytes = 64 * 1024;

/** Sets a log that has grown large aside as `.1`, in place of the one before. For when nobody writes to it. Answers its size now, in bytes. */
export function rotateLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= rotateBytes) return size;
  renameSync(file, `${file}.1`);
  return 0;
}

/** What was written after the first `from` bytes, of which only the last 64 KiB; nothing where the log is gone. */
export function readLogTail(file: string, from: number): string {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return '';
  const log = openSync(file, 'r');
  try {
    const { size } = fstatSync(log);
    const start = Math.max(from, size - tailBytes);
    const tail = Buffer.alloc(Math.max(0, size - start));
    return tail.toString('utf8', 0, readSync(log, tail, 0, tail.length, start));
  } finally {
    closeSync(log);
  }
}
