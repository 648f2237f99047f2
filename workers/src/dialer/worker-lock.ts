import type { Database } from '@yunhu/db/connect';
import { pause } from './retry-transient.ts';

const retryMs = 500;

/** Holds the session lock that says this worker lives, and takes it again whenever its connection was lost. */
export class WorkerLock {
  readonly #database: Database;
  readonly #workerId: string;
  #release: (() => Promise<void>) | undefined;
  #closed = false;

  constructor(database: Database, workerId: string) {
    this.#database = database;
    this.#workerId = workerId;
  }

  get isHeld(): boolean {
    return this.#release !== undefined;
  }

  /** Takes the lock; `onLost` is called when it is lost, after which the lock is to be taken again. */
  async take(onLost: () => void): Promise<void> {
    const { lost, release } = await this.#database.holdWorkerLock(this.#workerId);
    this.#release = release;
    void lost.then(() => {
      if (this.#closed || this.#release !== release) return;
      this.#release = undefined;
      onLost();
    });
  }

  /** As `take`, again and again until it works. */
  async takeAgain(onLost: () => void): Promise<void> {
    while (!this.#closed && !this.isHeld) {
      try {
        await this.take(onLost);
      } catch {
        await pause(retryMs);
      }
    }
  }

  async release(): Promise<void> {
    this.#closed = true;
    await this.#release?.();
    this.#release = undefined;
  }
}
