import { systemClock } from '@yunhu/db/time';

/** Wakes who waits; rung while nobody waits, it wakes the next one at once. */
export class Bell {
  #rung = false;
  #wake: () => void = () => undefined;

  ring(): void {
    this.#rung = true;
    this.#wake();
  }

  /** Until it rings, or for so long of real time. */
  async wait(ms: number): Promise<void> {
    if (!this.#rung) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      const cancel = systemClock.setTimer(ms, () => this.#wake());
      await woken;
      cancel();
    }
    this.#rung = false;
  }
}
