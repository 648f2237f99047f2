/** What bounds a task's simultaneous calls: a send ratio over its seats, or a plain channel limit. */
export interface ConcurrencyRule {
  readonly sendRatioPercent: number | null;
  readonly channelLimit: number | null;
  /** Signed-in seats of the queue that can take calls. */
  readonly seats: number;
}

/** The most calls a task may have open at once: 10 seats at 200 % are 20 calls; a started call counts as one. */
export function allowedCalls({ sendRatioPercent, channelLimit, seats }: ConcurrencyRule): number {
  if (sendRatioPercent === null) return channelLimit ?? 0;
  return Math.min(Math.ceil((seats * sendRatioPercent) / 100), channelLimit ?? Number.POSITIVE_INFINITY);
}
