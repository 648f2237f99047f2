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
import type { ExchangeSink } from './controller-line.ts';
import type { SimulatedExchange } from './exchange.ts';

/** After its connection was cut, a controller tries again this often. */
const RECONNECT_MS = 1_000;

/** A controller of an exchange in the same process; several may be made for one exchange, the newest connected one hears it. */
export class SimulatedSwitch implements Switch {
  readonly kind = 'simulator';
  readonly #exchange: SimulatedExchange;
  #state: ConnectionState = 'down';
  #sink: ExchangeSink | undefined;
  #cancelReconnect: () => void = () => {};

  constructor(exchange: SimulatedExchange) {
    this.#exchange = exchange;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  async connect(listener: SwitchListener): Promise<void> {
    if (this.#sink !== undefined) throw new Error('the switch is connected already');
    const sink: ExchangeSink = {
      onEvent: (event) => listener.onEvent(event),
      onReplaced: () => this.#change('replaced', listener),
      onLost: () => {
        this.#change('down', listener);
        this.#reconnectLater(sink, listener);
      },
    };
    if (!this.#exchange.line.attach(sink)) throw new SwitchDownError('the simulated switch admits no controller');
    this.#sink = sink;
    this.#state = 'up';
  }

  async originate(input: OriginateInput): Promise<OriginateResult> {
    if (this.#state !== 'up') return { outcome: 'refused', reason: `the switch is ${this.#state}` };
    return this.#exchange.originate(input);
  }

  async play(channelId: ChannelId, playbackId: PlaybackId, sound: Sound): Promise<VerbResult> {
    return this.#reach().play(channelId, playbackId, sound);
  }

  async stopPlay(playbackId: PlaybackId): Promise<VerbResult> {
    return this.#reach().stopPlay(playbackId);
  }

  async bridge(bridgeId: BridgeId, channels: readonly [ChannelId, ChannelId]): Promise<VerbResult> {
    return this.#reach().bridge(bridgeId, channels);
  }

  async setMaxAnswered(channelId: ChannelId, secondsFromAnswer: number): Promise<VerbResult> {
    return this.#reach().setMaxAnswered(channelId, secondsFromAnswer);
  }

  async hangup(channelId: ChannelId, cause?: number): Promise<VerbResult> {
    return this.#reach().hangup(channelId, cause);
  }

  async listChannels(): Promise<readonly LiveChannel[]> {
    return this.#reach().listChannels();
  }

  async recallEnds(channelIds: readonly ChannelId[]): Promise<ReadonlyMap<ChannelId, ChannelEnd>> {
    return this.#reach().recallEnds(channelIds);
  }

  async reachable(sipIds: readonly string[]): Promise<ReadonlySet<string>> {
    return this.#reach().reachable(sipIds);
  }

  async close(): Promise<void> {
    this.#cancelReconnect();
    if (this.#sink !== undefined) this.#exchange.line.detach(this.#sink);
    if (this.#state === 'up') this.#state = 'down';
  }

  #reach(): SimulatedExchange {
    if (this.#state !== 'up') throw new SwitchDownError(`the switch is ${this.#state}`);
    return this.#exchange;
  }

  #change(state: ConnectionState, listener: SwitchListener): void {
    this.#state = state;
    listener.onConnection(state);
  }

  #reconnectLater(sink: ExchangeSink, listener: SwitchListener): void {
    this.#cancelReconnect = this.#exchange.clock.setTimer(RECONNECT_MS, () => {
      if (this.#exchange.line.attach(sink)) this.#change('up', listener);
      else this.#reconnectLater(sink, listener);
    });
  }
}
