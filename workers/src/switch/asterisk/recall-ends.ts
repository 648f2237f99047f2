// What a channel's hangup handler left behind (infra/asterisk/switch/extensions.conf): one global variable for each end of an id.
import type { ChannelEnd, ChannelId } from '../switch.ts';
import type { AriQuery, AriReply } from './ari-connection.ts';
import { variableSchema } from './ari-messages.ts';
import { endCause } from './end-cause.ts';

/** The handler, as the variable takes it that pushes it onto a channel. */
export const rememberEnd = { 'CHANNEL(hangup_handler_push)': 'remember-end,s,1' };

const askedTogether = 50;
/** Letters of an id that choose its place: 4,096 places, of which later ends take over earlier ones'. */
const placeLength = 3;
const words = /^(\S+) (\d+) (\S+) (\d+)$/;

/** Asks for each channel's end; one whose place was taken over, or that never ended, is missing. */
export async function recallEnds(
  channelIds: readonly ChannelId[],
  get: (path: string, query: AriQuery) => Promise<AriReply>,
): Promise<ReadonlyMap<ChannelId, ChannelEnd>> {
  const left = [...channelIds];
  const ends = new Map<ChannelId, ChannelEnd>();
  const work = async (): Promise<void> => {
    for (let channelId = left.pop(); channelId !== undefined; channelId = left.pop()) {
      const { body } = await get('asterisk/variable', { variable: `YUNHU_END_${channelId.slice(-placeLength)}` });
      const end = readEnd(channelId, body);
      if (end !== undefined) ends.set(channelId, end);
    }
  };
  await Promise.all(Array.from({ length: Math.min(askedTogether, left.length) }, work));
  return ends;
}

function readEnd(channelId: ChannelId, body: unknown): ChannelEnd | undefined {
  const variable = variableSchema.safeParse(body);
  const [, id, cause, state, ms] = words.exec(variable.success ? variable.data.value : '') ?? [];
  if (id !== channelId) return undefined;
  const wasUp = state === 'Up';
  return { cause: endCause(Number(cause), wasUp), wasUp, at: new Date(Number(ms)) };
}
