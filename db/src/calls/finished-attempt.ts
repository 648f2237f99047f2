import type { PricedLevel } from '../billing/index.ts';

export type AttemptResult = 'answered' | 'busy' | 'no_answer' | 'failed' | 'unknown';

/** The leg to a seat, where a callee was transferred or a seat was rung for it. */
export interface SeatLeg {
  readonly seatId: string;
  readonly sipId: string;
  readonly originatedAt: Date;
  readonly answeredAt?: Date;
  readonly endedAt: Date;
  readonly cause?: number;
}

/** Everything that is known of an attempt when it is over. */
export interface FinishedAttempt {
  readonly attemptId: string;
  readonly tenantId: string;
  readonly taskId: string;
  readonly targetId: string;
  /** E.164, as the target has it. */
  readonly number: string;
  readonly callerNumber: string;
  readonly trunkId: string;
  readonly result: AttemptResult;
  /** What a failure means, for people: invalid_number, network, rejected …; of an answered call, that its money ended it: money_ended. */
  readonly reason?: string;
  readonly sipStatus?: number;
  readonly cause?: number;
  readonly originatedAt: Date;
  readonly answeredAt?: Date;
  readonly endedAt: Date;
  /** The keys pressed, in order. */
  readonly keys: string;
  readonly transferred: boolean;
  readonly abandoned: boolean;
  readonly optedOut: boolean;
  readonly seatLeg?: SeatLeg;
  /** What each level pays, customer first; empty where nothing was answered. Never more than the authorised seconds cost. */
  readonly charges: readonly PricedLevel[];
  /** What the seconds beyond the authorised ones would have cost the topmost payer; goes to the operator's loss. */
  readonly overrunMicros: bigint;
  /** When the target is due again; absent when it is done. */
  readonly retryAt?: Date;
}
