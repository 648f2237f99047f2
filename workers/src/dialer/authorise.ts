import { authorisedSeconds, type Micros, type Rate } from '@yunhu/db/billing';
import type { FlowDefinition } from '@yunhu/db/tasks';

/** How long a call may last where its flow sets no end: a talk with a seat, a message replayed at will. Seconds. */
export const openEndedSeconds = 3_600;
/** The switch needs a moment around each play; the cut must never come before the flow's own end. Seconds. */
const slackSeconds = 5;

export interface AuthoriseInput {
  readonly flow: Pick<FlowDefinition, 'plays' | 'keys' | 'keyWaitSeconds' | 'seatWaitSeconds'>;
  readonly audioMs: number;
  readonly hasQueue: boolean;
  /** What the customer pays. */
  readonly rate: Rate;
  /** What the customer may still spend. */
  readonly availableMicros: bigint;
  /** How many calls that money is to be shared by, this one included. */
  readonly sharers: number;
}

/**
 * The second at which a call is cut, which its hold pays for: the longest the flow can last, at most what the customer's balance
 * pays. Where money is short a call gets its share, but at least what its message takes, so that no broadcast is cut short for
 * the sake of talks that may never come about. 0 where not even one block, or the grace and one second, is covered.
 */
export function authorise(input: AuthoriseInput): number {
  const { rate } = input;
  const message = messageSeconds(input);
  const longest = isOpenEnded(input) ? message + openEndedSeconds : message;
  const covered = (money: bigint, cap: number) => authorisedSeconds(rate, money as Micros, cap);
  const share = input.availableMicros / BigInt(Math.max(1, input.sharers));
  return Math.max(covered(share, longest), covered(input.availableMicros, message));
}

/** Seconds of all plays, the wait for a key and the wait for a seat, from the answer on. */
function messageSeconds({ flow, audioMs, hasQueue }: AuthoriseInput): number {
  const hasKeys = Object.keys(flow.keys).length > 0;
  const seconds = Math.ceil((flow.plays * audioMs) / 1_000) + (hasKeys ? flow.keyWaitSeconds : 0);
  return seconds + (hasQueue && mayTransfer(flow) ? flow.seatWaitSeconds : 0) + slackSeconds;
}

function isOpenEnded({ flow, hasQueue }: AuthoriseInput): boolean {
  return (hasQueue && mayTransfer(flow)) || Object.values(flow.keys).includes('replay');
}

function mayTransfer(flow: AuthoriseInput['flow']): boolean {
  return Object.values(flow.keys).includes('transfer');
}
