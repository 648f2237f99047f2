import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

it('never gives more than its rate and one small burst, over any stretch of time', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), steps, (perSecond, waits) => {
      const bucket = new TokenBucket(perSecond, 0);
      const taken: number[] = [];
      let nowMs = 0;
      for (const wait of waits) {
        nowMs += wait;
        while (bucket.take(nowMs)) taken.push(nowMs);
      }
      const burst = Math.max(1, perSecond / 5);
      // Of every stretch that begins and ends with a call, none has more calls than rate and burst allow.
      const excess = taken.flatMap((from, i) =>
        taken.slice(i).map((to, n) => n + 1 - ((to - from) / 1_000) * perSecond),
      );
      expect(Math.max(0, ...excess)).toBeLessThanOrEqual(burst + 1 + 1e-6);
    }),
    { numRuns: 50 },
  );
});

it('says exactly how long to wait for the next one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), (perSecond) => {
      const bucket = new TokenBucket(perSecond, 0);
      while (bucket.take(0));
      const waitMs = bucket.waitMs(0);
      expect(bucket.take(waitMs - 1)).toBe(false);
      expect(bucket.take(waitMs + 1e-3)).toBe(true);
    }),
  );
});
