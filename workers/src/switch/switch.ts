/**
 * The switch as the dialer sees it: a few verbs that cause effects and a stream of events that tell what happened.
 * Two implementations stand behind it, `asterisk/` and `simulator/`, and one contract suite holds for both.
 *
 * The vocabulary follows SIP and Q.850. Every id is chosen by the caller: the attempt's id is the callee leg's channel id,
 * so a repeated originate is recognised and never dials twice.
 */

/** Chosen by us and unique for all time; an attempt's id for the callee leg, a uuidv7 of its own for a seat leg. */
export type ChannelId = string;
export type PlaybackId = string;
export type BridgeId = string;

/** Where an originate goes: a carrier's trunk with a number already in that carrier's format, or a registered extension. */
export type Destination =
  | { readonly kind: 'trunk'; readonly trunk: string; readonly number: string }
  | { readonly kind: 'extension'; readonly sipId: string };

export interface OriginateInput {
  readonly channelId: ChannelId;
  readonly destination: Destination;
  /** The number shown, already in the carrier's format. */
  readonly callerId: string;
  /** Ringing longer than this ends the channel with cause 19 and a synthetic 480. Seconds, 1–300. */
  readonly ringTimeoutSeconds: number;
  /** The channel is cut this long after it was answered, whatever else happens: the authorised seconds. Seconds, ≥ 1. */
  readonly maxAnsweredSeconds: number;
  /** Kept with the channel and given back by `listChannels`, so that an owner can be found after a crash. ≤ 200 characters. */
  readonly tag: string;
}

/**
 * `accepted`: the switch has the channel and will tell its end. `duplicate`: a channel of that id exists or existed; nothing new
 * was dialed. `refused`: nothing was dialed and no event will come. `unknown`: the request may or may not have arrived (the
 * connection broke in between); only `listChannels` after a reconnect can tell.
 */
export type OriginateResult =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'duplicate' }
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'unknown' };

export interface LiveChannel {
  readonly channelId: ChannelId;
  readonly state: 'dialing' | 'ringing' | 'up';
  readonly tag: string;
  /** When the switch made the channel. */
  readonly createdAt: Date;
  /** The bridge the channel stands in, where it stands in one. */
  readonly bridgeId?: BridgeId;
}

/** What the switch still knows of a channel that has ended. */
export interface ChannelEnd {
  /** Q.850 cause. */
  readonly cause: number;
  /** Final SIP status of a failed call, where it was kept. */
  readonly sipStatus?: number;
  /** The other side had answered. */
  readonly wasUp: boolean;
  readonly at: Date;
}

/** What is played: the approved bytes, named by their hash. */
export interface Sound {
  /** Lower-case hex SHA-256 of the approved bytes (8 kHz mono ulaw, no header). */
  readonly sha256: string;
  /** Absolute path of those bytes on the switch's machine, ending in `.ulaw`. */
  readonly path: string;
  /** Length: bytes / 8 000 × 1 000. */
  readonly durationMs: number;
}

/** Every event carries the switch's own time. An event for an unknown channel is for the reader to ignore. */
export type SwitchEvent =
  /** A provisional answer: 180 (ringing) or 183 (early media). At most once a channel. */
  | { readonly type: 'ringing'; readonly channelId: ChannelId; readonly at: Date }
  /** The other side answered; from here on seconds are billed. Once a channel. */
  | { readonly type: 'answered'; readonly channelId: ChannelId; readonly at: Date }
  | { readonly type: 'digit'; readonly channelId: ChannelId; readonly digit: string; readonly at: Date }
  /** A play came to its end; `interrupted` when it was stopped or its channel ended. */
  | {
      readonly type: 'playback-finished';
      readonly channelId: ChannelId;
      readonly playbackId: PlaybackId;
      readonly interrupted: boolean;
      readonly at: Date;
    }
  /** The channel is gone. Once a channel, always the last event of it. */
  | {
      readonly type: 'ended';
      readonly channelId: ChannelId;
      /** Q.850 cause. */
      readonly cause: number;
      /** Final SIP status of a failed call (404, 486, 503, 480 …); absent for a normal end. */
      readonly sipStatus?: number;
      readonly at: Date;
    };

export type ConnectionState = 'up' | 'down' | 'replaced';

export interface SwitchListener {
  onEvent(event: SwitchEvent): void;
  /**
   * `down`: the event stream broke; the implementation reconnects by itself with bounded back-off, and `up` follows. Between the
   * two, events may have been lost: the listener reconciles with `listChannels`. `replaced`: another controller took this
   * application over; nothing more will come and nothing may be dialed (a lost lease).
   */
  onConnection(state: ConnectionState): void;
}

/** A verb on a channel that is gone (or never was) answers `gone`; that is expected, not an error. */
export type VerbResult = 'done' | 'gone';

/** Thrown by every verb but `originate` while the connection is down. */
export class SwitchDownError extends Error {
  override readonly name = 'SwitchDownError';
}

export interface Switch {
  readonly kind: 'asterisk' | 'simulator';
  readonly state: ConnectionState;
  /** Connects and resolves when events flow. Rejects when the switch cannot be reached within the time-out. */
  connect(listener: SwitchListener): Promise<void>;
  /** Never dials while the event stream is down: answers `refused` then. */
  originate(input: OriginateInput): Promise<OriginateResult>;
  /** Plays to one channel; a second play on the same channel waits for the first. */
  play(channelId: ChannelId, playbackId: PlaybackId, sound: Sound): Promise<VerbResult>;
  stopPlay(playbackId: PlaybackId): Promise<VerbResult>;
  /** Joins two answered channels so that they hear each other. The bridge goes when either channel ends. */
  bridge(bridgeId: BridgeId, channels: readonly [ChannelId, ChannelId]): Promise<VerbResult>;
  /**
   * Moves the cut of an answered channel to so many seconds after its answer, later or earlier than it stood; at once where they are over.
   * `answeredAt` is what `answered` told of it, for a switch that does not know any more. While the channel plays the move may wait for
   * the end of the play, and what is played after it waits for the move.
   */
  setMaxAnswered(channelId: ChannelId, secondsFromAnswer: number, answeredAt: Date): Promise<VerbResult>;
  /** Ends a channel with a Q.850 cause (16 normal clearing when absent). */
  hangup(channelId: ChannelId, cause?: number): Promise<VerbResult>;
  /** Every channel of this application that lives on the switch now. */
  listChannels(): Promise<readonly LiveChannel[]>;
  /**
   * How those of the channels ended of which the switch still knows it, told or not: what became of a call while nobody listened. It
   * remembers some thousand of the latest ends at best, so that one may be missing.
   */
  recallEnds(channelIds: readonly ChannelId[]): Promise<ReadonlyMap<ChannelId, ChannelEnd>>;
  /** The SIP ids that can take a call now (registered), of those asked. */
  reachable(sipIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Stops listening; channels live on. */
  close(): Promise<void>;
}
