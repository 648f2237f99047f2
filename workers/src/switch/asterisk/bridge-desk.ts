// Bridges of two channels. Asterisk keeps a bridge whose channels left, so each is taken down when the first of its two ends.
import type { BridgeId, ChannelId } from '../switch.ts';

/** A bridge as the switch lists it. */
export interface FoundBridge {
  readonly id: BridgeId;
  readonly channels: readonly ChannelId[];
}

const members = 2;

export class BridgeDesk {
  readonly #byChannel = new Map<ChannelId, BridgeId>();

  opened(bridgeId: BridgeId, channels: readonly ChannelId[]): void {
    for (const channelId of channels) this.#byChannel.set(channelId, bridgeId);
  }

  closed(bridgeId: BridgeId): void {
    for (const [channelId, standsIn] of this.#byChannel) if (standsIn === bridgeId) this.#byChannel.delete(channelId);
  }

  isOpen(bridgeId: BridgeId): boolean {
    return [...this.#byChannel.values()].includes(bridgeId);
  }

  /** The bridge to take down because this channel ended. */
  leftBy(channelId: ChannelId): BridgeId | undefined {
    const bridgeId = this.#byChannel.get(channelId);
    if (bridgeId !== undefined) this.closed(bridgeId);
    return bridgeId;
  }

  /** Takes over what lives on the switch; gives what has lost a member while nobody looked. */
  adopt(found: readonly FoundBridge[]): BridgeId[] {
    const whole = found.filter(({ channels }) => channels.length >= members);
    for (const { id, channels } of whole) this.opened(id, channels);
    return found.filter((bridge) => !whole.includes(bridge)).map(({ id }) => id);
  }
}
