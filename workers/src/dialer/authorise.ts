import { authorisedSeconds, type Micros, type Rate, rateSeconds } from '@yunhu/db/billing';
import type { FlowDefinition } from '@yunhu/db/tasks';

/** How long a call may last at most where its flow sets no end: a talk with a seat, a message replayed at will. Seconds. */
export const longestTalkSeconds = 14_400;
/** How far ahead money is held for such a call, unless the settings say otherwise. Seconds. */
export const defaultSliceSeconds = 180;
/** The switch needs a moment around each play; the cut must never come before the flow's own end. Seconds. */
const slackSeconds = 5;

/** What says how long a call can last. */
export interface CallLength {
  readonly flow: Pick<FlowDefinition, 'plays' | 'keys' | 'keyWaitSeconds' | 'seatWaitSeconds'>;
  readonly audioMs: number;
  readonly hasQueue: boolean;
}

export interface AuthoriseInput extends CallLength {
  /** What the customer pays. */
  readonly rate: Rate;
  /** What the customer may still spend. */
  readonly availableMicros: bigint;
  /** How many calls that money is to be shared by, this one included. */
  readonly sharers: number;
  /** What a call without an end of its own is given beyond its message, until it asks for more. */
  readonly sliceSeconds: number;
}

/**
 * The second at which a call is cut, which its hold pays for: the longest the flow can last, or its message and a first slice of what may
 * follow, to the end of the block that is paid for anyway; at most what the customer's balance pays. Where money is short a call gets its
 * share, but at least what its message takes, so that no broadcast is cut short for the sake of talks that may never come about. 0 where
 * not even one block, or the grace and one second, is covered.
 */
export function authorise(input: AuthoriseInput): number {
  const { rate, sliceSeconds } = input;
  const message = messageSeconds(input);
  const longest = longestSeconds(input);
  const covered = (money: bigint, cap: number) => authorisedSeconds(rate, money as Micros, cap);
  const share = input.availableMicros / BigInt(Math.max(1, input.sharers));
  const first = Math.min(longest, message + sliceSeconds);
  const seconds = Math.max(covered(share, first), covered(input.availableMicros, message));
  return seconds === 0 ? 0 : Math.max(seconds, covered(rateSeconds(rate, seconds).amountMicros, longest));
}

/** The most a call of this flow may last from its answer on, whatever the money. */
export function longestSeconds(length: CallLength): number {
  return messageSeconds(length) + (isOpenEnded(length) ? longestTalkSeconds : 0);
}

/** Seconds of all plays, the wait for a key and the wait for a seat, from the answer on. */
function messageSeconds({ flow, audioMs, hasQueue }: CallLength): number {
  const hasKeys = Object.keys(flow.keys).length > 0;
  const seconds = Math.ceil((flow.plays * audioMs) / 1_000) + (hasKeys ? flow.keyWaitSeconds : 0);
  return seconds + (hasQueue && mayTransfer(flow) ? flow.seatWaitSeconds : 0) + slackSeconds;
}

function isOpenEnded({ flow, hasQueue }: CallLength): boolean {
  return (hasQueue && mayTransfer(flow)) || Object.values(flow.keys).includes('replay');
}

function mayTransfer(flow: CallLength['flow']): boolean {
  return Object.values(flow.keys).includes('transfer');
}
