// Keeps one controller attached to its application: opens the socket, opens it again when it breaks, and lets nothing through
// in between.
import type { Clock } from '@yunhu/db/time';
import type { ConnectionState } from '../switch.ts';
import { SwitchDownError } from '../switch.ts';
import {
  AriConnection,
  NotSentError,
  type AriAddress,
  type AriLimits,
  type AriMethod,
  type AriQuery,
  type AriReply,
} from './ari-connection.ts';
import { wantedTypes, type AriEvent } from './ari-messages.ts';
import type { SwitchLogger } from './switch-logger.ts';

/** The first wait before connecting again; each further one is twice as long, up to the second. */
const firstRetryMs = 50;
const longestRetryMs = 2000;

export interface LinkHandlers {
  onEvent(event: AriEvent): void;
  /** Not for the first `up`, which `start` resolves with. */
  onConnection(state: ConnectionState): void;
  /** Looks at the switch before the connection counts as up; what it returns runs right after. A rejection fails the attempt. */
  onAttach(connection: AriConnection): Promise<() => void>;
}

export class AriLink {
  readonly #address: AriAddress;
  readonly #limits: AriLimits;
  readonly #clock: Clock;
  readonly #logger: SwitchLogger;
  readonly #handlers: LinkHandlers;
  #state: ConnectionState = 'down';
  #connection: AriConnection | undefined;
  #closed = false;
  #cancelWait: () => void = () => {};
  #lastProblem = 'not tried yet';

  constructor(address: AriAddress, limits: AriLimits, clock: Clock, logger: SwitchLogger, handlers: LinkHandlers) {
    this.#address = address;
    this.#limits = limits;
    this.#clock = clock;
    this.#logger = logger;
    this.#handlers = handlers;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Rejects with `SwitchDownError` when there is no connection within `timeoutMs`. */
  async start(timeoutMs: number): Promise<void> {
    if (await this.#attachUntil(this.#clock.nowMs() + timeoutMs, false)) return;
    throw new SwitchDownError(this.#lastProblem);
  }

  /** Rejects with `NotSentError` while not up, else as `AriConnection.request`. */
  async request(method: AriMethod, path: string, query?: AriQuery, body?: object): Promise<AriReply> {
    if (this.#state !== 'up' || this.#connection === undefined) throw new NotSentError(`the switch is ${this.#state}`);
    return await this.#connection.request(method, path, query, body);
  }

  close(): void {
    this.#closed = true;
    if (this.#state === 'up') this.#state = 'down';
    this.#cancelWait();
    this.#connection?.close();
  }

  async #attachUntil(deadlineMs: number, announce: boolean): Promise<boolean> {
    for (let waitMs = firstRetryMs; !this.#closed; waitMs = Math.min(longestRetryMs, waitMs * 2)) {
      try {
        if (await this.#attach(announce)) return true;
      } catch (error) {
        this.#lastProblem = error instanceof Error ? error.message : String(error);
      }
      if (this.#clock.nowMs() + waitMs > deadlineMs) return false;
      await this.#wait(waitMs);
    }
    return false;
  }

  async #attach(announce: boolean): Promise<boolean> {
    const attempt: Attempt = { phase: 'attaching', held: [] };
    const connection = await AriConnection.open(
      this.#address,
      this.#limits,
      this.#clock,
      {
        // What comes before the connection counts as up is told right after.
        onEvent: (event) => void (attempt.phase === 'attaching' ? attempt.held.push(event) : this.#onEvent(event)),
        onClosed: () => this.#onClosed(attempt),
      },
      this.#logger,
    );
    this.#connection = connection;
    try {
      await this.#demandEvents(connection);
      const afterwards = await this.#handlers.onAttach(connection);
      if (this.#closed || isOver(attempt)) throw new Error('the connection broke while it was made');
      attempt.phase = 'attached';
      this.#state = 'up';
      this.#logger.info({ app: this.#address.app }, 'ari.up');
      if (announce) this.#handlers.onConnection('up');
      for (const event of attempt.held.splice(0)) this.#onEvent(event);
      if (!isReplaced(this.#state)) afterwards();
      return true;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  async #demandEvents(connection: AriConnection): Promise<void> {
    const filter = { allowed: wantedTypes.map((type) => ({ type })) };
    const { status } = await connection.request('PUT', `applications/${this.#address.app}/eventFilter`, {}, filter);
    if (status !== 200) throw new Error(`the switch refused the event filter with status ${status}`);
  }

  #onEvent(event: AriEvent): void {
    if (event.type !== 'ApplicationReplaced') {
      if (this.#state !== 'replaced') this.#handlers.onEvent(event);
      return;
    }
    this.#change('replaced');
    this.#connection?.close();
  }

  #onClosed(attempt: Attempt): void {
    const wasAttached = attempt.phase === 'attached';
    attempt.phase = 'over';
    if (!wasAttached || this.#closed || this.#state === 'replaced') return;
    this.#change('down');
    void this.#attachUntil(Number.POSITIVE_INFINITY, true);
  }

  #change(state: ConnectionState): void {
    this.#state = state;
    this.#logger.warn({ app: this.#address.app, state }, 'ari.connection');
    this.#handlers.onConnection(state);
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

interface Attempt {
  phase: 'attaching' | 'attached' | 'over';
  readonly held: AriEvent[];
}

/** The compiler does not see that a handler changed the phase meanwhile. */
function isOver({ phase }: Attempt): boolean {
  return phase === 'over';
}

function isReplaced(state: ConnectionState): boolean {
  return state === 'replaced';
}
