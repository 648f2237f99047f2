// The switch on Asterisk: calls made over ARI, their events told as the house's few. Requests go over the event WebSocket, so
// that nothing is ever asked of a switch whose answers could not be heard.
import { systemClock } from '@yunhu/db/time';
import { BoundedSet } from '../bounded-set.ts';
import {
  SwitchDownError,
  type BridgeId,
  type ChannelEnd,
  type ChannelId,
  type ConnectionState,
  type LiveChannel,
  type OriginateInput,
  type OriginateResult,
  type PlaybackId,
  type Sound,
  type Switch,
  type SwitchEvent,
  type SwitchListener,
  type VerbResult,
} from '../switch.ts';
import { AnsweredCap } from './answered-cap.ts';
import { NotSentError, type AriAddress, type AriConnection, type AriMethod, type AriQuery } from './ari-connection.ts';
import { requestOverHttp } from './ari-http.ts';
import { AriLink } from './ari-link.ts';
import { reasonIn, type AriEvent } from './ari-messages.ts';
import type { AsteriskSwitchOptions } from './asterisk-options.ts';
import { BridgeDesk } from './bridge-desk.ts';
import { CallStories } from './call-stories.ts';
import { describeChannels, readSwitch } from './live-channels.ts';
import { originateRequest } from './originate-request.ts';
import { reachableExtensions } from './reachable-extensions.ts';
import { recallEnds } from './recall-ends.ts';
import { soundMedia } from './sound-media.ts';
import { silentLogger, type SwitchLogger } from './switch-logger.ts';
import { verbResultOf } from './verb-status.ts';

/** More than this many requests without a reply are not sent: the switch is overloaded, and a queue would make it worse. */
const maxPendingRequests = 2000;
const pingEveryMs = 5000;
/** Ids whose channel is recognised as dialed already. */
const rememberedIds = 100_000;
const normalClearing = 16;

export class AsteriskSwitch implements Switch {
  readonly kind = 'asterisk';
  readonly #address: AriAddress;
  readonly #logger: SwitchLogger;
  readonly #connectTimeoutMs: number;
  readonly #requestTimeoutMs: number;
  readonly #link: AriLink;
  readonly #dialed = new BoundedSet<ChannelId>(rememberedIds);
  readonly #stories = new CallStories();
  readonly #bridges = new BridgeDesk();
  readonly #cap: AnsweredCap;
  #listener: SwitchListener | undefined;

