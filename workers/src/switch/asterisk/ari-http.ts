import { parseJson } from './ari-messages.ts';
import { NoReplyError, type AriAddress, type AriMethod, type AriQuery, type AriReply } from './ari-connection.ts';

/**
 * A request on a connection of its own. For what Asterisk makes wait until a channel's running play has ended (reading or
 * setting a variable, joining a bridge): on the event WebSocket it would hold up every request behind it (measured: for the
 * whole rest of the play). Rejects with `NoReplyError`.
 */
export async function requestOverHttp(
  address: AriAddress,
  method: AriMethod,
  path: string,
  query: AriQuery,
  timeoutMs: number,
): Promise<AriReply> {
  const url = new URL(`/ari/${path}`, address.url);
  url.search = new URLSearchParams(query).toString();
  const authorization = `Basic ${Buffer.from(`${address.user}:${address.password}`).toString('base64')}`;
  try {
    // Kept open, a connection could belong to a switch that was restarted since.
    const headers = { authorization, connection: 'close' };
    const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(timeoutMs) });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : parseJson(text) };
  } catch (cause) {
    throw new NoReplyError(`${method} ${path} got no reply`, { cause });
  }
}
