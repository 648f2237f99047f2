/**
 * The life of one call as a pure function: plain state and one input in, new state and effects out; no clock, no I/O. The
 * rules stand in `call-flow-table.ts`; here an input only gets the name that it has there.
 */
import { flowKeys } from '@yunhu/db/tasks';
import { callFlowTable, type CallEvents } from './call-flow-table.ts';
import type { CallInput, CallPlan, CallState, CallStep, CallTimer } from './call-flow-types.ts';

/** A call whose originate is on its way. */
export function beginCall(plan: CallPlan): CallState {
  return {
    phase: 'dialing',
    plan,
    rangAt: undefined,
    answeredAt: undefined,
    end: undefined,
    keys: '',
    playsHeard: 0,
    roundPlays: 0,
    plays: 0,
    sounding: undefined,
    requests: 0,
    openRequest: undefined,
    seat: undefined,
    seatLegs: [],
    bridgedAt: undefined,
    bridgedSeatId: undefined,
    optedOut: false,
  };
}

/** What an input does to a call. Never throws; the effects are to be carried out in their order. */
export function stepCall(state: CallState, input: CallInput): CallStep {
  const row = callFlowTable[state.phase];
  if (isStale(state, input)) return row.stale(state, input);
  switch (input.type) {
    case 'ringing':
      return row.ringing(state, input);
    case 'answered':
      return row.answered(state, input);
    case 'digit':
      return row[keyEvent(state.plan, input.digit)](state, input);
    case 'playback-finished':
      return input.interrupted ? row.playBroken(state, input) : row.playHeard(state, input);
    case 'ended':
      return row.ended(state, input);
    case 'lost':
      return row.lost(state, input);
    case 'refused':
      return row.refused(state, input);
    case 'seat-offered':
      return row.seatOffered(state, input);
    case 'none-free':
      return row.noneFree(state, input);
    case 'seat-answered':
      return row.seatAnswered(state, input);
    case 'seat-ended':
      return row.seatEnded(state, input);
    case 'bridge-failed':
      return row.bridgeFailed(state, input);
    case 'timer':
      return row[timerEvents[input.timer]](state, input);
    case 'stop':
      return row.stop(state, input);
  }
}

/** Whether an input is of a play, a request or a seat's leg that is not the present one. */
function isStale(state: CallState, input: CallInput): boolean {
  switch (input.type) {
    case 'playback-finished':
      return input.playback !== state.sounding;
    case 'seat-offered':
    case 'none-free':
      return input.request !== state.openRequest;
    case 'seat-answered':
    case 'seat-ended':
    case 'bridge-failed':
      return input.leg !== state.seat?.leg;
    case 'timer':
      // Asked again while it was asked, the first answer would find nobody and its seat would stay reserved.
      return input.timer === 'seat-retry' && state.openRequest !== undefined;
    default:
      return false;
  }
}

const timerEvents = {
  'key-wait': 'keyWaitOver',
  'seat-wait': 'seatWaitOver',
  'seat-retry': 'seatRetryDue',
} as const satisfies Record<CallTimer, keyof CallEvents>;

const keyEvents = { transfer: 'transferKey', opt_out: 'optOutKey', replay: 'replayKey' } as const;

function keyEvent(plan: CallPlan, digit: string): 'transferKey' | 'optOutKey' | 'replayKey' | 'otherKey' {
  const key = flowKeys.find((candidate) => candidate === digit);
  const action = key === undefined ? undefined : plan.flow.keys[key];
  if (action === undefined || (action === 'transfer' && plan.queueId === undefined)) return 'otherKey';
  return keyEvents[action];
}
