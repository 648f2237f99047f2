import type { Database } from '@yunhu/db/connect';
import { pause } from './retry-transient.ts';

const retryMs = 500;

type HeldLock = Awaited<ReturnType<Database['holdWorkerLock']>>;

/** Holds the session lock that says this worker lives, and takes it again whenever its connection was lost. */
export class WorkerLock {
  readonly #database: Database;
  readonly #workerId: string;
  #lock: HeldLock | undefined;
  #closed = false;

  constructor(database: Database, workerId: string) {
    this.#database = database;
    this.#workerId = workerId;
  }

  get isHeld(): boolean {
    return this.#lock !== undefined;
  }

  /** Takes the lock; `onLost` is called when it is lost, after which the lock is to be taken again. */
  async take(onLost: () => void): Promise<void> {
    const lock = await this.#database.holdWorkerLock(this.#workerId);
    this.#lock = lock;
    void this.#watch(lock, onLost);
  }

  async #watch(lock: HeldLock, onLost: () => void): Promise<void> {
    await lock.lost;
    if (this.#closed || this.#lock !== lock) return;
    this.#lock = undefined;
    // Its client would connect again by itself, without the lock.
    await lock.release().catch(() => undefined);
    onLost();
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
    await this.#lock?.release();
    this.#lock = undefined;
  }
}
