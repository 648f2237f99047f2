// The switch's own cut after the authorised seconds: TIMEOUT(absolute) on the answered channel. It counts from the moment it is
// set (measured), so it is set at the answer, before anything is played: later the setting would wait for the play to end.
import type { ChannelId } from '../switch.ts';
import type { AriAddress, AriQuery, AriReply } from './ari-connection.ts';
import { requestOverHttp } from './ari-http.ts';
import { variableSchema, type AriChannel } from './ari-messages.ts';
import { secondsUntilCut } from './originate-request.ts';

const timeoutVariable = 'TIMEOUT(absolute)';
/** A play that holds up the request may take this long to end. Milliseconds. */
const patienceMs = 120_000;
const together = 10;

/** Sets the cut on a channel that was answered this moment. `max` is its variable YUNHU_MAX. */
export function capRequest(
  channelId: ChannelId,
  max: string | undefined,
): { path: string; query: AriQuery } | undefined {
  const seconds = Number(max);
  if (!(seconds >= 1)) return undefined;
  const query = { variable: timeoutVariable, value: secondsUntilCut(seconds) };
  return { path: `channels/${encodeURIComponent(channelId)}/variable`, query };
}

/**
 * Looks after channels that were answered while nobody could set their cut (the controller died in that very moment): whose cut
 * still allows for the ringing gets the right one. Those that play are waited for, so this is not for the event WebSocket.
 */
export async function capFound(
  address: AriAddress,
  found: readonly AriChannel[],
  onCapped: (channelId: ChannelId) => void,
): Promise<void> {
  const left = [...found];
  const work = async (): Promise<void> => {
    for (let channel = left.pop(); channel !== undefined; channel = left.pop()) {
      if (await capOne(address, channel)) onCapped(channel.id);
    }
  };
  await Promise.all(Array.from({ length: together }, work));
}

async function capOne(address: AriAddress, { id, channelvars }: AriChannel): Promise<boolean> {
  const wanted = capRequest(id, channelvars?.YUNHU_MAX);
  if (wanted === undefined) return true;
  const ask = (method: 'GET' | 'POST', query: AriQuery): Promise<AriReply> =>
    requestOverHttp(address, method, wanted.path, query, patienceMs);
  try {
    const variable = variableSchema.safeParse((await ask('GET', { variable: timeoutVariable })).body);
    const remaining = variable.success ? Number(variable.data.value) : 0;
    if (remaining > 0 && remaining <= Number(channelvars?.YUNHU_MAX)) return true;
    return (await ask('POST', wanted.query)).status < 300;
  } catch {
    return false;
  }
}
