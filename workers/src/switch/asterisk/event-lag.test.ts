import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventLag } from './event-lag.ts';

it('tells how long an event waited, whatever the two clocks say', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.array(fc.nat(3000), { maxLength: 50 }), (apart, waits) => {
      const lag = new EventLag();
      lag.of(0, apart);
      for (const [index, wait] of waits.entries()) {
        const seen = lag.of(index * 1000, index * 1000 + apart + wait);
        expect(Math.abs(seen - wait)).toBeLessThanOrEqual(0.051 * (index + 1));
      }
    }),
  );
});

it('follows a clock that was set, and never counts more than five seconds', () => {
  const lag = new EventLag();
  lag.of(0, 0);
  expect(lag.of(0, 3_600_000)).toBe(5000);
  expect(lag.of(0, -3_600_000)).toBe(0);
  expect(lag.of(0, -3_600_000)).toBe(0);
});
