import type { VirtualClock } from '@yunhu/db/time';

const LIMIT_MS = 30_000;
/** Moved when nothing is due, so that a condition that waits for promises alone gets its turn. */
const IDLE_STEP_MS = 10;

/** The step that moves a clock now: two at once would set it back. */
const moving = new WeakMap<VirtualClock, Promise<void>>();

/** Moves virtual time from one due timer to the next until the condition holds; rejects after half a minute of it. */
export async function advanceUntil(clock: VirtualClock, condition: () => boolean | Promise<boolean>): Promise<void> {
  const limitMs = clock.nowMs() + LIMIT_MS;
  while (!(await condition())) {
    if (clock.nowMs() >= limitMs) throw new Error(`the condition did not hold within ${LIMIT_MS} ms of virtual time`);
    await (moving.get(clock) ?? moveToNext(clock));
  }
}

function moveToNext(clock: VirtualClock): Promise<void> {
  const ms = Math.max(0, (clock.nextDueMs() ?? clock.nowMs() + IDLE_STEP_MS) - clock.nowMs());
  const step = clock.advance(ms).finally(() => moving.delete(clock));
  moving.set(clock, step);
  return step;
}
