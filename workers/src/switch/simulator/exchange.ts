/**
 * The simulated switch itself, with its carrier and its phones: channels, plays and bridges in memory, everything that will
 * happen to them in one schedule. It knows nothing of connections: a sink is attached or it is not, and without one events
 * are lost while the channels live on, as with ARI.
 */
import type { Clock } from '@yunhu/db/time';
import type {
  BridgeId,
  ChannelEnd,
  ChannelId,
  LiveChannel,
  OriginateInput,
  OriginateResult,
  PlaybackId,
  Sound,
  SwitchEvent,
  VerbResult,
} from '../switch.ts';
import { BoundedMap } from './bounded-map.ts';
import { type CarrierFate, carrierFate } from './carrier-fate.ts';
import { type CarrierLog, noCarrierLog } from './carrier-log.ts';
import { cancelDue, type Channel, describeChannel, makeChannel } from './channel.ts';
import { ControllerLine } from './controller-line.ts';
import { PlayDesk } from './play-desk.ts';
import { Schedule } from './schedule.ts';
import { demoSeats, type SeatDirectory } from './seat-behaviour.ts';
import { stamp } from './stamp.ts';

/** From the INVITE to the first answer of the other side. */
const FIRST_RESPONSE_MS = 20;
/** The callee presses its key this long after it answered. */
const KEY_AFTER_ANSWER_MS = 1_000;
/** Above this the switch refuses, as a real one should. */
const MAX_CHANNELS = 100_000;
/** Ended channels that are still recognised as duplicates, and whose end is still known. */
const REMEMBERED_IDS = 200_000;

const NORMAL_CLEARING = 16;
const NO_ANSWER = { cause: 19, sipStatus: 480 } as const;

export interface ExchangeOptions {
  readonly clock: Clock;
  /** What becomes of a dialed number; the rule by its last digit when absent. */
  readonly carrier?: (number: string) => CarrierFate;
  /** The registered extensions and what they do; every id, as a demonstration seat, when absent. */
  readonly seats?: SeatDirectory;
  /** Where the carrier notes each INVITE; nowhere when absent. */
  readonly carrierLog?: CarrierLog;
}

export class SimulatedExchange {
  readonly clock: Clock;
  readonly line = new ControllerLine();
  readonly #carrier: (number: string) => CarrierFate;
  readonly #seats: SeatDirectory;
  readonly #carrierLog: CarrierLog;
  readonly #schedule: Schedule;
  readonly #plays: PlayDesk;
  readonly #live = new Map<ChannelId, Channel>();
  readonly #ended = new BoundedMap<ChannelId, ChannelEnd>(REMEMBERED_IDS);
  readonly #bridges = new Map<BridgeId, readonly [Channel, Channel]>();

  constructor(options: ExchangeOptions) {
    this.clock = options.clock;
    this.#carrier = options.carrier ?? carrierFate;
    this.#seats = options.seats ?? demoSeats('all');
    this.#carrierLog = options.carrierLog ?? noCarrierLog;
    this.#schedule = new Schedule(options.clock, () => this.line.deliver());
    this.#plays = new PlayDesk(this.#schedule, (event) => this.#tell(event));
  }

  /** Forgets every call and timer and closes the carrier's log: the machine is switched off. */
  shutDown(): void {
    this.line.admit(false);
    this.#schedule.clear();
    this.#live.clear();
    this.#bridges.clear();
    this.#carrierLog.close();
  }

