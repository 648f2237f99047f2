/**
 * How the simulator's process and its controller talk: one JSON object a line. The controller sends requests and gets one
 * reply to each; the server also sends events and, at most once, that the controller was replaced. The first request is
 * `attach`. Instants travel as milliseconds since the epoch. What comes in is parsed on both sides and its length is bounded.
 */
import { z } from 'zod';
import type { ChannelEnd, LiveChannel, SwitchEvent } from '../switch.ts';

/** The longest request a server reads: room for 10,000 ids. */
export const MAX_REQUEST_BYTES = 1 << 20;
/** The longest message a controller reads: room for a list of 100,000 channels. */
export const MAX_REPLY_BYTES = 64 << 20;

const id = z.string().min(1).max(200);
const numeral = z.string().min(1).max(64);

const originateSchema = z.object({
  channelId: id,
  destination: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('trunk'), trunk: id, number: numeral }),
    z.object({ kind: z.literal('extension'), sipId: id }),
  ]),
  callerId: z.string().max(64),
  ringTimeoutSeconds: z.number().min(1).max(300),
  maxAnsweredSeconds: z.number().min(1),
  tag: z.string().max(200),
});

const verbSchema = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('attach') }),
  z.object({ verb: z.literal('originate'), input: originateSchema }),
  z.object({ verb: z.literal('play'), channelId: id, playbackId: id, durationMs: z.number().min(0) }),
  z.object({ verb: z.literal('stop-play'), playbackId: id }),
  z.object({ verb: z.literal('bridge'), bridgeId: id, channels: z.tuple([id, id]) }),
  z.object({ verb: z.literal('set-max-answered'), channelId: id, secondsFromAnswer: z.number().min(0) }),
  z.object({ verb: z.literal('hangup'), channelId: id, cause: z.number().int().min(1).max(127).optional() }),
  z.object({ verb: z.literal('list-channels') }),
  z.object({ verb: z.literal('recall-ends'), channelIds: z.array(id).max(10_000) }),
  z.object({ verb: z.literal('reachable'), sipIds: z.array(id).max(10_000) }),
]);

export const requestSchema = z.object({ request: z.number().int().nonnegative(), call: verbSchema });
export type WireCall = z.infer<typeof verbSchema>;
export type WireRequest = z.infer<typeof requestSchema>;

const at = z.number().transform((ms) => new Date(ms));

const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ringing'), channelId: id, at }),
  z.object({ type: z.literal('answered'), channelId: id, at }),
  z.object({ type: z.literal('digit'), channelId: id, digit: z.string(), at }),
  z.object({ type: z.literal('playback-finished'), channelId: id, playbackId: id, interrupted: z.boolean(), at }),
  z.object({ type: z.literal('ended'), channelId: id, cause: z.number(), sipStatus: z.number().exactOptional(), at }),
]);

export const messageSchema = z.union([
  z.object({ event: eventSchema }),
  z.object({ reply: z.number(), value: z.unknown() }),
  z.object({ replaced: z.literal(true) }),
]);

export const originateResultSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.enum(['accepted', 'duplicate', 'unknown']) }),
  z.object({ outcome: z.literal('refused'), reason: z.string() }),
]);

export const verbResultSchema = z.enum(['done', 'gone']);

export const channelsSchema = z.array(
  z.object({
    channelId: id,
    state: z.enum(['dialing', 'ringing', 'up']),
    tag: z.string(),
    createdAt: at,
    bridgeId: id.exactOptional(),
  }),
);

export const sipIdsSchema = z.array(id);

export const endsSchema = z.array(
  z.tuple([id, z.object({ cause: z.number(), sipStatus: z.number().exactOptional(), wasUp: z.boolean(), at })]),
);

export function encodeEvent(event: SwitchEvent): string {
  return line({ event: { ...event, at: event.at.getTime() } });
}

export function encodeReply(reply: number, value: unknown): string {
  return line({ reply, value });
}

export function encodeReplaced(): string {
  return line({ replaced: true });
}

export function encodeRequest(request: WireRequest): string {
  return line(request);
}

/** Channels as they travel. */
export function packChannels(channels: readonly LiveChannel[]): unknown {
  return channels.map((channel) => ({ ...channel, createdAt: channel.createdAt.getTime() }));
}

/** Ends as they travel. */
export function packEnds(ends: ReadonlyMap<string, ChannelEnd>): unknown {
  return [...ends].map(([channelId, end]) => [channelId, { ...end, at: end.at.getTime() }]);
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
