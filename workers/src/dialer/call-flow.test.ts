import { flowDefinition } from '@yunhu/db/tasks';
import { expect, it } from 'vitest';
import { beginCall, stepCall } from './call-flow.ts';
import type { CallEffect, CallInput, CallPlan, CallResult } from './call-flow-types.ts';

const start = new Date('2026-01-01T00:00:00Z');

/** A call that is told what happens, a second apart, and keeps what it wants done. */
class Call {
  state;
  readonly effects: CallEffect[] = [];
  #seconds = 0;

  constructor(plan: Partial<CallPlan['flow']> = {}, queueId: string | null = 'queue') {
    const flow = flowDefinition.parse({ keys: { '1': 'transfer', '9': 'opt_out', '0': 'replay' }, ...plan });
    this.state = beginCall({ flow, ...(queueId === null ? {} : { queueId }) });
  }

  /** The effects of the last of these inputs, shortly: `play voice 1`. */
  tell(...inputs: readonly Untimed[]): string[] {
    let last: readonly CallEffect[] = [];
    for (const input of inputs) {
      const step = stepCall(this.state, { ...input, at: new Date(start.getTime() + ++this.#seconds * 1_000) });
      this.state = step.state;
      last = step.effects;
      this.effects.push(...last);
    }
    return last.map(shortly);
  }

  get result(): CallResult | undefined {
    const finish = this.effects.find((effect) => effect.type === 'finish');
    return finish?.type === 'finish' ? finish.result : undefined;
  }
}

type Untimed = CallInput extends infer I ? (I extends CallInput ? Omit<I, 'at'> : never) : never;

function shortly(effect: CallEffect): string {
  if (effect.type === 'finish') return 'finish';
  const { type, ...rest } = effect;
  return [type, ...Object.values(rest).filter((value) => !Array.isArray(value))].join(' ');
}

const ringing = { type: 'ringing' } as const;
const answered = { type: 'answered' } as const;
const stop = { type: 'stop' } as const;
const press = (digit: string) => ({ type: 'digit', digit }) as const;
const heard = (playback: number) => ({ type: 'playback-finished', playback, interrupted: false }) as const;
const broken = (playback: number) => ({ type: 'playback-finished', playback, interrupted: true }) as const;
const over = (timer: 'key-wait' | 'seat-wait' | 'seat-retry') => ({ type: 'timer', timer }) as const;
const offer = (request: number, seatId = `seat${request}`) =>
  ({ type: 'seat-offered', request, seatId, sipId: `sip-${seatId}` }) as const;
const seatAnswered = (leg: number) => ({ type: 'seat-answered', leg }) as const;
const seatEnded = (leg: number) => ({ type: 'seat-ended', leg, cause: 16 }) as const;
const ended = { type: 'ended', cause: 16 } as const;

it('plays as often as the flow says and hangs up after the last where no key is awaited', () => {
  const call = new Call({ plays: 2, keys: {} });
  expect(call.tell(ringing, answered)).toEqual(['play voice 1']);
  expect(call.tell(heard(1))).toEqual(['play voice 2']);
  expect(call.tell(heard(2))).toEqual(['hang-up-callee']);
  expect(call.tell(ended)).toEqual(['finish']);
  expect(call.result).toMatchObject({
    outcome: { result: 'answered' },
    playsHeard: 2,
    transferred: false,
    abandoned: false,
    optedOut: false,
    rangAt: new Date('2026-01-01T00:00:01Z'),
    answeredAt: new Date('2026-01-01T00:00:02Z'),
    endedAt: new Date('2026-01-01T00:00:05Z'),
    endSeen: true,
  });
});

it('waits for a key after the last play where keys are configured, then hangs up', () => {
  const call = new Call({ keyWaitSeconds: 5 });
  expect(call.tell(answered, heard(1))).toEqual(['start-timer key-wait 5']);
  expect(call.tell(over('key-wait'))).toEqual(['cancel-timer key-wait', 'hang-up-callee']);
  const impatient = new Call({ keyWaitSeconds: 0 });
  expect(impatient.tell(answered, heard(1))).toEqual(['hang-up-callee']);
});

it('lets 1 stop the play, sound the ringback and ask for a seat', () => {
  const call = new Call();
  expect(call.tell(answered, press('1'))).toEqual([
    'stop-play 1',
    'start-timer seat-wait 20',
    'play ringback 2',
    'request-seat queue 1',
  ]);
  expect(call.tell(broken(1))).toEqual([]);
  expect(call.tell(heard(2))).toEqual(['play ringback 3']);
});

it('joins the callee with the seat that answers, and ends the callee when the seat hangs up', () => {
  const call = new Call();
  expect(call.tell(answered, press('1'), offer(1))).toEqual(['originate-seat 1 seat1 sip-seat1 15']);
  expect(call.tell(seatAnswered(1))).toEqual(['cancel-timer seat-wait', 'stop-play 2', 'bridge 1']);
  expect(call.tell(seatEnded(1))).toEqual(['release-seat 1 seat1', 'hang-up-callee']);
  call.tell(ended);
  expect(call.result).toMatchObject({ transferred: true, abandoned: false, seatId: 'seat1', keys: '1' });
  expect(call.result?.bridgedAt).toEqual(new Date('2026-01-01T00:00:04Z'));
  expect(call.result?.seatLegs).toEqual([
    {
      leg: 1,
      seatId: 'seat1',
      sipId: 'sip-seat1',
      originatedAt: new Date('2026-01-01T00:00:03Z'),
      answeredAt: new Date('2026-01-01T00:00:04Z'),
      endedAt: new Date('2026-01-01T00:00:05Z'),
      cause: 16,
    },
  ]);
});

it('ends the seat when the callee hangs up, and is over when the seat is free again', () => {
  const call = new Call();
  call.tell(answered, press('1'), offer(1), seatAnswered(1));
  expect(call.tell(ended)).toEqual(['hang-up-seat 1']);
  expect(call.tell(seatEnded(1))).toEqual(['release-seat 1 seat1', 'finish']);
  expect(call.result).toMatchObject({ transferred: true, endedAt: new Date('2026-01-01T00:00:05Z') });
});

it('asks for another seat when one does not answer, while the waiting time lasts', () => {
  const call = new Call();
  call.tell(answered, press('1'), offer(1));
  expect(call.tell(seatEnded(1))).toEqual(['release-seat 1 seat1', 'request-seat queue 2']);
  expect(call.effects.at(-1)).toMatchObject({ exceptSeatIds: ['seat1'] });
  expect(call.tell(offer(2))).toEqual(['originate-seat 2 seat2 sip-seat2 15']);
  expect(call.tell(seatEnded(1), seatAnswered(1))).toEqual([]);
  expect(call.tell(over('seat-wait'))).toEqual([
    'stop-play 2',
    'cancel-timer seat-wait',
    'hang-up-seat 2',
    'hang-up-callee',
  ]);
  expect(call.tell(seatEnded(2))).toEqual(['release-seat 2 seat2']);
  expect(call.tell(ended)).toEqual(['finish']);
  expect(call.result).toMatchObject({ transferred: false, abandoned: true });
  expect(call.result?.seatLegs).toHaveLength(2);
});

it('rings ten seats for one callee and no more', () => {
  const call = new Call();
  call.tell(answered, press('1'));
  for (let n = 1; n < 10; n++) call.tell(offer(n), seatEnded(n));
  expect(call.tell(offer(10), seatEnded(10))).toContain('hang-up-callee');
});

it('asks again a second later when none is free, and gives up when the waiting time is over', () => {
  const call = new Call();
  call.tell(answered, press('1'));
  expect(call.tell({ type: 'none-free', request: 1 })).toEqual(['start-timer seat-retry 1']);
  expect(call.tell(over('seat-retry'))).toEqual(['request-seat queue 2']);
  expect(call.tell(over('seat-retry'))).toEqual([]);
  expect(call.tell(over('seat-wait'))).toEqual([
    'stop-play 2',
    'cancel-timer seat-wait',
    'cancel-timer seat-retry',
    'withdraw-request 2',
    'hang-up-callee',
  ]);
  call.tell(ended);
  expect(call.result).toMatchObject({ abandoned: true, transferred: false });
});

it('counts a callee who hangs up while it waits for a seat as abandoned', () => {
  const call = new Call();
  expect(call.tell(answered, press('1'), ended)).toEqual([
    'cancel-timer seat-wait',
    'cancel-timer seat-retry',
    'withdraw-request 1',
    'finish',
  ]);
  expect(call.result).toMatchObject({ abandoned: true });
});

it('gives back a seat that is offered too late, also after the end', () => {
  const ending = new Call();
  expect(ending.tell(answered, press('1'), over('seat-wait'), offer(1))).toEqual(['release-seat 1 seat1']);
  const gone = new Call();
  expect(gone.tell(answered, press('1'), ended, offer(1))).toEqual(['release-seat 1 seat1']);
  expect(gone.tell(offer(1))).toEqual([]);
});

it('lets 9 opt out and hang up, also while the callee waits for a seat', () => {
  const call = new Call();
  expect(call.tell(answered, press('9'))).toEqual(['opt-out', 'stop-play 1', 'hang-up-callee']);
  call.tell(ended);
  expect(call.result).toMatchObject({ optedOut: true, abandoned: false, keys: '9' });
  const waiting = new Call();
  expect(waiting.tell(answered, press('1'), press('9'))).toEqual([
    'opt-out',
    'stop-play 2',
    'cancel-timer seat-wait',
    'cancel-timer seat-retry',
    'withdraw-request 1',
    'hang-up-callee',
  ]);
});

it('lets 0 begin the plays anew, during a play and in the wait for a key', () => {
  const call = new Call({ plays: 2 });
  expect(call.tell(answered, heard(1), press('0'))).toEqual(['stop-play 2', 'play voice 3']);
  expect(call.tell(heard(3))).toEqual(['play voice 4']);
  expect(call.tell(heard(4), press('0'))).toEqual(['cancel-timer key-wait', 'play voice 5']);
});

it('keeps a key that does nothing, and goes on playing', () => {
  const call = new Call();
  expect(call.tell(answered, press('5'), press('x'))).toEqual([]);
  expect(call.tell(heard(1))).toEqual(['start-timer key-wait 5']);
  call.tell(...Array.from({ length: 50 }, () => press('7')), ended);
  expect(call.result?.keys).toBe(`5x${'7'.repeat(30)}`);
});

it('takes a transfer key for any other key where the flow has no queue', () => {
  const call = new Call({}, null);
  expect(call.tell(answered, press('1'))).toEqual([]);
});

it('reports an unanswered call by what the carrier said', () => {
  const call = new Call();
  expect(call.tell(ringing, { type: 'ended', cause: 17, sipStatus: 486 })).toEqual(['finish']);
  expect(call.result).toMatchObject({ outcome: { result: 'busy' }, cause: 17, sipStatus: 486 });
  expect(call.result?.answeredAt).toBeUndefined();
});

it('does not know the outcome of an unanswered call that was lost, and knows it of an answered one', () => {
  const unanswered = new Call();
  unanswered.tell(ringing, { type: 'lost' });
  expect(unanswered.result).toMatchObject({ outcome: { result: 'unknown' }, endSeen: false });
  const known = new Call();
  known.tell(answered, { type: 'lost' });
  expect(known.result).toMatchObject({ outcome: { result: 'answered' }, endSeen: false });
});

it('ends a call that the switch refused as failed', () => {
  const call = new Call();
  expect(call.tell({ type: 'refused' })).toEqual(['finish']);
  expect(call.result).toMatchObject({ outcome: { result: 'failed', reason: 'network' } });
});

it('ends what lives of a call that is stopped, wherever it stands', () => {
  expect(new Call().tell(stop)).toEqual(['hang-up-callee']);
  expect(new Call().tell(answered, stop)).toEqual(['stop-play 1', 'hang-up-callee']);
  expect(new Call().tell(answered, heard(1), stop)).toEqual(['cancel-timer key-wait', 'hang-up-callee']);
  const talking = new Call();
  expect(talking.tell(answered, press('1'), offer(1), seatAnswered(1), stop)).toEqual([
    'hang-up-seat 1',
    'hang-up-callee',
  ]);
  expect(talking.tell(stop)).toEqual([]);
});

it('counts an answer that crossed the hang-up as answered', () => {
  const call = new Call();
  expect(call.tell(stop, answered)).toEqual([]);
  call.tell(ended);
  expect(call.result).toMatchObject({ outcome: { result: 'answered' }, playsHeard: 0 });
});

it('is abandoned when the bridge failed, not transferred', () => {
  const call = new Call();
  call.tell(answered, press('1'), offer(1), seatAnswered(1), { type: 'bridge-failed', leg: 1 }, ended, seatEnded(1));
  expect(call.result).toMatchObject({ transferred: false, abandoned: true });
  expect(call.result?.seatId).toBeUndefined();
});

it('ends a call whose voice breaks off, and keeps one waiting whose ringback does', () => {
  expect(new Call().tell(answered, broken(1))).toEqual(['hang-up-callee']);
  const waiting = new Call();
  expect(waiting.tell(answered, press('1'), broken(2))).toEqual([]);
  expect(waiting.tell(offer(1))).toEqual(['originate-seat 1 seat1 sip-seat1 15']);
});
