import { become, chain, dropSeat, hangUpSeat, nothing, settle } from './call-flow-moves.ts';
import type { CalleeEnd, CallResult, CallState, CallStep } from './call-flow-types.ts';
import { type CallOutcome, classifyEnd } from './classify-end.ts';

type At = { readonly at: Date };

export function endCallee(
  state: CallState,
  input: At & { readonly cause: number; readonly sipStatus?: number },
): CallStep {
  const { at, cause, sipStatus } = input;
  return close(state, { how: 'told', at, cause, ...(sipStatus === undefined ? {} : { sipStatus }) });
}

export function loseCallee(state: CallState, { at }: At): CallStep {
  return close(state, { how: 'lost', at });
}

export function refuseCallee(state: CallState, { at }: At): CallStep {
  return close(state, { how: 'refused', at });
}

/** The last leg, the seat's, has ended after the callee's. */
export function dropLastSeat(state: CallState, input: At & { readonly cause?: number }): CallStep {
  return chain(state, (s) => dropSeat(s, input), finish);
}

/** A seat's leg that still lives is waited for: the call is over when its last leg is. */
function close(state: CallState, end: CalleeEnd): CallStep {
  const ended = (s: CallState): CallStep => become(s, { end });
  if (state.seat === undefined) return chain(state, ended, settle, finish);
  // Where the hang-up of both was asked for already, it is not asked for again.
  const hang = state.phase === 'hangingUpBoth' ? nothing : hangUpSeat;
  return chain(state, ended, settle, hang, (s) => become(s, { phase: 'hangingUpSeat' }));
}

function finish(state: CallState): CallStep {
  if (state.end === undefined) return nothing(state);
  return become(state, { phase: 'over' }, { type: 'finish', result: resultOf(state, state.end) });
}

function resultOf(state: CallState, end: CalleeEnd): CallResult {
  const { rangAt, answeredAt, bridgedAt, bridgedSeatId, keys, playsHeard, optedOut, seatLegs } = state;
  return {
    outcome: outcomeOf(state, end),
    endedAt: end.at,
    endSeen: end.how !== 'lost',
    keys,
    playsHeard,
    optedOut,
    seatLegs,
    transferred: bridgedAt !== undefined,
    abandoned: state.requests > 0 && bridgedAt === undefined,
    ...(end.cause === undefined ? {} : { cause: end.cause }),
    ...(end.sipStatus === undefined ? {} : { sipStatus: end.sipStatus }),
    ...(rangAt === undefined ? {} : { rangAt }),
    ...(answeredAt === undefined ? {} : { answeredAt }),
    ...(bridgedAt === undefined ? {} : { bridgedAt }),
    ...(bridgedSeatId === undefined ? {} : { seatId: bridgedSeatId }),
  };
}

/** A call that vanished unanswered may have been answered unseen; one that was refused was never dialed. */
function outcomeOf(state: CallState, end: CalleeEnd): CallOutcome {
  const answered = state.answeredAt !== undefined;
  if (end.how === 'refused') return { result: 'failed', reason: 'network' };
  if (end.how === 'lost' && !answered) return { result: 'unknown' };
  return classifyEnd(end.cause, end.sipStatus, answered, state.rangAt !== undefined);
}
