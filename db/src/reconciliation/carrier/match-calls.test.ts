import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchCalls, type OwnCall } from './match-calls.ts';
import type { CarrierCall } from './read-carrier-row.ts';

const theirs = (line: number, startedAtMs: number, seconds: number) =>
  ({ line, number: '+8613822310487', startedAtMs, seconds, amountMicros: null }) as CarrierCall;
const ours = (attemptId: string, originatedAtMs: number, ringMs: number, seconds: number): OwnCall => ({
  attemptId,
  originatedAtMs,
  answeredAtMs: seconds > 0 ? originatedAtMs + ringMs : null,
  seconds,
});

test('pairs by the nearer of set-up and answer, and prefers the call of like duration among equally near ones', () => {
  const found = matchCalls(
    [theirs(2, 100_000, 30), theirs(3, 100_000, 90)],
    [ours('a', 95_000, 5_000, 90), ours('b', 100_000, 8_000, 30)],
    10_000,
  );
  expect(new Map(found.matched.map(({ theirs: t, ours: o }) => [t.line, o.attemptId]))).toEqual(
    new Map([
      [2, 'b'],
      [3, 'a'],
    ]),
  );
});

test('never pairs beyond the tolerance, nor one call twice', () => {
  const found = matchCalls(
    [theirs(2, 0, 10), theirs(3, 0, 10)],
    [ours('a', 0, 0, 10), ours('b', 60_000, 0, 10)],
    30_000,
  );
  expect(found.matched).toHaveLength(1);
  expect(found.onlyOurs.map((call) => call.attemptId)).toEqual(['b']);
  expect(found.onlyTheirs).toHaveLength(1);
});

test('every call of both sides is in exactly one place, whatever the calls, and pairs are within the tolerance', () => {
  const at = fc.integer({ min: 0, max: 400_000 });
  const call = fc.record({ at, ring: fc.integer({ min: 0, max: 60_000 }), seconds: fc.integer({ min: 0, max: 100 }) });
  fc.assert(
    fc.property(fc.array(call, { maxLength: 30 }), fc.array(call, { maxLength: 30 }), at, (a, b, tolerance) => {
      const left = a.map((c, i) => theirs(i + 2, c.at, c.seconds));
      const right = b.map((c, i) => ours(String(i), c.at, c.ring, c.seconds));
      const { matched, onlyOurs, onlyTheirs } = matchCalls(left, right, tolerance);
      expect(matched.length + onlyTheirs.length).toBe(left.length);
      expect(matched.length + onlyOurs.length).toBe(right.length);
      expect(new Set([...matched.map((m) => m.ours), ...onlyOurs]).size).toBe(right.length);
      for (const { theirs: t, ours: o } of matched) {
        const starts = [o.originatedAtMs, o.answeredAtMs].filter((start) => start !== null);
        expect(Math.min(...starts.map((start) => Math.abs(start - t.startedAtMs)))).toBeLessThanOrEqual(tolerance);
      }
      // Nobody is left alone beside one who would have taken him.
      for (const t of onlyTheirs)
        for (const o of onlyOurs) {
          const starts = [o.originatedAtMs, o.answeredAtMs].filter((start) => start !== null);
          expect(Math.min(...starts.map((start) => Math.abs(start - t.startedAtMs)))).toBeGreaterThan(tolerance);
        }
    }),
  );
});

test('a number called ten thousand times is matched along the time', () => {
  const left = Array.from({ length: 10_000 }, (_, i) => theirs(i + 2, i * 60_000 + 3_000, 20));
  const right = Array.from({ length: 10_000 }, (_, i) => ours(String(i), i * 60_000, 3_000, 20));
  const { matched } = matchCalls(left, right, 20_000);
  expect(matched.every(({ theirs: t, ours: o }) => t.line === Number(o.attemptId) + 2)).toBe(true);
  expect(matched).toHaveLength(10_000);
});
