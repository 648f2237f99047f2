import { type Clock, systemClock } from '@yunhu/db/time';

export interface GroupCommitOptions {
  /** Items a transaction, at most. */
  readonly maxBatch: number;
  /** How long the first item waits for company. Milliseconds; 0 commits at once. */
  readonly lingerMs: number;
  /** Real time, also where calls run on a simulated clock: it paces the database. */
  readonly clock?: Clock;
}

interface Waiting<In, Out> {
  readonly item: In;
  readonly resolve: (out: Out) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers items while the batch before them commits, so that the more there is to do the larger the batches get: what a transaction
 * costs is shared by all that wait for it. One transaction at a time.
 */
export class GroupCommit<In, Out> {
  readonly #commit: (items: readonly In[]) => Promise<readonly Out[]>;
  readonly #options: GroupCommitOptions;
  readonly #clock: Clock;
  #waiting: Waiting<In, Out>[] = [];
  #committing = 0;
  #scheduled = false;

  constructor(commit: (items: readonly In[]) => Promise<readonly Out[]>, options: GroupCommitOptions) {
    this.#commit = commit;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Items that are not yet committed. */
  get pending(): number {
    return this.#waiting.length + this.#committing;
  }

  /** Settles when the batch that carried the item has committed, or failed as a whole. */
  submit(item: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#committing > 0 || this.#waiting.length === 0) return;
    this.#scheduled = true;
    const full = this.#waiting.length >= this.#options.maxBatch;
    const start = () => {
      this.#scheduled = false;
      void this.#run();
    };
    if (full || this.#options.lingerMs === 0) setImmediate(start);
    else this.#clock.setTimer(this.#options.lingerMs, start);
  }

  async #run(): Promise<void> {
    const batch = this.#waiting.slice(0, this.#options.maxBatch);
    this.#waiting = this.#waiting.slice(batch.length);
    this.#committing = batch.length;
    try {
      const outs = await this.#commit(batch.map((waiting) => waiting.item));
      for (const [i, waiting] of batch.entries()) waiting.resolve(outs[i] as Out);
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    }
    this.#committing = 0;
    this.#schedule();
  }
}
