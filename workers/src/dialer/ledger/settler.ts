import { type FinishedAttempt, finishAttempts, maxFinishBatch } from '@yunhu/db/calls';
import { type Database, isTransient } from '@yunhu/db/connect';
import { type Clock, systemClock } from '@yunhu/db/time';

export interface SettlerOptions {
  /** How long the first outcome waits for company: nobody waits for it, and a larger batch costs less a call. */
  readonly lingerMs?: number;
  readonly retryMs?: number;
  /** An outcome that the record refuses by itself, again and again; its hold stays until the sweeper releases it. */
  readonly onRefused: (finished: FinishedAttempt, error: unknown) => void;
  /** The database was not there; the batch is tried again. */
  readonly onRetry?: (error: unknown, waiting: number) => void;
  /** Called after each commit with what it carried. */
  readonly onCommitted?: (batch: readonly FinishedAttempt[]) => void;
  readonly clock?: Clock;
}

const defaultLingerMs = 25;
const defaultRetryMs = 500;

/**
 * Takes the outcomes of attempts and writes them in batches of up to 1,000, one transaction at a time, in the order they came. While
 * the database is away they are kept and tried again: the caller watches `pending` and stops dialing when it grows.
 */
export class Settler {
  readonly #database: Database;
  readonly #options: SettlerOptions;
  readonly #clock: Clock;
  #waiting: FinishedAttempt[] = [];
  #inFlight = 0;
  #scheduled = false;
  #idleWaiters: (() => void)[] = [];

  constructor(database: Database, options: SettlerOptions) {
    this.#database = database;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Outcomes that are not yet written. */
  get pending(): number {
    return this.#waiting.length + this.#inFlight;
  }

  finish(finished: FinishedAttempt): void {
    this.#waiting.push(finished);
    this.#schedule(this.#options.lingerMs ?? defaultLingerMs);
  }

  /** Settles when everything that was handed in has been written or refused. */
  idle(): Promise<void> {
    if (this.pending === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  #schedule(delayMs: number): void {
    if (this.#scheduled || this.#inFlight > 0) return;
    if (this.#waiting.length === 0) {
      for (const wake of this.#idleWaiters.splice(0)) wake();
      return;
    }
    this.#scheduled = true;
    this.#clock.setTimer(this.#waiting.length >= maxFinishBatch ? 0 : delayMs, () => {
      this.#scheduled = false;
      void this.#writeNext();
    });
  }

  async #writeNext(): Promise<void> {
    const batch = this.#waiting.slice(0, maxFinishBatch);
    this.#waiting = this.#waiting.slice(batch.length);
    this.#inFlight = batch.length;
    let delayMs = this.#options.lingerMs ?? defaultLingerMs;
    try {
      await this.#write(batch);
    } catch (error) {
      this.#waiting = [...batch, ...this.#waiting];
      delayMs = this.#options.retryMs ?? defaultRetryMs;
      this.#options.onRetry?.(error, this.#waiting.length);
    }
    this.#inFlight = 0;
    this.#schedule(delayMs);
  }

  /** Halves a batch that is refused until the one outcome that spoils it stands alone. Throws when the database is away. */
  async #write(batch: readonly FinishedAttempt[]): Promise<void> {
    try {
      await this.#database.withPlatform('settle calls', (tx) => finishAttempts(tx, batch));
    } catch (error) {
      if (isTransient(error)) throw error;
      const [only] = batch;
      if (batch.length === 1 && only !== undefined) {
        this.#options.onRefused(only, error);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await this.#write(batch.slice(0, middle));
      await this.#write(batch.slice(middle));
      return;
    }
    this.#options.onCommitted?.(batch);
  }
}
