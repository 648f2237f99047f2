/** Time as everything in the house asks for it; injected, so that tests and the simulator decide what "now" is. */
export interface Clock {
  now(): Date;
  /** Milliseconds since the epoch, the same instant as `now()`. */
  nowMs(): number;
  /** Calls back once after `ms` of this clock's time; returns the cancel. */
  setTimer(ms: number, callback: () => void): () => void;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  nowMs: () => Date.now(),
  setTimer: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Runs `speed` times as fast as `base` from the moment it is made: fifteen simulated seconds last 15/speed real ones. */
export function scaledClock(speed: number, base: Clock = systemClock): Clock {
  const origin = base.nowMs();
  const nowMs = () => origin + (base.nowMs() - origin) * speed;
  return {
    nowMs,
    now: () => new Date(nowMs()),
    setTimer: (ms, callback) => base.setTimer(ms / speed, callback),
  };
}

/** Time that stands still until told to move; timers fire in order of their due time, ties in order of setting. */
export class VirtualClock implements Clock {
  #nowMs: number;
  #nextId = 0;
  readonly #timers = new Map<number, { dueMs: number; callback: () => void }>();

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  nowMs(): number {
    return this.#nowMs;
  }

  setTimer(ms: number, callback: () => void): () => void {
    const id = this.#nextId++;
    this.#timers.set(id, { dueMs: this.#nowMs + Math.max(0, ms), callback });
    return () => void this.#timers.delete(id);
  }

  /** When the next timer is due, or undefined when none is set. */
  nextDueMs(): number | undefined {
    let next: number | undefined;
    for (const { dueMs } of this.#timers.values()) if (next === undefined || dueMs < next) next = dueMs;
    return next;
  }

  /** Moves time forward by `ms`, firing what falls due on the way; lets promises settle between two timers. */
  async advance(ms: number): Promise<void> {
    const until = this.#nowMs + ms;
    for (;;) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      const due = [...this.#timers]
        .filter(([, t]) => t.dueMs <= until)
        .sort((a, b) => a[1].dueMs - b[1].dueMs || a[0] - b[0])[0];
      if (due === undefined) break;
      this.#timers.delete(due[0]);
      this.#nowMs = Math.max(this.#nowMs, due[1].dueMs);
      due[1].callback();
    }
    this.#nowMs = until;
  }
}
