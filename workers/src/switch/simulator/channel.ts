import type { BridgeId, LiveChannel, OriginateInput, PlaybackId } from '../switch.ts';
import type { Schedule, Scheduled } from './schedule.ts';

/** A play of a channel; the first of the list sounds, the rest wait. */
export interface Play {
  readonly playbackId: PlaybackId;
  readonly durationMs: number;
  end: Scheduled | undefined;
}

/** One simulated leg. */
export interface Channel {
  readonly input: OriginateInput;
  readonly createdAtMs: number;
  /** Set for a seat's leg: how long after bridging it hangs up. */
  readonly hangUpAfterBridgedMs: number | null;
  state: LiveChannel['state'];
  /** Time of its last event: one that fires late must not be stamped before one that was already told. */
  lastAtMs: number;
  bridgeId: BridgeId | undefined;
  /** When it was answered, and what ends it when its seconds are over. */
  answeredAtMs: number | undefined;
  cut: Scheduled | undefined;
  /** What is still to happen to it; cancelled when it ends. */
  readonly due: Scheduled[];
  readonly plays: Play[];
}

export function makeChannel(input: OriginateInput, createdAtMs: number, hangUpAfterBridgedMs: number | null): Channel {
  const start = {
    state: 'dialing',
    lastAtMs: createdAtMs,
    bridgeId: undefined,
    answeredAtMs: undefined,
    cut: undefined,
  } as const;
  return { input, createdAtMs, hangUpAfterBridgedMs, ...start, due: [], plays: [] };
}

/** Takes away everything that was still to happen to the channel. */
export function cancelDue(channel: Channel, schedule: Schedule): void {
  for (const entry of channel.due) schedule.cancel(entry);
  channel.due.length = 0;
  if (channel.cut !== undefined) schedule.cancel(channel.cut);
}

export function describeChannel(channel: Channel): LiveChannel {
  const { channelId, tag } = channel.input;
  const described = { channelId, state: channel.state, tag, createdAt: new Date(channel.createdAtMs) };
  return channel.bridgeId === undefined ? described : { ...described, bridgeId: channel.bridgeId };
}
