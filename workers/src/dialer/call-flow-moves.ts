/** The moves of a call: each takes the state and what happened and says what follows. Which one is due stands in the table. */
import type { CallEffect, CallState, CallStep, CallTimer, ReservedSeat } from './call-flow-types.ts';

/** Keys that are kept; a callee can press for minutes. */
const MAX_KEYS = 32;
/** Seats that are rung for one callee, one after the other. */
const MAX_SEATS_RUNG = 10;
/** After "none free" the queue is asked again this much later. */
const SEAT_RETRY_SECONDS = 1;

interface At {
  readonly at: Date;
}

export function nothing(state: CallState): CallStep {
  return { state, effects: [] };
}

export function noteRinging(state: CallState, { at }: At): CallStep {
  return become(state, { rangAt: state.rangAt ?? at });
}

/** The answer crossed our own hang-up: the seconds count all the same. */
export function noteAnswer(state: CallState, { at }: At): CallStep {
  return become(state, { answeredAt: state.answeredAt ?? at });
}

export function noteKey(state: CallState, { digit }: { readonly digit: string }): CallStep {
  return become(state, { keys: (state.keys + digit).slice(0, MAX_KEYS) });
}

export function answerCall(state: CallState, { at }: At): CallStep {
  return playRound({ ...state, answeredAt: at });
}

/** The voice from its first play. */
function playRound(state: CallState): CallStep {
  return play({ ...state, phase: 'playing', roundPlays: 0 }, 'voice');
}

function play(state: CallState, sound: 'voice' | 'ringback'): CallStep {
  const playback = state.plays + 1;
  return become(state, { plays: playback, sounding: playback }, { type: 'play', sound, playback });
}

/** A play of the voice was heard; the next one, or the wait for a key, or good-bye. */
export function endPlay(state: CallState): CallStep {
  const { plays, keyWaitSeconds, keys } = state.plan.flow;
  const heard = { ...state, sounding: undefined, playsHeard: state.playsHeard + 1, roundPlays: state.roundPlays + 1 };
  if (heard.roundPlays < plays) return play(heard, 'voice');
  if (Object.keys(keys).length === 0 || keyWaitSeconds === 0) return hangUp(heard);
  return become(heard, { phase: 'waitingForKey' }, { type: 'start-timer', timer: 'key-wait', seconds: keyWaitSeconds });
}

export function loopRingback(state: CallState): CallStep {
  return play(state, 'ringback');
}

/** A sound that breaks off by itself would break off again: rather silence. */
export function fallSilent(state: CallState): CallStep {
  return become(state, { sounding: undefined });
}

/** Without its voice a call has no purpose. */
export function breakOff(state: CallState): CallStep {
  return chain(state, fallSilent, hangUp);
}

export function replay(state: CallState, pressed: { readonly digit: string }): CallStep {
  return chain(state, (s) => noteKey(s, pressed), quiet, cancel('key-wait'), playRound);
}

export function optOut(state: CallState, pressed: { readonly digit: string }): CallStep {
  const note = (s: CallState) => become(s, { optedOut: true }, { type: 'opt-out' });
  return chain(state, (s) => noteKey(s, pressed), note, hangUp);
}

/** Stops what sounds, lets the ringback sound and asks the queue. */
export function askForSeat(state: CallState, pressed: { readonly digit: string }): CallStep {
  const startWait = (s: CallState) =>
    become(s, {}, { type: 'start-timer', timer: 'seat-wait', seconds: s.plan.flow.seatWaitSeconds });
  return chain(state, (s) => noteKey(s, pressed), quiet, cancel('key-wait'), startWait, loopRingback, requestSeat);
}

export function requestSeat(state: CallState): CallStep {
  const { queueId } = state.plan;
  if (queueId === undefined) return hangUp(state);
  const request = state.requests + 1;
  const exceptSeatIds = state.seatLegs.map(({ seatId }) => seatId);
  const effect = { type: 'request-seat', queueId, request, exceptSeatIds } as const;
  return become(state, { phase: 'seekingSeat', requests: request, openRequest: request }, effect);
}

export function retrySeatLater(state: CallState): CallStep {
  return become(
    state,
    { openRequest: undefined },
    { type: 'start-timer', timer: 'seat-retry', seconds: SEAT_RETRY_SECONDS },
  );
}

/** An answer to a request that was withdrawn meanwhile. */
export function closeRequest(state: CallState): CallStep {
  return become(state, { openRequest: undefined });
}

type Offer = At & { readonly request: number; readonly seatId: string; readonly sipId: string };

export function giveSeatBack(state: CallState, { request, seatId }: Offer): CallStep {
  return become(state, { openRequest: undefined }, { type: 'release-seat', request, seatId });
}

