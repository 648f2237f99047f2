import { VirtualClock } from '@yunhu/db/time';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Schedule } from './schedule.ts';

it('fires what was not cancelled, once, in order of time and then of setting', async () => {
  const plan = fc.array(fc.record({ dueMs: fc.nat(50), cancelled: fc.boolean() }), {
    minLength: 20,
    maxLength: 80,
  });
  await fc.assert(
    fc.asyncProperty(plan, async (entries) => {
      const clock = new VirtualClock(0);
      const schedule = new Schedule(clock, () => {});
      const fired: { n: number; atMs: number }[] = [];
      const scheduled = entries.map(({ dueMs }, n) => schedule.at(dueMs, (atMs) => fired.push({ n, atMs })));
      entries.forEach(({ cancelled }, n) => {
        const entry = scheduled[n];
        if (cancelled && entry !== undefined) schedule.cancel(entry);
      });
      await clock.advance(100);
      const kept = entries
        .map(({ dueMs, cancelled }, n) => ({ n, atMs: dueMs, cancelled }))
        .filter((entry) => !entry.cancelled);
      const expected = kept.sort((a, b) => a.atMs - b.atMs || a.n - b.n).map(({ n, atMs }) => ({ n, atMs }));
      expect(fired).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

it('keeps one timer on the clock however much is due', async () => {
  const clock = new VirtualClock(0);
  const set = { now: 0, most: 0 };
  const counting = {
    now: () => clock.now(),
    nowMs: () => clock.nowMs(),
    setTimer: (ms: number, callback: () => void) => {
      set.most = Math.max(set.most, ++set.now);
      let counted = true;
      const done = (): void => {
        if (counted) set.now--;
        counted = false;
      };
      const cancel = clock.setTimer(ms, () => {
        done();
        callback();
      });
      return () => {
        done();
        cancel();
      };
    },
  };
  let fired = 0;
  const schedule = new Schedule(counting, () => {});
  for (let n = 1_000; n > 0; n--) schedule.at(n, () => fired++);
  await clock.advance(1_000);
  expect({ fired, most: set.most, left: set.now }).toEqual({ fired: 1_000, most: 1, left: 0 });
});

it('gives an action the instant it was due, also when the clock wakes late', () => {
  let nowMs = 0;
  let wake = (): void => {};
  const late = {
    now: () => new Date(nowMs),
    nowMs: () => nowMs,
    setTimer: (_ms: number, callback: () => void) => {
      wake = callback;
      return () => {};
    },
  };
  const fired: number[] = [];
  const schedule = new Schedule(late, () => {});
  schedule.at(10, (atMs) => {
    fired.push(atMs);
    schedule.at(atMs + 5, (next) => fired.push(next));
  });
  nowMs = 40;
  wake();
  expect(fired).toEqual([10, 15]);
});
