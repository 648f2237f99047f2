import { type Clock, systemClock } from '@yunhu/db/time';
import type { ConnectionState, Switch, SwitchEvent, SwitchListener } from '../switch/index.ts';
import { describeError, type Log } from '../log.ts';
import { pause } from './retry-transient.ts';

export interface SwitchLineOptions {
  readonly switch: Switch;
  readonly clock: Clock;
  readonly log: Log;
  readonly onEvent: (event: SwitchEvent) => void;
  /** Events flow again; they are kept until `release`. */
  readonly onUp: () => void;
  readonly onDown: () => void;
  /** Another controller has taken over; nothing more will come. */
  readonly onReplaced: () => void;
}

/** Events kept while the calls they belong to are being looked up; more are dropped, and found out by comparison. */
const maxKept = 200_000;
const retryMs = 1_000;

/** The event stream, held back from each (re)connection until the calls are compared with the switch. */
export class SwitchLine implements SwitchListener {
  readonly #options: SwitchLineOptions;
  #kept: SwitchEvent[] | undefined = [];
  #downSince: Date | undefined;
  #closed = false;

  constructor(options: SwitchLineOptions) {
    this.#options = options;
  }

  /** Since when events have been lost; undefined when none were. */
  get downSince(): Date | undefined {
    return this.#downSince;
  }

  /** Connects, again and again until it works. */
  async connect(): Promise<void> {
    const { log } = this.#options;
    for (let tries = 0; !this.#closed; tries++) {
      try {
        await this.#options.switch.connect(this);
        log.info('switch.up', { kind: this.#options.switch.kind });
        this.#options.onUp();
        return;
      } catch (error) {
        if (tries === 0) log.warn('switch.not-reached', { error: describeError(error) });
        await pause(retryMs);
      }
    }
  }

  onEvent(event: SwitchEvent): void {
    if (this.#kept === undefined) this.#options.onEvent(event);
    else if (this.#kept.length < maxKept) this.#kept.push(event);
  }

  onConnection(state: ConnectionState): void {
    this.#options.log.warn(`switch.${state}`, { at: systemClock.now() });
    if (state === 'replaced') return this.#options.onReplaced();
    if (state === 'up') {
      this.#kept ??= [];
      return this.#options.onUp();
    }
    this.#kept ??= [];
    this.#downSince ??= this.#options.clock.now();
    this.#options.onDown();
  }

  /** Channels whose end is among the kept events. */
  endSeen(): ReadonlySet<string> {
    return new Set(this.#kept?.flatMap((event) => (event.type === 'ended' ? [event.channelId] : [])));
  }

  /** Gives out what was kept; from here on events pass at once. */
  release(): void {
    const kept = this.#kept ?? [];
    this.#kept = undefined;
    this.#downSince = undefined;
    for (const event of kept) this.#options.onEvent(event);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#options.switch.close();
  }
}