  originate(input: OriginateInput): OriginateResult {
    const { channelId, destination, callerId } = input;
    if (this.#live.has(channelId) || this.#ended.has(channelId)) return { outcome: 'duplicate' };
    if (this.#live.size >= MAX_CHANNELS) return { outcome: 'refused', reason: 'the switch is full' };
    const nowMs = this.clock.nowMs();
    if (destination.kind === 'extension') {
      const seat = this.#seats(destination.sipId);
      if (seat === undefined) return { outcome: 'refused', reason: 'the extension is not registered' };
      const channel = this.#admit(makeChannel(input, nowMs, seat.hangUpAfterBridgedMs));
      if (seat.pickUp.kind === 'refuses') this.#failLater(channel, seat.pickUp);
      else this.#ringLater(channel, seat.pickUp.kind === 'answers' ? seat.pickUp.afterMs : null);
    } else {
      const fate = this.#carrier(destination.number);
      this.#carrierLog.append({ at: new Date(nowMs), number: destination.number, callerId, channelId });
      const channel = this.#admit(makeChannel(input, nowMs, null));
      if (fate.kind === 'fails') this.#failLater(channel, fate);
      else if (fate.kind === 'rings') this.#ringLater(channel, null);
      else this.#ringLater(channel, fate.ringMs, fate);
    }
    return { outcome: 'accepted' };
  }

  /** `gone` also where the channel was not answered yet: it is the application's only from the answer on. */
  play(channelId: ChannelId, playbackId: PlaybackId, sound: Pick<Sound, 'durationMs'>): VerbResult {
    const channel = this.#live.get(channelId);
    if (channel?.state !== 'up') return 'gone';
    this.#plays.add(channel, playbackId, sound.durationMs, this.clock.nowMs());
    return 'done';
  }

  stopPlay(playbackId: PlaybackId): VerbResult {
    return this.#plays.stop(playbackId, this.clock.nowMs());
  }

  /** When either channel ends, the bridge goes; the other channel stays and the controller decides what becomes of it. */
  bridge(bridgeId: BridgeId, channelIds: readonly [ChannelId, ChannelId]): VerbResult {
    const first = this.#live.get(channelIds[0]);
    const second = this.#live.get(channelIds[1]);
    if (first?.state !== 'up' || second?.state !== 'up') return 'gone';
    const nowMs = this.clock.nowMs();
    for (const channel of [first, second]) {
      this.#leaveBridge(channel);
      channel.bridgeId = bridgeId;
      if (channel.hangUpAfterBridgedMs !== null)
        this.#endLater(channel, nowMs + channel.hangUpAfterBridgedMs, NORMAL_CLEARING);
    }
    this.#bridges.set(bridgeId, [first, second]);
    return 'done';
  }

  setMaxAnswered(channelId: ChannelId, secondsFromAnswer: number): VerbResult {
    const channel = this.#live.get(channelId);
    if (channel?.answeredAtMs === undefined) return 'gone';
    this.#cutAt(channel, Math.max(this.clock.nowMs(), channel.answeredAtMs + secondsFromAnswer * 1_000));
    return 'done';
  }

  hangup(channelId: ChannelId, cause: number = NORMAL_CLEARING): VerbResult {
    const channel = this.#live.get(channelId);
    if (channel === undefined) return 'gone';
    this.#end(channel, this.clock.nowMs(), cause);
    return 'done';
  }

  listChannels(): LiveChannel[] {
    return [...this.#live.values()].map(describeChannel);
  }

  recallEnds(channelIds: readonly ChannelId[]): Map<ChannelId, ChannelEnd> {
    const ends = new Map<ChannelId, ChannelEnd>();
    for (const channelId of channelIds) {
      const end = this.#ended.get(channelId);
      if (end !== undefined) ends.set(channelId, end);
    }
    return ends;
  }

  reachable(sipIds: readonly string[]): Set<string> {
    return new Set(sipIds.filter((sipId) => this.#seats(sipId) !== undefined));
  }

  #admit(channel: Channel): Channel {
    this.#live.set(channel.input.channelId, channel);
    return channel;
  }

  #failLater(channel: Channel, failure: { cause: number; sipStatus: number }): void {
    this.#endLater(channel, channel.createdAtMs + FIRST_RESPONSE_MS, failure.cause, failure.sipStatus);
  }

  #ringLater(channel: Channel, answerAfterMs: number | null, callee?: CarrierFate & { kind: 'answers' }): void {
    const firstMs = channel.createdAtMs + FIRST_RESPONSE_MS;
    if (answerAfterMs !== 0) this.#later(channel, firstMs, (atMs) => this.#ring(channel, atMs));
    if (answerAfterMs !== null)
      this.#later(channel, firstMs + answerAfterMs, (atMs) => this.#answer(channel, atMs, callee));
    const timeoutMs = channel.createdAtMs + channel.input.ringTimeoutSeconds * 1_000;
    this.#endLater(channel, timeoutMs, NO_ANSWER.cause, NO_ANSWER.sipStatus);
  }

  #ring(channel: Channel, atMs: number): void {
    channel.state = 'ringing';
    this.#tell({ type: 'ringing', channelId: channel.input.channelId, at: stamp(channel, atMs) });
  }

  #answer(channel: Channel, atMs: number, callee: (CarrierFate & { kind: 'answers' }) | undefined): void {
    const { channelId, maxAnsweredSeconds } = channel.input;
    cancelDue(channel, this.#schedule);
    channel.state = 'up';
    this.#tell({ type: 'answered', channelId, at: stamp(channel, atMs) });
    channel.answeredAtMs = atMs;
    this.#cutAt(channel, atMs + maxAnsweredSeconds * 1_000);
    const digit = callee?.presses ?? null;
    if (digit !== null) {
      this.#later(channel, atMs + KEY_AFTER_ANSWER_MS, (pressedMs) =>
        this.#tell({ type: 'digit', channelId, digit, at: stamp(channel, pressedMs) }),
      );
    }
    const staysMs = callee?.hangsUpAfterMs ?? null;
    if (staysMs !== null) this.#endLater(channel, atMs + staysMs, NORMAL_CLEARING);
  }

  #cutAt(channel: Channel, dueMs: number): void {
    if (channel.cut !== undefined) this.#schedule.cancel(channel.cut);
    channel.cut = this.#schedule.at(dueMs, (atMs) => this.#end(channel, atMs, NORMAL_CLEARING));
  }

  #endLater(channel: Channel, dueMs: number, cause: number, sipStatus?: number): void {
    this.#later(channel, dueMs, (atMs) => this.#end(channel, atMs, cause, sipStatus));
  }

  #end(channel: Channel, atMs: number, cause: number, sipStatus?: number): void {
    const { channelId } = channel.input;
    this.#live.delete(channelId);
    cancelDue(channel, this.#schedule);
    this.#plays.stopAll(channel, atMs);
    this.#leaveBridge(channel);
    const end = { cause, at: stamp(channel, atMs), ...(sipStatus === undefined ? {} : { sipStatus }) };
    this.#ended.set(channelId, { ...end, wasUp: channel.state === 'up' });
    this.#tell({ type: 'ended', channelId, ...end });
  }

  #leaveBridge(channel: Channel): void {
    if (channel.bridgeId === undefined) return;
    for (const member of this.#bridges.get(channel.bridgeId) ?? []) member.bridgeId = undefined;
    this.#bridges.delete(channel.bridgeId);
  }

  #later(channel: Channel, dueMs: number, action: (atMs: number) => void): void {
    channel.due.push(this.#schedule.at(dueMs, action));
  }

  /** Never from inside a verb: the caller must have the verb's answer before what it caused. */
  #tell(event: SwitchEvent): void {
    this.line.put(event);
    this.#schedule.wake();
  }
}
