/**
 * The whole life of a call on one screen: for each phase, what each event does. What a phase does not name does nothing there;
 * that is where late and duplicate events end up.
 */
import { dropLastSeat, endCallee, loseCallee, refuseCallee } from './call-flow-end.ts';
import * as move from './call-flow-moves.ts';
import type { CallInput, CallPhase, CallState, CallStep } from './call-flow-types.ts';

type Input<T extends CallInput['type']> = Extract<CallInput, { readonly type: T }>;

/** An input as the table knows it: a key by what it does, a play by how it ended, a timer by its name. */
export interface CallEvents {
  ringing: Input<'ringing' | 'answered'>;
  answered: Input<'ringing' | 'answered'>;
  transferKey: Input<'digit'>;
  optOutKey: Input<'digit'>;
  replayKey: Input<'digit'>;
  otherKey: Input<'digit'>;
  playHeard: Input<'playback-finished'>;
  playBroken: Input<'playback-finished'>;
  ended: Input<'ended'>;
  lost: Input<'lost'>;
  refused: Input<'refused'>;
  seatOffered: Input<'seat-offered'>;
  noneFree: Input<'none-free'>;
  seatAnswered: Input<'seat-answered'>;
  seatEnded: Input<'seat-ended'>;
  bridgeFailed: Input<'bridge-failed'>;
  keyWaitOver: Input<'timer'>;
  seatWaitOver: Input<'timer'>;
  seatRetryDue: Input<'timer'>;
  stop: Input<'stop'>;
  /** Of a play, a request or a leg that is not the present one. */
  stale: CallInput;
}

type Row = { readonly [E in keyof CallEvents]: (state: CallState, input: CallEvents[E]) => CallStep };

const { nothing } = move;

const ignoreAll: Row = {
  ringing: nothing,
  answered: nothing,
  transferKey: nothing,
  optOutKey: nothing,
  replayKey: nothing,
  otherKey: nothing,
  playHeard: nothing,
  playBroken: nothing,
  ended: nothing,
  lost: nothing,
  refused: nothing,
  seatOffered: nothing,
  noneFree: nothing,
  seatAnswered: nothing,
  seatEnded: nothing,
  bridgeFailed: nothing,
  keyWaitOver: nothing,
  seatWaitOver: nothing,
  seatRetryDue: nothing,
  stop: nothing,
  stale: nothing,
};

/** Wherever the callee's leg lives or may live. */
const calleeLives: Row = { ...ignoreAll, ended: endCallee, lost: loseCallee, stop: move.hangUp };

const notesKeys: Row = {
  ...calleeLives,
  transferKey: move.noteKey,
  optOutKey: move.noteKey,
  replayKey: move.noteKey,
  otherKey: move.noteKey,
};

const hearsKeys: Row = { ...notesKeys, transferKey: move.askForSeat, optOutKey: move.optOut, replayKey: move.replay };

const waitsForSeat: Row = {
  ...notesKeys,
  optOutKey: move.optOut,
  playHeard: move.loopRingback,
  playBroken: move.fallSilent,
  seatWaitOver: move.hangUp,
};

/** A seat offered to a call that no longer wants one goes straight back. */
const wantsNoSeat = { seatOffered: move.giveSeatBack, noneFree: move.closeRequest };

export const callFlowTable: Readonly<Record<CallPhase, Row>> = {
  dialing: { ...calleeLives, ringing: move.noteRinging, answered: move.answerCall, refused: refuseCallee },
  playing: { ...hearsKeys, playHeard: move.endPlay, playBroken: move.breakOff },
  waitingForKey: { ...hearsKeys, keyWaitOver: move.hangUp },
  seekingSeat: {
    ...waitsForSeat,
    seatOffered: move.ringSeat,
    noneFree: move.retrySeatLater,
    seatRetryDue: move.requestSeat,
  },
  ringingSeat: { ...waitsForSeat, seatAnswered: move.joinSeat, seatEnded: move.tryNextSeat },
  talking: { ...notesKeys, seatEnded: move.endTalk, bridgeFailed: move.unjoin },
  hangingUp: {
    ...calleeLives,
    ...wantsNoSeat,
    ringing: move.noteRinging,
    answered: move.noteAnswer,
    refused: refuseCallee,
    stop: nothing,
  },
  hangingUpBoth: {
    ...calleeLives,
    seatAnswered: move.noteSeatAnswer,
    seatEnded: move.dropSeatWhileEnding,
    stop: nothing,
  },
  hangingUpSeat: { ...ignoreAll, seatAnswered: move.noteSeatAnswer, seatEnded: dropLastSeat },
  over: { ...ignoreAll, ...wantsNoSeat },
};
