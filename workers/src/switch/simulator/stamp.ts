import type { Channel } from './channel.ts';

/** The time of a channel's next event: when it was due, but never before what was already told of the channel. */
export function stamp(channel: Channel, atMs: number): Date {
  channel.lastAtMs = Math.max(channel.lastAtMs, atMs);
  return new Date(channel.lastAtMs);
}
