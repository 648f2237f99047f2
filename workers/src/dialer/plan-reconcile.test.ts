import type { OpenAttempt } from '@yunhu/db/calls';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LiveChannel } from '../switch/index.ts';
import { planReconcile } from './plan-reconcile.ts';
import { seatTag } from './seat-tag.ts';

const at = new Date('2026-06-01T00:00:00Z');
function attempt(attemptId: string, state: OpenAttempt['state']): OpenAttempt {
  const ids = {
    tenantId: 't',
    taskId: 'k',
    targetId: `target-${attemptId}`,
    callerIdId: 'c',
    callerNumber: '+864008823823',
    trunkTenantId: 'o',
    trunkId: 'x',
    workerId: 'w',
  };
  const times = {
    admittedAt: at,
    originatedAt: state === 'admitted' ? null : at,
    answeredAt: state === 'answered' ? at : null,
  };
  return {
    attemptId,
    ...ids,
    ...times,
    number: '+8613800000000',
    attemptNo: 1,
    state,
    authorisedSeconds: 60,
    rateIds: [],
  };
}
function channel(channelId: string, state: LiveChannel['state'], tag = 'callee t k', bridgeId?: string): LiveChannel {
  return { channelId, state, tag, createdAt: at, ...(bridgeId === undefined ? {} : { bridgeId }) };
}

it('undoes what was only admitted, takes up what lives, reads what just ended, gives up what is gone, ends what is nobody’s', () => {
  const seat = channel('seat-leg', 'up', seatTag({ attemptId: 'talks', seatId: 's', sipId: 'sip' }), 'bridge');
  const plan = planReconcile({
    open: [
      attempt('new', 'admitted'),
      attempt('rings', 'originating'),
      attempt('talks', 'answered'),
      attempt('ending', 'originating'),
      attempt('gone', 'answered'),
    ],
    live: [
      channel('rings', 'ringing'),
      channel('talks', 'up', 'callee t k', 'bridge'),
      seat,
      channel('mine', 'up'),
      channel('stray', 'up'),
    ],
    endSeen: new Set(['ending']),
    owns: (id) => id === 'mine',
  });
  expect(plan.undo.map((a) => a.attemptId)).toEqual(['new']);
  expect(plan.adopt.map((a) => [a.attempt.attemptId, a.seat?.tag.seatId])).toEqual([
    ['rings', undefined],
    ['talks', 's'],
  ]);
  expect(plan.ending.map((a) => a.attemptId)).toEqual(['ending']);
  expect(plan.lose.map((a) => a.attemptId)).toEqual(['gone']);
  expect(plan.strangers.map((c) => c.channelId)).toEqual(['stray']);
});

it('finds exactly one place for each attempt and leaves no channel of an attempt to be hung up', () => {
  const ids = fc.uniqueArray(
    fc.integer({ min: 0, max: 30 }).map((n) => `call-${n}`),
    { maxLength: 20 },
  );
  const state = fc.constantFrom('admitted', 'originating', 'answered');
  fc.assert(
    fc.property(ids, ids, ids, fc.array(state, { minLength: 20, maxLength: 20 }), (opened, living, ended, states) => {
      const open = opened.map((id, i) => attempt(id, states[i] ?? 'admitted'));
      const live = living.map((id) => channel(id, 'up'));
      const plan = planReconcile({ open, live, endSeen: new Set(ended), owns: () => false });
      const placed = [...plan.undo, ...plan.adopt.map((a) => a.attempt), ...plan.ending, ...plan.lose];
      expect(placed.map((a) => a.attemptId).sort()).toEqual([...opened].sort());
      expect(plan.strangers.every((c) => !opened.includes(c.channelId))).toBe(true);
      // What the switch still has is never undone: it may be ringing.
      expect(plan.undo.every((a) => a.state === 'admitted' && !living.includes(a.attemptId))).toBe(true);
    }),
  );
});
