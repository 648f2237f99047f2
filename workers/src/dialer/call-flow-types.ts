import type { FlowDefinition } from '@yunhu/db/tasks';
import type { CallOutcome } from './classify-end.ts';

/** What a call needs of its flow version. Without a queue a transfer key does nothing. */
export interface CallPlan {
  readonly flow: Pick<FlowDefinition, 'plays' | 'keys' | 'keyWaitSeconds' | 'seatWaitSeconds' | 'seatRingSeconds'>;
  readonly queueId?: string;
}

export type CallTimer = 'key-wait' | 'seat-wait' | 'seat-retry';

/**
 * What can happen to a call. Plays, seat requests and seat legs carry the number that the machine gave them, so that a late
 * event of an earlier one is recognised.
 */
export type CallInput =
  | { readonly type: 'ringing' | 'answered'; readonly at: Date }
  | { readonly type: 'digit'; readonly digit: string; readonly at: Date }
  | {
      readonly type: 'playback-finished';
      readonly playback: number;
      readonly interrupted: boolean;
      readonly at: Date;
    }
  | { readonly type: 'ended'; readonly cause: number; readonly sipStatus?: number; readonly at: Date }
  /** The switch lives and does not know the callee's channel any more; `at` is when it was last known to live. */
  | { readonly type: 'lost'; readonly at: Date }
  /** The switch did not take the originate: nothing was dialed. */
  | { readonly type: 'refused'; readonly at: Date }
  /** The answer to a seat request: exactly one of the two, now or when a seat gets free. */
  | {
      readonly type: 'seat-offered';
      readonly request: number;
      readonly seatId: string;
      readonly sipId: string;
      readonly at: Date;
    }
  | { readonly type: 'none-free'; readonly request: number; readonly at: Date }
  | { readonly type: 'seat-answered'; readonly leg: number; readonly at: Date }
  /** Also for a seat leg that was refused or lost; there is no cause then. */
  | { readonly type: 'seat-ended'; readonly leg: number; readonly cause?: number; readonly at: Date }
  /** The bridge verb answered that a leg is gone; that leg's end follows. */
  | { readonly type: 'bridge-failed'; readonly leg: number; readonly at: Date }
  | { readonly type: 'timer'; readonly timer: CallTimer; readonly at: Date }
  /** Whoever owns the task wants the call to end now. */
  | { readonly type: 'stop'; readonly at: Date };

/** What is to be done, in this order. */
export type CallEffect =
  | { readonly type: 'play'; readonly sound: 'voice' | 'ringback'; readonly playback: number }
  | { readonly type: 'stop-play'; readonly playback: number }
  /** Reserve a free seat of the queue, none of those named, and answer with `seat-offered` or `none-free`. */
  | {
      readonly type: 'request-seat';
      readonly queueId: string;
      readonly request: number;
      readonly exceptSeatIds: readonly string[];
    }
  /** The request is no longer wanted; an offer that is on its way is still given back by `release-seat`. */
  | { readonly type: 'withdraw-request'; readonly request: number }
  /** Gives back the seat that was offered under this request; exactly once an offer. */
  | { readonly type: 'release-seat'; readonly request: number; readonly seatId: string }
  | {
      readonly type: 'originate-seat';
      readonly leg: number;
      readonly seatId: string;
      readonly sipId: string;
      readonly ringSeconds: number;
    }
  | { readonly type: 'bridge'; readonly leg: number }
  | { readonly type: 'hang-up-callee' }
  | { readonly type: 'hang-up-seat'; readonly leg: number }
  | { readonly type: 'start-timer'; readonly timer: CallTimer; readonly seconds: number }
  | { readonly type: 'cancel-timer'; readonly timer: CallTimer }
  /** The callee's number goes to the black list. */
  | { readonly type: 'opt-out' }
  /** The last leg has ended; nothing but the release of a seat offered too late may follow. */
  | { readonly type: 'finish'; readonly result: CallResult };

/** One seat that was rung for the callee. */
export interface SeatLegRecord {
  readonly leg: number;
  readonly seatId: string;
  readonly sipId: string;
  readonly originatedAt: Date;
  readonly answeredAt?: Date;
  readonly endedAt: Date;
  readonly cause?: number;
}

/** All there is to say of a call that is over. Times are the switch's. */
export interface CallResult {
  readonly outcome: CallOutcome;
  readonly cause?: number;
  readonly sipStatus?: number;
  readonly rangAt?: Date;
  readonly answeredAt?: Date;
  readonly endedAt: Date;
  /** False where the end was not told but found out afterwards. */
  readonly endSeen: boolean;
  /** The keys pressed, in order; the first 32 of them. */
  readonly keys: string;
  /** Plays of the voice that were heard to their end. */
  readonly playsHeard: number;
  /** Was joined with a seat. */
  readonly transferred: boolean;
  /** Asked for a seat and got none. */
  readonly abandoned: boolean;
  readonly optedOut: boolean;
  /** The seat it was joined with. */
  readonly seatId?: string;
  readonly bridgedAt?: Date;
  readonly seatLegs: readonly SeatLegRecord[];
}

export const callPhases = [
  'dialing',
  'playing',
  'waitingForKey',
  'seekingSeat',
  'ringingSeat',
  'talking',
  'hangingUp',
  'hangingUpBoth',
  'hangingUpSeat',
  'over',
] as const;
export type CallPhase = (typeof callPhases)[number];

/** The seat that is reserved for the call now. */
export interface ReservedSeat {
  readonly request: number;
  readonly leg: number;
  readonly seatId: string;
  readonly sipId: string;
  readonly originatedAt: Date;
  readonly answeredAt: Date | undefined;
}

/** Plain data. Numbers of plays, requests and legs count up from 1. */
export interface CallState {
  readonly phase: CallPhase;
  readonly plan: CallPlan;
  readonly rangAt: Date | undefined;
  readonly answeredAt: Date | undefined;
  readonly end: CalleeEnd | undefined;
  readonly keys: string;
  readonly playsHeard: number;
  /** Plays of this round, which a replay begins anew. */
  readonly roundPlays: number;
  /** The last number given to a play, and the one that sounds now. */
  readonly plays: number;
  readonly sounding: number | undefined;
  /** The last number given to a request, and the one that is not yet answered. */
  readonly requests: number;
  readonly openRequest: number | undefined;
  readonly seat: ReservedSeat | undefined;
  readonly seatLegs: readonly SeatLegRecord[];
  readonly bridgedAt: Date | undefined;
  readonly bridgedSeatId: string | undefined;
  readonly optedOut: boolean;
}

export interface CalleeEnd {
  readonly how: 'told' | 'lost' | 'refused';
  readonly at: Date;
  readonly cause?: number;
  readonly sipStatus?: number;
}

export interface CallStep {
  readonly state: CallState;
  readonly effects: readonly CallEffect[];
}
