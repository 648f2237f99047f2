// What the counters of a task add up to: the bar, the rates, the time that is left. Plain numbers in, plain numbers out.
import type { Counters } from '@yunhu/api/schemas';
import type { Tone } from '../ui/status.tsx';

export type OutcomeKey =
  'answered' | 'transferred' | 'busy' | 'noAnswer' | 'failed' | 'unknown' | 'skipped' | 'ringing' | 'queued';

export type Segment = { readonly key: OutcomeKey; readonly tone: Tone; readonly count: number };

/** Numbers whose fate is decided: called to the end, or never to be called. */
export function doneCount(counters: Counters): number {
  const { answered, busy, noAnswer, failed, unknown, skipped } = counters;
  return answered + busy + noAnswer + failed + unknown + skipped;
}

/**
 * Every number of the task in exactly one part of the bar. Transferred calls are answered ones, so they are taken out
 * of those. What is undecided waits, also where the dialer has already taken it, except for the calls in the air.
 */
export function outcomeSegments(counters: Counters): Segment[] {
  const undecided = Math.max(0, counters.total - doneCount(counters));
  const inAir = Math.min(undecided, counters.dialing + counters.talking);
  const transferred = Math.min(counters.transferred, counters.answered);
  return [
    { key: 'answered', tone: 'answered', count: counters.answered - transferred },
    { key: 'transferred', tone: 'transferred', count: transferred },
    { key: 'busy', tone: 'busy', count: counters.busy },
    { key: 'noAnswer', tone: 'noanswer', count: counters.noAnswer },
    { key: 'failed', tone: 'failed', count: counters.failed },
    { key: 'unknown', tone: 'unknown', count: counters.unknown },
    { key: 'skipped', tone: 'skipped', count: counters.skipped },
    { key: 'ringing', tone: 'ringing', count: inAir },
    { key: 'queued', tone: 'queued', count: undecided - inAir },
  ];
}

/** Numbers that still wait to be dialed. */
export function queuedCount(counters: Counters): number {
  return Math.max(0, counters.total - doneCount(counters) - counters.dialing - counters.talking);
}

/** Callees who asked for a seat: what the abandoned rate is a share of. */
export function askedForSeat(counters: Counters): number {
  return counters.transferred + counters.abandoned;
}

/** Slower than this is standing still, and no time can be promised. */
const slowestPace = 0.02;

/** Seconds until the last waiting number is dialed at this pace (calls per second), or null when it stands still. */
export function secondsLeft(counters: Counters, pace: number): number | null {
  const queued = queuedCount(counters);
  if (queued === 0) return 0;
  return pace < slowestPace ? null : Math.ceil(queued / pace);
}
