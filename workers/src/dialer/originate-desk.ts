// The last step before the world: admitted attempts are marked as originating, committed, and only then dialed, in micro-batches.
import { markOriginating } from '@yunhu/db/calls';
import type { Database } from '@yunhu/db/connect';
import type { Clock } from '@yunhu/db/time';
import type { Call } from './call.ts';
import { describeError, type Log } from '../log.ts';

/** Attempts, over all tasks of a worker, that the record calls originating and the switch has not confirmed: what a kill may lose. */
const maxUnconfirmed = 20;
/** A batch waits until so many may go at once, unless there are fewer. */
const worthwhileBatch = 10;

export interface OriginateDeskOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly mayDial: () => boolean;
  readonly dial: (call: Call) => void;
  /** These were certainly not dialed; they are to be undone. */
  readonly undo: (calls: readonly Call[]) => void;
}

export class OriginateDesk {
  readonly #options: OriginateDeskOptions;
  #queue: Call[] = [];
  readonly #unconfirmed = new Set<string>();
  #marking = false;

  constructor(options: OriginateDeskOptions) {
    this.#options = options;
  }

  get queued(): number {
    return this.#queue.length;
  }

  /** Takes admitted calls. */
  add(calls: readonly Call[]): void {
    this.#queue.push(...calls);
    this.wake();
  }

  /** The switch said what became of this originate. */
  confirm(attemptId: string): void {
    if (this.#unconfirmed.delete(attemptId)) this.wake();
  }

  /** Takes calls back that are not yet marked. */
  takeBack(isWanted: (call: Call) => boolean): Call[] {
    const taken = this.#queue.filter(isWanted);
    this.#queue = this.#queue.filter((call) => !isWanted(call));
    return taken;
  }

  wake(): void {
    if (this.#marking || this.#queue.length === 0 || !this.#options.mayDial()) return;
    const free = maxUnconfirmed - this.#unconfirmed.size;
    if (free < Math.min(this.#queue.length, worthwhileBatch)) return;
    this.#marking = true;
    void this.#send(this.#queue.splice(0, free));
  }

  async #send(batch: readonly Call[]): Promise<void> {
    const { database, clock, log, mayDial, dial, undo } = this.#options;
    for (const call of batch) this.#unconfirmed.add(call.attemptId);
    const at = clock.now();
    let marked: ReadonlySet<string> | undefined;
    try {
      const keys = batch.map((call) => call.key);
      marked = await database.withPlatform('mark originating', (tx) => markOriginating(tx, keys, at));
    } catch (error) {
      // Whether it was committed is not known; that nothing was dialed is.
      log.warn('originating.failed', { error: describeError(error), calls: batch.length });
    }
    const go = mayDial() ? batch.filter((call) => marked?.has(call.attemptId)) : [];
    const back = batch.filter((call) => !go.includes(call));
    for (const call of back) this.#unconfirmed.delete(call.attemptId);
    if (back.length > 0) undo(back);
    for (const call of go) {
      call.originatedAt = at;
      dial(call);
    }
    this.#marking = false;
    this.wake();
  }
}
