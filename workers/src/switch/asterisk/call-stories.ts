// What has been told of each channel, so that Asterisk's many events become the few of `SwitchEvent`, in order and once.
import { BoundedSet } from '../bounded-set.ts';
import type { ChannelId, PlaybackId, SwitchEvent } from '../switch.ts';
import type { AriEvent } from './ari-messages.ts';
import { endCause } from './end-cause.ts';

interface Story {
  ringing: boolean;
  /** When the other side answered, by the switch's time. */
  answeredAt: Date | undefined;
  answeredTold: boolean;
  /** The authorised seconds were set on the answered channel. */
  capped: boolean;
  /** The end was asked for by us: then Asterisk makes up a SIP status from our cause, which no carrier sent. */
  endedByUs: boolean;
  readonly plays: Set<PlaybackId>;
}

/** Ended channels whose late events are dropped. */
const rememberedEnds = 20_000;

export class CallStories {
  readonly #stories = new Map<ChannelId, Story>();
  readonly #ended = new BoundedSet<ChannelId>(rememberedEnds);
  readonly #stopped = new Set<PlaybackId>();

  /** Channels that have begun and, as far as was told, live. */
  ids(): ChannelId[] {
    return [...this.#stories.keys()];
  }

  /** A channel that we dial or that was found alive. */
  begin(channelId: ChannelId): void {
    this.#of(channelId);
  }

  /** A channel that was not dialed after all, or that ended unseen: nothing more is told of it. */
  forget(channelId: ChannelId): void {
    for (const playbackId of this.#stories.get(channelId)?.plays ?? []) this.#stopped.delete(playbackId);
    this.#stories.delete(channelId);
  }

  /** A channel found answered: whoever found it knows, so `answered` is not told again. */
  foundUp(channelId: ChannelId): void {
    if (!this.#ended.has(channelId)) this.#of(channelId).answeredTold = true;
  }

  isCapped(channelId: ChannelId): boolean {
    return this.#stories.get(channelId)?.capped ?? false;
  }

  capped(channelId: ChannelId): void {
    const story = this.#stories.get(channelId);
    if (story !== undefined) story.capped = true;
  }

  weEnd(channelId: ChannelId): void {
    const story = this.#stories.get(channelId);
    if (story !== undefined) story.endedByUs = true;
  }

  playAsked(channelId: ChannelId, playbackId: PlaybackId): void {
    this.#stories.get(channelId)?.plays.add(playbackId);
  }

  playRefused(channelId: ChannelId, playbackId: PlaybackId): void {
    this.#stories.get(channelId)?.plays.delete(playbackId);
  }

  playsOf(channelId: ChannelId): PlaybackId[] {
    return [...(this.#stories.get(channelId)?.plays ?? [])];
  }

  stopAsked(playbackId: PlaybackId): void {
    this.#stopped.add(playbackId);
  }

  stopRefused(playbackId: PlaybackId): void {
    this.#stopped.delete(playbackId);
  }

  /** What the listener hears of one event; often nothing. */
  tell(event: AriEvent): SwitchEvent[] {
    switch (event.type) {
      case 'Dial':
        return this.#ended.has(event.peer.id) ? [] : this.#dial(event);
      case 'StasisStart':
        return this.#ended.has(event.channel.id) ? [] : this.#answered(event.channel.id, event.timestamp);
      case 'ChannelDtmfReceived':
        return this.#ended.has(event.channel.id)
          ? []
          : [{ type: 'digit', channelId: event.channel.id, digit: event.digit, at: event.timestamp }];
      case 'PlaybackFinished':
        return this.#playbackFinished(event);
      case 'ChannelDestroyed':
        return this.#ended.has(event.channel.id) ? [] : this.#destroyed(event);
      case 'ApplicationReplaced':
        return [];
    }
  }

  #of(channelId: ChannelId): Story {
    const known = this.#stories.get(channelId);
    if (known !== undefined) return known;
    const story: Story = {
      ringing: false,
      answeredAt: undefined,
      answeredTold: false,
      capped: false,
      endedByUs: false,
      plays: new Set(),
    };
    this.#stories.set(channelId, story);
    return story;
  }

  #dial({ peer, dialstatus, timestamp: at }: AriEvent & { type: 'Dial' }): SwitchEvent[] {
    const story = this.#of(peer.id);
    // Not told yet: until StasisStart the channel is not ours to play to.
    if (dialstatus === 'ANSWER') story.answeredAt ??= at;
    if (dialstatus !== 'RINGING' && dialstatus !== 'PROGRESS') return [];
    if (story.ringing || story.answeredTold) return [];
    story.ringing = true;
    return [{ type: 'ringing', channelId: peer.id, at }];
  }

  #answered(channelId: ChannelId, at: Date): SwitchEvent[] {
    const story = this.#of(channelId);
    if (story.answeredTold) return [];
    story.answeredTold = true;
    story.answeredAt ??= at;
    return [{ type: 'answered', channelId, at: story.answeredAt }];
  }

  #playbackFinished({ playback, timestamp: at }: AriEvent & { type: 'PlaybackFinished' }): SwitchEvent[] {
    const { id: playbackId, target_uri: target, state } = playback;
    if (!target.startsWith('channel:')) return [];
    const channelId = target.slice('channel:'.length);
    const wasStopped = this.#stopped.delete(playbackId);
    this.#stories.get(channelId)?.plays.delete(playbackId);
    if (this.#ended.has(channelId)) return [];
    // "failed" is a channel that ended, or a file that is not there: not heard in full either way.
    return [{ type: 'playback-finished', channelId, playbackId, interrupted: wasStopped || state !== 'done', at }];
  }

  #destroyed(event: AriEvent & { type: 'ChannelDestroyed' }): SwitchEvent[] {
    const { timestamp: at, cause, tech_cause: sipStatus } = event;
    const channelId = event.channel.id;
    const story = this.#of(channelId);
    const told: SwitchEvent[] = [];
    const answeredUnseen = story.answeredAt !== undefined && !story.answeredTold;
    if (answeredUnseen) told.push({ type: 'answered', channelId, at: story.answeredAt ?? at });
    for (const playbackId of story.plays)
      told.push({ type: 'playback-finished', channelId, playbackId, interrupted: true, at });
    const wasAnswered = story.answeredTold || answeredUnseen;
    const failed = !wasAnswered && !story.endedByUs && sipStatus !== undefined && sipStatus >= 300;
    const ended = {
      type: 'ended',
      channelId,
      cause: endCause(cause, wasAnswered),
      at,
    } as const;
    told.push(failed ? { ...ended, sipStatus } : ended);
    this.forget(channelId);
    this.#ended.add(channelId);
    return told;
  }
}
