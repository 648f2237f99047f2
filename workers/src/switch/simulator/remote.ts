import { type Clock, systemClock } from '@yunhu/db/time';
import type { z } from 'zod';
import type {
  BridgeId,
  ChannelEnd,
  ChannelId,
  ConnectionState,
  LiveChannel,
  OriginateInput,
  OriginateResult,
  PlaybackId,
  Sound,
  Switch,
  SwitchListener,
  VerbResult,
} from '../switch.ts';
import { SwitchDownError } from '../switch.ts';
import type { SimulatorAddress } from './serve.ts';
import {
  channelsSchema,
  endsSchema,
  originateResultSchema,
  sipIdsSchema,
  verbResultSchema,
  type WireCall,
} from './wire.ts';
import { NotSentError, WireConnection, type WireHandlers } from './wire-connection.ts';

/** The first wait before connecting again; each further one is twice as long, up to the second. */
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2_000;

export interface RemoteSwitchOptions {
  readonly clock?: Clock;
  /** How long `connect` tries. Milliseconds. */
  readonly connectTimeoutMs?: number;
  /** A reply that takes longer ends the connection. Milliseconds. */
  readonly replyTimeoutMs?: number;
}

/** The controller of a simulator that runs as a process of its own (`server.ts`). */
export class RemoteSimulatedSwitch implements Switch {
  readonly kind = 'simulator';
  readonly #address: SimulatorAddress;
  readonly #clock: Clock;
  readonly #connectTimeoutMs: number;
  readonly #replyTimeoutMs: number;
  #state: ConnectionState = 'down';
  #closed = false;
  #listener: SwitchListener | undefined;
  #connection: WireConnection | undefined;
  #cancelWait: () => void = () => {};

  constructor(address: SimulatorAddress, options: RemoteSwitchOptions = {}) {
    this.#address = address;
    this.#clock = options.clock ?? systemClock;
    this.#connectTimeoutMs = options.connectTimeoutMs ?? 5_000;
    this.#replyTimeoutMs = options.replyTimeoutMs ?? 10_000;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  async connect(listener: SwitchListener): Promise<void> {
    if (this.#listener !== undefined) throw new Error('the switch is connected already');
    this.#listener = listener;
    if (await this.#attachUntil(this.#clock.nowMs() + this.#connectTimeoutMs, false)) return;
    this.#listener = undefined;
    throw new SwitchDownError(`no simulator answers at ${JSON.stringify(this.#address)}`);
  }

  async originate(input: OriginateInput): Promise<OriginateResult> {
    const connection = this.#connection;
    if (this.#state !== 'up' || connection === undefined)
      return { outcome: 'refused', reason: `the switch is ${this.#state}` };
    try {
      return this.#read(originateResultSchema, await connection.request({ verb: 'originate', input }));
    } catch (error) {
      return error instanceof NotSentError ? { outcome: 'refused', reason: error.message } : { outcome: 'unknown' };
    }
  }

  async play(channelId: ChannelId, playbackId: PlaybackId, sound: Sound): Promise<VerbResult> {
    return this.#ask(verbResultSchema, { verb: 'play', channelId, playbackId, durationMs: sound.durationMs });
  }

  async stopPlay(playbackId: PlaybackId): Promise<VerbResult> {
    return this.#ask(verbResultSchema, { verb: 'stop-play', playbackId });
  }

  async bridge(bridgeId: BridgeId, channels: readonly [ChannelId, ChannelId]): Promise<VerbResult> {
    return this.#ask(verbResultSchema, { verb: 'bridge', bridgeId, channels: [...channels] });
  }

  async setMaxAnswered(channelId: ChannelId, secondsFromAnswer: number): Promise<VerbResult> {
    return this.#ask(verbResultSchema, { verb: 'set-max-answered', channelId, secondsFromAnswer });
  }

  async hangup(channelId: ChannelId, cause?: number): Promise<VerbResult> {
    return this.#ask(verbResultSchema, { verb: 'hangup', channelId, ...(cause === undefined ? {} : { cause }) });
  }

  async listChannels(): Promise<readonly LiveChannel[]> {
    return this.#ask(channelsSchema, { verb: 'list-channels' });
  }

  async recallEnds(channelIds: readonly ChannelId[]): Promise<ReadonlyMap<ChannelId, ChannelEnd>> {
    return new Map(await this.#ask(endsSchema, { verb: 'recall-ends', channelIds: [...channelIds] }));
  }

  async reachable(sipIds: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(await this.#ask(sipIdsSchema, { verb: 'reachable', sipIds: [...sipIds] }));
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#state === 'up') this.#state = 'down';
    this.#cancelWait();
    this.#connection?.close();
  }

  async #ask<T extends z.ZodType>(schema: T, call: WireCall): Promise<z.output<T>> {
    const connection = this.#connection;
    if (this.#state !== 'up' || connection === undefined) throw new SwitchDownError(`the switch is ${this.#state}`);
    const value = await connection.request(call).catch((cause: unknown) => {
      throw new SwitchDownError('the connection broke before the reply', { cause });
    });
    return this.#read(schema, value);
  }

  #read<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    this.#connection?.close();
    throw new SwitchDownError('the simulator sent a reply that is not of the protocol', { cause: parsed.error });
  }

  /** Tries with growing waits until it is attached, closed or the time (this clock's, milliseconds) is over. */
  async #attachUntil(deadlineMs: number, announce: boolean): Promise<boolean> {
    for (let waitMs = FIRST_RETRY_MS; !this.#closed; waitMs = Math.min(LONGEST_RETRY_MS, waitMs * 2)) {
      if (await this.#attach(announce)) return true;
      if (this.#clock.nowMs() + waitMs > deadlineMs) return false;
      await this.#wait(waitMs);
    }
    return false;
  }

  async #attach(announce: boolean): Promise<boolean> {
    let phase: 'attaching' | 'attached' | 'over' = 'attaching';
    const early: (() => void)[] = [];
    // What comes in one packet with the attach reply is told after `up`.
    const inOrder = (tell: () => void): void => void (phase === 'attaching' ? early.push(tell) : tell());
    const handlers: WireHandlers = {
      onEvent: (event) => inOrder(() => this.#listener?.onEvent(event)),
      onReplaced: () => inOrder(() => this.#change('replaced')),
      onClosed: () => {
        if (phase === 'attached') this.#onLost();
        phase = 'over';
      },
    };
    const opened = WireConnection.open(this.#address, this.#clock, this.#replyTimeoutMs, handlers);
    const connection = await opened.catch(() => undefined);
    if (connection === undefined) return false;
    this.#connection = connection;
    const reply = await connection.request({ verb: 'attach' }).catch(() => undefined);
    if (reply !== 'attached' || this.#closed || isOver(phase)) {
      connection.close();
      return false;
    }
    phase = 'attached';
    if (announce) this.#change('up');
    else this.#state = 'up';
    for (const tell of early) tell();
    return true;
  }

  #change(state: ConnectionState): void {
    this.#state = state;
    this.#listener?.onConnection(state);
  }

  #onLost(): void {
    if (this.#closed || this.#state === 'replaced') return;
    this.#change('down');
    void this.#attachUntil(Number.POSITIVE_INFINITY, true);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.setTimer(ms, resolve);
      this.#cancelWait = () => {
        cancel();
        resolve();
      };
    });
  }
}

/** The compiler does not see that a handler changed the phase meanwhile. */
function isOver(phase: string): boolean {
  return phase === 'over';
}
