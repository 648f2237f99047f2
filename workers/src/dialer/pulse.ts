import { systemClock } from '@yunhu/db/time';
import { pause } from './retry-transient.ts';

/** Real time, also where calls run on a simulated clock. Milliseconds. */
const everyMs = 1_000;
/** One that is wanted sooner comes no sooner than this after the last one. */
const leastMs = 100;

/** Runs work once a second, or soon when it is wanted, never twice at once. */
export class Pulse {
  readonly #work: (startedMs: number) => Promise<void>;
  #wanted: (() => void) | undefined;
  #stopped = false;
  #running: Promise<void> = Promise.resolve();

  /** `work` handles its own errors. */
  constructor(work: (startedMs: number) => Promise<void>) {
    this.#work = work;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Does not wait for the second to be over. */
  soon(): void {
    this.#wanted?.();
  }

  /** Ends it and waits for the work under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.soon();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const startedMs = systemClock.nowMs();
      let hurry = false;
      this.#wanted = () => (hurry = true);
      await this.#work(startedMs);
      await pause(leastMs);
      if (!hurry) await this.#until(startedMs + everyMs);
    }
  }

  async #until(dueMs: number): Promise<void> {
    const waitMs = dueMs - systemClock.nowMs();
    if (waitMs <= 0 || this.#stopped) return;
    await new Promise<void>((resolve) => {
      const cancel = systemClock.setTimer(waitMs, resolve);
      this.#wanted = () => {
        cancel();
        resolve();
      };
    });
  }
}
