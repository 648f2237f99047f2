import type { ChannelId, ConnectionState, SwitchEvent, SwitchListener } from './switch.ts';

/** Keeps everything a switch tells, for tests to look at. */
export class EventRecorder implements SwitchListener {
  readonly connections: ConnectionState[] = [];
  readonly #byChannel = new Map<ChannelId, SwitchEvent[]>();

  onEvent(event: SwitchEvent): void {
    const events = this.#byChannel.get(event.channelId);
    if (events === undefined) this.#byChannel.set(event.channelId, [event]);
    else events.push(event);
  }

  onConnection(state: ConnectionState): void {
    this.connections.push(state);
  }

  /** What was told of a channel, in order. */
  of(channelId: ChannelId): readonly SwitchEvent[] {
    return this.#byChannel.get(channelId) ?? [];
  }

  types(channelId: ChannelId): SwitchEvent['type'][] {
    return this.of(channelId).map(({ type }) => type);
  }

  has(channelId: ChannelId, type: SwitchEvent['type']): boolean {
    return this.of(channelId).some((event) => event.type === type);
  }

  digits(channelId: ChannelId): string {
    return this.of(channelId)
      .map((event) => (event.type === 'digit' ? event.digit : ''))
      .join('');
  }

  /** The one event of a kind; throws when there is none or more than one. */
  only<T extends SwitchEvent['type']>(channelId: ChannelId, type: T): SwitchEvent & { type: T } {
    const found = this.of(channelId).filter((event): event is SwitchEvent & { type: T } => event.type === type);
    if (found.length !== 1 || found[0] === undefined) {
      throw new Error(`${found.length} events "${type}" of ${channelId}: ${this.types(channelId).join(', ')}`);
    }
    return found[0];
  }

  /** A finished play: whether it was interrupted; undefined while it is not finished. */
  finished(channelId: ChannelId, playbackId: string): boolean | undefined {
    for (const event of this.of(channelId)) {
      if (event.type === 'playback-finished' && event.playbackId === playbackId) return event.interrupted;
    }
    return undefined;
  }

  /** Channels whose story breaks the rule that `ended`, `answered` and `ringing` come once and `ended` last. */
  disorderly(): ChannelId[] {
    const channels = [...this.#byChannel.keys()];
    return channels.filter((channelId) => {
      const types = this.types(channelId);
      const once = (['ringing', 'answered', 'ended'] as const).every(
        (type) => types.filter((t) => t === type).length <= 1,
      );
      const ended = types.indexOf('ended');
      return !once || (ended >= 0 && ended !== types.length - 1);
    });
  }
}