  constructor(options: AsteriskSwitchOptions) {
    const { url, user, password, app, clock = systemClock, logger = silentLogger } = options;
    const { connectTimeoutMs = 10_000, requestTimeoutMs = 10_000 } = options;
    this.#address = { url, user, password, app };
    this.#logger = logger;
    this.#connectTimeoutMs = connectTimeoutMs;
    this.#requestTimeoutMs = requestTimeoutMs;
    const limits = { openTimeoutMs: requestTimeoutMs, requestTimeoutMs, maxPending: maxPendingRequests, pingEveryMs };
    this.#cap = new AnsweredCap({
      address: this.#address,
      clock,
      logger,
      request: (method, path, query) => this.#link.request(method, path, query),
      onCapped: (channelId) => this.#stories.capped(channelId),
      isPlaying: (channelId) => this.#stories.playsOf(channelId).length > 0,
    });
    this.#link = new AriLink(this.#address, limits, clock, logger, {
      onEvent: (event) => this.#onEvent(event),
      onConnection: (state) => this.#listener?.onConnection(state),
      onAttach: (connection) => this.#takeStock(connection),
    });
  }

  get state(): ConnectionState {
    return this.#link.state;
  }

  async connect(listener: SwitchListener): Promise<void> {
    if (this.#listener !== undefined) throw new Error('the switch is connected already');
    this.#listener = listener;
    try {
      await this.#link.start(this.#connectTimeoutMs);
    } catch (error) {
      this.#listener = undefined;
      throw error;
    }
  }

  async originate(input: OriginateInput): Promise<OriginateResult> {
    const { channelId } = input;
    if (this.#dialed.has(channelId)) return { outcome: 'duplicate' };
    const request = originateRequest(this.#address.app, input);
    if ('problem' in request) return { outcome: 'refused', reason: request.problem };
    // Before it is sent: the first event can overtake the reply.
    this.#dialed.add(channelId);
    this.#stories.begin(channelId);
    try {
      const { status, body } = await this.#link.request('POST', 'channels', {}, request.body);
      if (status < 300) return { outcome: 'accepted' };
      if (status === 409) return { outcome: 'duplicate' };
      return this.#refuse(channelId, `the switch answered ${status}: ${reasonIn(body)}`);
    } catch (error) {
      if (error instanceof NotSentError) return this.#refuse(channelId, error.message);
      this.#logger.warn({ channelId }, 'switch.originate-unknown');
      return { outcome: 'unknown' };
    }
  }

  async play(channelId: ChannelId, playbackId: PlaybackId, sound: Sound): Promise<VerbResult> {
    const media = soundMedia(sound);
    // Not awaited where there is nothing to wait for: verbs are sent in the order in which they are called.
    const moving = this.#cap.settled(channelId);
    if (moving !== undefined) await moving;
    this.#stories.playAsked(channelId, playbackId);
    const path = `channels/${encodeURIComponent(channelId)}/play/${encodeURIComponent(playbackId)}`;
    const result = await this.#ask('POST', path, { media });
    if (result === 'gone') this.#stories.playRefused(channelId, playbackId);
    return result;
  }

  async stopPlay(playbackId: PlaybackId): Promise<VerbResult> {
    this.#stories.stopAsked(playbackId);
    const result = await this.#ask('DELETE', `playbacks/${encodeURIComponent(playbackId)}`);
    if (result === 'gone') this.#stories.stopRefused(playbackId);
    return result;
  }

  /** What the two still play is stopped first: joining would wait for its end. */
  async bridge(bridgeId: BridgeId, channels: readonly [ChannelId, ChannelId]): Promise<VerbResult> {
    const playing = channels.flatMap((channelId) => this.#stories.playsOf(channelId));
    await Promise.all(playing.map((playbackId) => this.stopPlay(playbackId)));
    this.#bridges.opened(bridgeId, channels);
    const path = `bridges/${encodeURIComponent(bridgeId)}`;
    // Its name tells whose it is after a crash; without native bridging the keys of both go on being heard.
    const query = { type: 'mixing,dtmf_events', name: this.#address.app };
    const joined =
      (await this.#ask('POST', path, query)) === 'done' &&
      (await this.#join(path, channels)) &&
      this.#bridges.isOpen(bridgeId);
    if (joined) return 'done';
    this.#bridges.closed(bridgeId);
    await this.#ask('DELETE', path);
    return 'gone';
  }

  async setMaxAnswered(channelId: ChannelId, secondsFromAnswer: number, answeredAt: Date): Promise<VerbResult> {
    if (this.state !== 'up') throw new SwitchDownError(`the switch is ${this.state}`);
    return await this.#whileUp(this.#cap.move(channelId, secondsFromAnswer, answeredAt));
  }

  async hangup(channelId: ChannelId, cause: number = normalClearing): Promise<VerbResult> {
    this.#stories.weEnd(channelId);
    return await this.#ask('DELETE', `channels/${encodeURIComponent(channelId)}`, { reason_code: String(cause) });
  }

  async listChannels(): Promise<readonly LiveChannel[]> {
    const { channels, bridges } = await this.#whileUp(
      readSwitch(this.#address.app, (path) => this.#link.request('GET', path)),
    );
    return describeChannels(channels, bridges);
  }

  async recallEnds(channelIds: readonly ChannelId[]): Promise<ReadonlyMap<ChannelId, ChannelEnd>> {
    return await this.#whileUp(recallEnds(channelIds, (path, query) => this.#link.request('GET', path, query)));
  }

  async reachable(sipIds: readonly string[]): Promise<ReadonlySet<string>> {
    return await this.#whileUp(reachableExtensions(sipIds, (path) => this.#link.request('GET', path)));
  }

  async close(): Promise<void> {
    this.#link.close();
  }

  #refuse(channelId: ChannelId, reason: string): OriginateResult {
    this.#dialed.delete(channelId);
    this.#stories.forget(channelId);
    this.#logger.warn({ channelId, reason }, 'switch.originate-refused');
    return { outcome: 'refused', reason };
  }

  async #join(path: string, channels: readonly ChannelId[]): Promise<boolean> {
    const query = { channel: channels.join(',') };
    const { status } = await this.#whileUp(
      requestOverHttp(this.#address, 'POST', `${path}/addChannel`, query, this.#requestTimeoutMs),
    );
    return status < 300;
  }

  async #ask(method: AriMethod, path: string, query?: AriQuery): Promise<VerbResult> {
    const { status, body } = await this.#whileUp(this.#link.request(method, path, query));
    const result = verbResultOf(status);
    if (result !== undefined) return result;
    throw new Error(`the switch answered ${method} ${path} with ${status}: ${reasonIn(body)}`);
  }

  async #whileUp<T>(reply: Promise<T>): Promise<T> {
    return await reply.catch((cause: unknown) => {
      throw new SwitchDownError(cause instanceof Error ? cause.message : String(cause), { cause });
    });
  }

  #onEvent(event: AriEvent): void {
    this.#cap.onEvent(event);
    for (const told of this.#stories.tell(event)) this.#tell(told);
  }

  #tell(event: SwitchEvent): void {
    if (event.type === 'ended') this.#takeDown(this.#bridges.leftBy(event.channelId));
    if (event.type === 'ended' || event.type === 'playback-finished')
      this.#cap.onQuiet(event.channelId, event.type === 'ended');
    this.#listener?.onEvent(event);
  }

  #takeDown(bridgeId: BridgeId | undefined): void {
    if (bridgeId === undefined) return;
    this.#ask('DELETE', `bridges/${encodeURIComponent(bridgeId)}`).catch((error: unknown) =>
      this.#logger.warn({ bridgeId, error: String(error) }, 'switch.bridge-left-over'),
    );
  }

  /** On each connection: what lives is taken up, what ended unseen is forgotten, what lost its other half is taken down. */
  async #takeStock(connection: AriConnection): Promise<() => void> {
    const before = this.#stories.ids();
    const { channels, bridges } = await readSwitch(this.#address.app, (path) => connection.request('GET', path));
    return () => {
      const live = new Set(channels.map(({ id }) => id));
      for (const channelId of before.filter((id) => !live.has(id))) {
        this.#stories.forget(channelId);
        this.#takeDown(this.#bridges.leftBy(channelId));
      }
      for (const bridgeId of this.#bridges.adopt(bridges)) this.#takeDown(bridgeId);
      const up = channels.filter(({ id, state }) => state === 'Up' && !this.#stories.isCapped(id));
      for (const { id } of channels) this.#dialed.add(id);
      for (const { id } of up) this.#stories.foundUp(id);
      void this.#cap.lookAfter(up);
    };
  }
}
