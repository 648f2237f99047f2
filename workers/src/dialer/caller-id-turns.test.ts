import type { TaskCallerId } from '@yunhu/db/tasks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastShown, nextCallerId, whyGone } from './caller-id-turns.ts';

const nowMs = 1_000_000;
const states = ['submitted', 'withdrawn', 'approved', 'rejected', 'revoked', 'expired'] as const;
const callerId = (n: number, change: Partial<TaskCallerId> = {}): TaskCallerId => ({
  callerIdId: `id-${n}`,
  number: `+86138000000${n}`,
  state: 'approved',
  approvedUntilMs: Number.POSITIVE_INFINITY,
  callsToday: 0,
  lastShownMs: 0,
  ...change,
});
const approved = (count: number) => Array.from({ length: count }, (_, n) => callerId(n));

const anyCallerIds = fc.array(
  fc.record({
    state: fc.constantFrom(...states),
    approvedUntilMs: fc.constantFrom(nowMs - 1, nowMs, nowMs + 1, Number.POSITIVE_INFINITY),
    callsToday: fc.integer({ min: 0, max: 5 }),
  }),
  { maxLength: 8 },
);

/** So many turns, each counted and remembered. */
function take(callerIds: readonly TaskCallerId[], turns: number, change: { dailyCap?: number; lastId?: string } = {}) {
  const pool = { strategy: 'round_robin' as const, dailyCap: change.dailyCap ?? null };
  const used = new Map<string, number>();
  let lastId = change.lastId;
  const shown: string[] = [];
  for (let i = 0; i < turns; i++) {
    const callsToday = (one: TaskCallerId) => one.callsToday + (used.get(one.callerIdId) ?? 0);
    const next = nextCallerId({ callerIds, pool, lastId, callsToday, nowMs, random: () => 0 });
    if (next === undefined) break;
    lastId = next.callerIdId;
    used.set(lastId, (used.get(lastId) ?? 0) + 1);
    shown.push(lastId);
  }
  return { shown, used };
}

describe('numbers that take turns', () => {
  it('are used alike, to within one call', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 200 }), (count, turns) => {
        const { shown, used } = take(approved(count), turns);
        expect(shown).toHaveLength(turns);
        const uses = approved(count).map((one) => used.get(one.callerIdId) ?? 0);
        expect(Math.max(...uses) - Math.min(...uses)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('are never shown without an approval that holds now, whatever the strategy and the dice', () => {
    fc.assert(
      fc.property(
        anyCallerIds,
        fc.constantFrom('round_robin', 'random'),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (made, strategy, dice) => {
          const callerIds = made.map((change, n) => callerId(n, change));
          const pool = { strategy: strategy as 'random', dailyCap: 3 };
          const next = nextCallerId({
            ...{ callerIds, pool, nowMs },
            lastId: 'id-2',
            callsToday: (one) => one.callsToday,
            random: () => dice,
          });
          const fit = callerIds.filter(
            (one) => one.state === 'approved' && one.approvedUntilMs > nowMs && one.callsToday < 3,
          );
          expect(next === undefined).toBe(fit.length === 0);
          if (next !== undefined) expect(fit).toContain(next);
        },
      ),
    );
  });

  it('go on after a restart with the one behind the last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.integer({ min: 1, max: 50 }), (count, turns) => {
        const before = take(approved(count), turns).shown;
        const last = before.at(-1) ?? '';
        // What the record has: when each was shown last.
        const record = approved(count).map((one) => ({ ...one, lastShownMs: before.lastIndexOf(one.callerIdId) + 1 }));
        expect(lastShown(record)).toBe(last);
        expect(take(record, 5, { lastId: last }).shown).toEqual(take(approved(count), turns + 5).shown.slice(turns));
      }),
    );
  });

  it('leave one out that drops out, and keep the order of the others', () => {
    const callerIds = [callerId(0), callerId(1, { state: 'revoked' }), callerId(2)];
    expect(take(callerIds, 4).shown).toEqual(['id-0', 'id-2', 'id-0', 'id-2']);
  });

  it('stop at their calls of the day', () => {
    expect(take([callerId(0, { callsToday: 2 }), callerId(1)], 10, { dailyCap: 3 }).shown).toEqual([
      ...['id-0', 'id-1', 'id-1', 'id-1'],
    ]);
  });
});

describe('a task stops when nothing may be shown', () => {
  it.each([
    [[callerId(0, { state: 'revoked' })], 'caller_id_revoked'],
    [[callerId(0, { state: 'expired' })], 'caller_id_expired'],
    [[callerId(0, { approvedUntilMs: nowMs })], 'caller_id_expired'],
    [[callerId(0, { state: 'rejected' })], 'caller_id_not_approved'],
    [[], 'caller_id_not_approved'],
    [[callerId(0, { state: 'revoked' }), callerId(1)], undefined],
  ] as const)('%#: %s', (callerIds, reason) => {
    expect(whyGone(callerIds, nowMs)).toBe(reason);
  });
});
