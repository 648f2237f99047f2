// What Asterisk says on the event WebSocket, read field by field: only what is used, and nothing believed unseen.
import { z } from 'zod';

/** Asterisk writes `2026-11-22T00:44:19.272+0000`; ISO 8601 wants a colon in the offset. */
const ariTime = z.string().transform((text, context) => {
  const at = new Date(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  if (!Number.isNaN(at.getTime())) return at;
  context.addIssue({ code: 'custom', message: 'not a time' });
  return z.NEVER;
});

/** The variables that ari.conf gives back with each channel. */
const channelVariables = z.object({
  YUNHU_APP: z.string().optional(),
  YUNHU_TAG: z.string().optional(),
  YUNHU_MAX: z.string().optional(),
});
const channel = z.object({ id: z.string(), channelvars: channelVariables.optional() });

const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Dial'), dialstatus: z.string(), peer: channel, timestamp: ariTime }),
  z.object({ type: z.literal('StasisStart'), channel, timestamp: ariTime }),
  z.object({ type: z.literal('ChannelDtmfReceived'), channel, digit: z.string().length(1), timestamp: ariTime }),
  z.object({
    type: z.literal('PlaybackFinished'),
    playback: z.object({ id: z.string(), target_uri: z.string(), state: z.string() }),
    timestamp: ariTime,
  }),
  z.object({
    type: z.literal('ChannelDestroyed'),
    channel,
    /** Q.850; 0 where Asterisk ended the channel itself. */
    cause: z.number().int(),
    /** The final SIP status; only of calls that failed. */
    tech_cause: z.number().int().optional(),
    timestamp: ariTime,
  }),
  z.object({ type: z.literal('ApplicationReplaced') }),
  z.object({
    type: z.literal('RESTResponse'),
    request_id: z.string(),
    status_code: z.number().int(),
    message_body: z.string().optional(),
  }),
]);

type AriMessage = z.output<typeof eventSchema>;
export type AriReplyMessage = Extract<AriMessage, { type: 'RESTResponse' }>;
export type AriEvent = Exclude<AriMessage, AriReplyMessage>;

/**
 * The only types Asterisk shall send. It drops the others before it writes them, and drops the replies to requests as well when
 * they are not named here.
 */
export const wantedTypes: readonly string[] = eventSchema.options.map((option) => option.shape.type.value);
const wanted: ReadonlySet<string> = new Set(wantedTypes);

/** One message; `unread` says why one that should be understood was not. Types that nobody asked for are `ignored`. */
export type ReadMessage =
  | { readonly kind: 'event'; readonly event: AriEvent }
  | { readonly kind: 'reply'; readonly reply: AriReplyMessage }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'unread'; readonly why: string };

export function readMessage(text: string): ReadMessage {
  const raw = parseJson(text);
  if (raw === undefined) return { kind: 'unread', why: 'not JSON' };
  const type = typeof raw === 'object' && raw !== null && 'type' in raw ? raw.type : undefined;
  if (typeof type !== 'string') return { kind: 'unread', why: 'no type' };
  if (!wanted.has(type)) return { kind: 'ignored' };
  const parsed = eventSchema.safeParse(raw);
  if (!parsed.success) return { kind: 'unread', why: `${type}: ${z.prettifyError(parsed.error)}` };
  const message = parsed.data;
  return message.type === 'RESTResponse' ? { kind: 'reply', reply: message } : { kind: 'event', event: message };
}

/** The value, or undefined for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const channelListSchema = z.array(
  z.object({ id: z.string(), state: z.string(), creationtime: ariTime, channelvars: channelVariables.optional() }),
);
export type AriChannel = z.output<typeof channelListSchema>[number];

export const bridgeListSchema = z.array(z.object({ id: z.string(), name: z.string(), channels: z.array(z.string()) }));
export const deviceStateSchema = z.object({ state: z.string() });
export const variableSchema = z.object({ value: z.string() });

/** What ARI says in the body of a reply that is not a success. */
export function reasonIn(body: unknown): string {
  if (typeof body !== 'object' || body === null) return 'no reason given';
  const reason = 'message' in body ? body.message : 'error' in body ? body.error : undefined;
  return typeof reason === 'string' ? reason : 'no reason given';
}
