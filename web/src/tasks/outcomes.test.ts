import type { Counters } from '@yunhu/api/schemas';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outcomeSegments, secondsLeft } from './outcomes.ts';

const none: Counters = {
  total: 0,
  waiting: 0,
  dialing: 0,
  talking: 0,
  answered: 0,
  transferred: 0,
  abandoned: 0,
  optedOut: 0,
  busy: 0,
  noAnswer: 0,
  failed: 0,
  unknown: 0,
  skipped: 0,
  attempts: 0,
  chargedMicros: '0',
  billedSeconds: 0,
  duplicates: 0,
  invalid: 0,
  overLimit: 0,
};

describe('the outcomes of a task', () => {
  test('count a transferred call once, and let what the dialer took but has not dialed yet wait', () => {
    const counters = {
      ...none,
      total: 20,
      waiting: 5,
      dialing: 1,
      talking: 1,
      answered: 5,
      transferred: 2,
      busy: 3,
      failed: 1,
    };
    const count = (key: string) => outcomeSegments(counters).find((segment) => segment.key === key)?.count;
    expect([count('answered'), count('transferred'), count('ringing'), count('queued')]).toEqual([3, 2, 2, 9]);
  });

  test('add up to the whole list, whatever happened to it', () => {
    const part = fc.nat(5000);
    fc.assert(
      fc.property(
        part,
        part,
        part,
        part,
        part,
        part,
        part,
        part,
        part,
        (answered, share, busy, noAnswer, failed, unknown, skipped, waiting, inAir) => {
          const total = answered + busy + noAnswer + failed + unknown + skipped + waiting + inAir;
          const counters = {
            ...none,
            total,
            waiting,
            dialing: inAir,
            answered,
            transferred: Math.min(share, answered),
            busy,
            noAnswer,
            failed,
            unknown,
            skipped,
          };
          const segments = outcomeSegments(counters);
          expect(segments.reduce((sum, segment) => sum + segment.count, 0)).toBe(total);
          expect(segments.every((segment) => segment.count >= 0)).toBe(true);
        },
      ),
    );
  });

  test('promise no time while the task stands still', () => {
    expect(secondsLeft({ ...none, total: 100 }, 0)).toBeNull();
    expect(secondsLeft({ ...none, total: 120, answered: 15, dialing: 5 }, 2.5)).toBe(40);
    expect(secondsLeft(none, 0)).toBe(0);
  });
});
