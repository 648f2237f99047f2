import type { Clock } from '@yunhu/db/time';

/** Something that will happen; `index` is its place in the heap, −1 once it fired or was cancelled. */
export interface Scheduled {
  readonly dueMs: number;
  readonly order: number;
  readonly action: (atMs: number) => void;
  index: number;
}

/** Node's timers overflow past 2³¹ − 1 ms; a day is far below that, and the timer is set again on waking. */
const MAX_TIMER_MS = 86_400_000;

/**
 * One binary heap and one timer for everything that is due, because thousands of calls a second would otherwise set tens of
 * thousands of timers. An action is given the time it was due, not the time the timer woke, so that a late timer does not
 * make the simulated world drift. Ties fire in the order they were set.
 */
export class Schedule {
  readonly #clock: Clock;
  readonly #afterEach: () => void;
  readonly #heap: Scheduled[] = [];
  #order = 0;
  #armedForMs = Number.POSITIVE_INFINITY;
  #cancelTimer: () => void = () => {};
  #draining = false;

  /** `afterEach` runs after every action and on every waking: what the action caused is handed on there. */
  constructor(clock: Clock, afterEach: () => void) {
    this.#clock = clock;
    this.#afterEach = afterEach;
  }

  at(dueMs: number, action: (atMs: number) => void): Scheduled {
    const entry: Scheduled = { dueMs, order: this.#order++, action, index: this.#heap.length };
    this.#heap.push(entry);
    this.#siftUp(entry);
    this.#arm(dueMs);
    return entry;
  }

  cancel(entry: Scheduled): void {
    const index = entry.index;
    if (index < 0) return;
    entry.index = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === entry) return;
    this.#place(last, index);
    this.#siftUp(last);
    this.#siftDown(last);
  }

  /** Wakes as soon as the clock lets it, even when nothing is due. */
  wake(): void {
    this.#arm(this.#clock.nowMs());
  }

  /** Forgets everything. */
  clear(): void {
    this.#cancelTimer();
    for (const entry of this.#heap) entry.index = -1;
    this.#heap.length = 0;
    this.#armedForMs = Number.POSITIVE_INFINITY;
  }

  #arm(dueMs: number): void {
    if (this.#draining || dueMs >= this.#armedForMs) return;
    this.#cancelTimer();
    this.#armedForMs = dueMs;
    const ms = Math.min(MAX_TIMER_MS, Math.max(0, dueMs - this.#clock.nowMs()));
    this.#cancelTimer = this.#clock.setTimer(ms, () => this.#drain());
  }

  #drain(): void {
    this.#armedForMs = Number.POSITIVE_INFINITY;
    this.#draining = true;
    try {
      const untilMs = this.#clock.nowMs();
      this.#afterEach();
      for (let next = this.#heap[0]; next !== undefined && next.dueMs <= untilMs; next = this.#heap[0]) {
        this.cancel(next);
        next.action(next.dueMs);
        this.#afterEach();
      }
    } finally {
      this.#draining = false;
      const next = this.#heap[0];
      if (next !== undefined) this.#arm(next.dueMs);
    }
  }

  #place(entry: Scheduled, index: number): void {
    this.#heap[index] = entry;
    entry.index = index;
  }

  #siftUp(entry: Scheduled): void {
    while (entry.index > 0) {
      const parentIndex = (entry.index - 1) >> 1;
      const parent = this.#heap[parentIndex];
      if (parent === undefined || !isBefore(entry, parent)) return;
      this.#place(parent, entry.index);
      this.#place(entry, parentIndex);
    }
  }

  #siftDown(entry: Scheduled): void {
    for (;;) {
      const left = this.#heap[entry.index * 2 + 1];
      const right = this.#heap[entry.index * 2 + 2];
      const child = left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || !isBefore(child, entry)) return;
      const index = entry.index;
      this.#place(entry, child.index);
      this.#place(child, index);
    }
  }
}

function isBefore(a: Scheduled, b: Scheduled): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}
