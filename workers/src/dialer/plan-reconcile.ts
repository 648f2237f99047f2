import type { OpenAttempt } from '@yunhu/db/calls';
import type { LiveChannel } from '../switch/index.ts';
import { readSeatTag, type SeatTag } from './seat-tag.ts';

/** An open attempt whose channel lives: its call goes on. */
export interface Adoption {
  readonly attempt: OpenAttempt;
  readonly channel: LiveChannel;
  /** The seat it talks to. */
  readonly seat?: { readonly tag: SeatTag; readonly channel: LiveChannel };
}

export interface ReconcilePlan {
  /** Admitted and never dialed. */
  readonly undo: readonly OpenAttempt[];
  readonly adopt: readonly Adoption[];
  /** Ended with an event that is still to be read. */
  readonly ending: readonly OpenAttempt[];
  /** Dialed, and gone: nobody knows what became of them. */
  readonly lose: readonly OpenAttempt[];
  /** Channels that belong to nobody. */
  readonly strangers: readonly LiveChannel[];
}

export interface ReconcileFacts {
  /** Open attempts of the record that this process does not know. */
  readonly open: readonly OpenAttempt[];
  readonly live: readonly LiveChannel[];
  /** Channels whose end is among the events that were kept until now. */
  readonly endSeen: ReadonlySet<string>;
  /** Channels of calls that this process knows. */
  readonly owns: (channelId: string) => boolean;
}

/** What becomes of the attempts and channels that a dead worker, or a broken connection, left behind. */
export function planReconcile({ open, live, endSeen, owns }: ReconcileFacts): ReconcilePlan {
  const channels = new Map(live.map((channel) => [channel.channelId, channel]));
  const undo: OpenAttempt[] = [];
  const adopt: Adoption[] = [];
  const ending: OpenAttempt[] = [];
  const lose: OpenAttempt[] = [];
  const taken = new Set<string>();
  for (const attempt of open) {
    const channel = channels.get(attempt.attemptId);
    if (channel !== undefined) {
      const seat = talkingSeat(channel, live);
      adopt.push(seat === undefined ? { attempt, channel } : { attempt, channel, seat });
      taken.add(channel.channelId);
      if (seat !== undefined) taken.add(seat.channel.channelId);
    } else if (attempt.state === 'admitted') undo.push(attempt);
    else if (endSeen.has(attempt.attemptId)) ending.push(attempt);
    else lose.push(attempt);
  }
  const strangers = live.filter(({ channelId }) => !taken.has(channelId) && !owns(channelId));
  return { undo, adopt, ending, lose, strangers };
}

function talkingSeat(callee: LiveChannel, live: readonly LiveChannel[]): Adoption['seat'] {
  if (callee.bridgeId === undefined) return undefined;
  for (const channel of live) {
    if (channel.bridgeId !== callee.bridgeId) continue;
    const tag = readSeatTag(channel.tag);
    if (tag?.attemptId === callee.channelId) return { tag, channel };
  }
  return undefined;
}
