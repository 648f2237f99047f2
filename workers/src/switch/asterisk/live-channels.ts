import type { BridgeId, ChannelId, LiveChannel } from '../switch.ts';
import type { AriReply } from './ari-connection.ts';
import { bridgeListSchema, channelListSchema, type AriChannel } from './ari-messages.ts';
import type { FoundBridge } from './bridge-desk.ts';

/** Every channel and bridge of one application, of all there are on the switch. Throws when the switch answers otherwise. */
export async function readSwitch(
  app: string,
  get: (path: string) => Promise<AriReply>,
): Promise<{ channels: readonly AriChannel[]; bridges: readonly FoundBridge[] }> {
  const [channels, bridges] = await Promise.all([get('channels'), get('bridges')]);
  return {
    channels: channelListSchema.parse(channels.body).filter(({ channelvars }) => channelvars?.YUNHU_APP === app),
    bridges: bridgeListSchema.parse(bridges.body).filter(({ name }) => name === app),
  };
}

export function describeChannels(channels: readonly AriChannel[], bridges: readonly FoundBridge[]): LiveChannel[] {
  const bridgeOf = new Map<ChannelId, BridgeId>();
  for (const { id, channels: members } of bridges) for (const member of members) bridgeOf.set(member, id);
  return channels.map(({ id, state, creationtime, channelvars }) => {
    const bridgeId = bridgeOf.get(id);
    const channel = {
      channelId: id,
      state: stateOf(state),
      tag: channelvars?.YUNHU_TAG ?? '',
      createdAt: creationtime,
    };
    return bridgeId === undefined ? channel : { ...channel, bridgeId };
  });
}

/** Of Asterisk's states, "Ring" is one that calls us, which none of ours does; the rest come before ringing. */
function stateOf(state: string): LiveChannel['state'] {
  if (state === 'Up') return 'up';
  return state === 'Ringing' ? 'ringing' : 'dialing';
}