export function ringSeat(state: CallState, { request, seatId, sipId, at }: Offer): CallStep {
  const leg = state.seatLegs.length + 1;
  const seat: ReservedSeat = { request, leg, seatId, sipId, originatedAt: at, answeredAt: undefined };
  const ringSeconds = state.plan.flow.seatRingSeconds;
  const effect = { type: 'originate-seat', leg, seatId, sipId, ringSeconds } as const;
  return become(state, { phase: 'ringingSeat', openRequest: undefined, seat }, effect);
}

export function noteSeatAnswer(state: CallState, { at }: At): CallStep {
  return become(state, { seat: state.seat && { ...state.seat, answeredAt: state.seat.answeredAt ?? at } });
}

export function joinSeat(state: CallState, input: At & { readonly leg: number }): CallStep {
  const join = (s: CallState) =>
    become(
      s,
      { phase: 'talking', bridgedAt: input.at, bridgedSeatId: s.seat?.seatId },
      { type: 'bridge', leg: input.leg },
    );
  return chain(state, (s) => noteSeatAnswer(s, input), cancel('seat-wait'), quiet, join);
}

export function unjoin(state: CallState): CallStep {
  return become(state, { bridgedAt: undefined, bridgedSeatId: undefined });
}

type SeatEnd = At & { readonly cause?: number };

/** The seat is free again, and its leg goes on record. */
export function dropSeat(state: CallState, end: SeatEnd): CallStep {
  if (state.seat === undefined) return nothing(state);
  const { request, leg, seatId, sipId, originatedAt, answeredAt } = state.seat;
  const record = {
    leg,
    seatId,
    sipId,
    originatedAt,
    endedAt: end.at,
    ...(answeredAt === undefined ? {} : { answeredAt }),
    ...(end.cause === undefined ? {} : { cause: end.cause }),
  };
  return become(
    state,
    { seat: undefined, seatLegs: [...state.seatLegs, record] },
    { type: 'release-seat', request, seatId },
  );
}

/** This seat does not come; another one, while the caller waits. */
export function tryNextSeat(state: CallState, end: SeatEnd): CallStep {
  const next = (s: CallState) => (s.seatLegs.length < MAX_SEATS_RUNG ? requestSeat(s) : hangUp(s));
  return chain(state, (s) => dropSeat(s, end), next);
}

export function endTalk(state: CallState, end: SeatEnd): CallStep {
  return chain(state, (s) => dropSeat(s, end), hangUp);
}

export function dropSeatWhileEnding(state: CallState, end: SeatEnd): CallStep {
  return chain(
    state,
    (s) => dropSeat(s, end),
    (s) => become(s, { phase: 'hangingUp' }),
  );
}

/** Ends both legs from wherever the call stands; the phase then waits for the ends of those that live. */
export function hangUp(state: CallState): CallStep {
  const phase = state.seat === undefined ? 'hangingUp' : 'hangingUpBoth';
  const hang = (s: CallState) => become(s, { phase }, { type: 'hang-up-callee' });
  return chain(state, quiet, settle, hangUpSeat, hang);
}

export function hangUpSeat(state: CallState): CallStep {
  return state.seat === undefined ? nothing(state) : become(state, {}, { type: 'hang-up-seat', leg: state.seat.leg });
}

/** Takes back whatever still waits: timers, and a request that nobody answered. */
export function settle(state: CallState): CallStep {
  const withdraw = (s: CallState) =>
    s.phase !== 'seekingSeat' || s.openRequest === undefined
      ? nothing(s)
      : become(s, {}, { type: 'withdraw-request', request: s.openRequest });
  return chain(state, cancel('key-wait'), cancel('seat-wait'), cancel('seat-retry'), withdraw);
}

function quiet(state: CallState): CallStep {
  if (state.sounding === undefined) return nothing(state);
  return become(state, { sounding: undefined }, { type: 'stop-play', playback: state.sounding });
}

const phasesOfTimer: Readonly<Record<CallTimer, readonly CallState['phase'][]>> = {
  'key-wait': ['waitingForKey'],
  'seat-wait': ['seekingSeat', 'ringingSeat'],
  'seat-retry': ['seekingSeat'],
};

function cancel(timer: CallTimer): (state: CallState) => CallStep {
  return (state) =>
    phasesOfTimer[timer].includes(state.phase) ? become(state, {}, { type: 'cancel-timer', timer }) : nothing(state);
}

export function become(state: CallState, change: Partial<CallState>, ...effects: CallEffect[]): CallStep {
  return { state: { ...state, ...change }, effects };
}

/** One move after the other, their effects in order. */
export function chain(state: CallState, ...moves: readonly ((state: CallState) => CallStep)[]): CallStep {
  const effects: CallEffect[] = [];
  let current = state;
  for (const move of moves) {
    const step = move(current);
    current = step.state;
    effects.push(...step.effects);
  }
  return { state: current, effects };
}
