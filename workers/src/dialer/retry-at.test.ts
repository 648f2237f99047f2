import { expect, it } from 'vitest';
import type { CallOutcome } from './classify-end.ts';
import { retryAt } from './retry-at.ts';

const flow = { retries: 2, retryAfterSeconds: { busy: 60, no_answer: 120, failed: 30 } };
const endedAt = new Date('2026-06-01T00:00:00Z');
const secondsUntil = (outcome: CallOutcome, attemptNo = 1): number | undefined => {
  const due = retryAt(outcome, attemptNo, endedAt, flow);
  return due && (due.getTime() - endedAt.getTime()) / 1_000;
};

it.each<[string, CallOutcome, number | undefined]>([
  ['answered', { result: 'answered' }, undefined],
  ['busy', { result: 'busy' }, 60],
  ['not taken', { result: 'no_answer', rang: true }, 120],
  ['not got through', { result: 'failed', reason: 'network' }, 30],
  ['no number at all', { result: 'failed', reason: 'invalid_number' }, undefined],
  ['declined', { result: 'failed', reason: 'rejected' }, undefined],
  ['unknown', { result: 'unknown' }, 600],
  ['answered to nobody', { result: 'failed', reason: 'interrupted' }, 600],
])('an attempt that was %s is due again accordingly', (_, outcome, seconds) => {
  expect(secondsUntil(outcome)).toBe(seconds);
});

it('ends with the last attempt that the flow allows', () => {
  expect([1, 2, 3].map((attemptNo) => secondsUntil({ result: 'busy' }, attemptNo))).toEqual([60, 60, undefined]);
});
