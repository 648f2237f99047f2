import { closeSync, openSync, writeSync } from 'node:fs';

/** One INVITE as the carrier received it. */
export interface CarrierLogLine {
  readonly at: Date;
  readonly number: string;
  readonly callerId: string;
  readonly channelId: string;
}

/** The carrier's own, append-only record of what was dialed: the witness that no number was called twice. */
export interface CarrierLog {
  append(line: CarrierLogLine): void;
  close(): void;
}

/** Keeps the lines in memory. */
export class MemoryCarrierLog implements CarrierLog {
  readonly lines: CarrierLogLine[] = [];

  append(line: CarrierLogLine): void {
    this.lines.push(line);
  }

  close(): void {}
}

/** For benchmarks and long runs: nothing is kept. */
export const noCarrierLog: CarrierLog = { append: () => {}, close: () => {} };

/** Appends one JSON object a line; each is handed to the kernel before the call goes on, so a kill of the process loses none. */
export function fileCarrierLog(path: string): CarrierLog {
  const file = openSync(path, 'a');
  let open = true;
  return {
    append: (line) => void writeSync(file, `${JSON.stringify(line)}\n`),
    close: () => {
      if (open) closeSync(file);
      open = false;
    },
  };
}
