import type { Destination, OriginateInput } from '../switch.ts';
import { rememberEnd } from './recall-ends.ts';

/** A number in a carrier's format, or what a caller ID may be. */
const dialable = /^[+*#0-9]{1,32}$/;
/** Trunks and extensions are endpoints by their name; anything else in it could name a second destination. */
const plainName = /^[A-Za-z0-9_-]{1,64}$/;
const maxTagLength = 200;
const maxRingSeconds = 300;

/**
 * The authorised seconds end this much before they are over, because the cut itself takes a moment and a second begun is a second
 * billed. Seconds.
 */
const cutMarginSeconds = 0.25;

/**
 * The value of TIMEOUT(absolute) that ends a channel within its authorised seconds, when it is set `lateMs` milliseconds after the
 * answer.
 */
export function secondsUntilCut(maxAnsweredSeconds: number, lateMs: number): string {
  const seconds = Math.max(cutMarginSeconds, maxAnsweredSeconds - cutMarginSeconds - lateMs / 1000);
  return seconds.toFixed(3);
}

/**
 * The body of ARI's `POST /channels`; or the reason why it cannot be dialed. TIMEOUT(absolute) counts from here on: until the
 * answer it allows for the ringing, at the answer the controller sets it to the authorised seconds. A controller that died
 * meanwhile needs no more: Asterisk hangs up a call that is answered while its application has no socket.
 */
export function originateRequest(
  app: string,
  input: OriginateInput,
): { readonly body: object } | { readonly problem: string } {
  const { channelId, destination, callerId, ringTimeoutSeconds, maxAnsweredSeconds, tag } = input;
  const endpoint = endpointOf(destination);
  if (endpoint === undefined) return { problem: 'the destination is not a number or a name that can be dialed' };
  if (!dialable.test(callerId)) return { problem: 'the caller ID is not a number' };
  if (channelId === '' || channelId.length > 100) return { problem: 'the channel id is empty or too long' };
  if (tag.length > maxTagLength) return { problem: `the tag is longer than ${maxTagLength} characters` };
  if (!Number.isInteger(ringTimeoutSeconds) || ringTimeoutSeconds < 1 || ringTimeoutSeconds > maxRingSeconds)
    return { problem: `the ringing time is not 1 to ${maxRingSeconds} whole seconds` };
  if (!(maxAnsweredSeconds >= 1) || !Number.isFinite(maxAnsweredSeconds))
    return { problem: 'the authorised seconds are less than one' };
  const variables = {
    YUNHU_APP: app,
    YUNHU_TAG: tag,
    YUNHU_MAX: String(maxAnsweredSeconds),
    'TIMEOUT(absolute)': String(ringTimeoutSeconds + maxAnsweredSeconds),
    ...rememberEnd,
  };
  const body = { endpoint, app, channelId, callerId: `<${callerId}>`, timeout: ringTimeoutSeconds, variables };
  return { body };
}

function endpointOf(destination: Destination): string | undefined {
  if (destination.kind === 'extension')
    return plainName.test(destination.sipId) ? `PJSIP/${destination.sipId}` : undefined;
  const { trunk, number } = destination;
  return plainName.test(trunk) && dialable.test(number) ? `PJSIP/${number}@${trunk}` : undefined;
}
