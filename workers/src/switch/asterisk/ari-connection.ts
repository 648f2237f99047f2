// One WebSocket to ARI: events come in, requests go out and find their replies (ARI's "REST over WebSocket"). Asterisk works
// the requests of one socket off in order, so two sent one after the other need no waiting in between.
import type { Clock } from '@yunhu/db/time';
import { WebSocket } from 'ws';
import { parseJson, readMessage, type AriEvent } from './ari-messages.ts';
import type { SwitchLogger } from './switch-logger.ts';

export interface AriAddress {
  /** `http://host:port`, without `/ari`. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** The Stasis application whose events come. */
  readonly app: string;
}

export interface AriLimits {
  /** Opening the socket. Milliseconds. */
  readonly openTimeoutMs: number;
  /** From a request to its reply. Milliseconds. */
  readonly requestTimeoutMs: number;
  /** Requests without a reply; more are not sent. */
  readonly maxPending: number;
  /** Between two pings; a socket without an answer to one by the next is closed. Milliseconds. */
  readonly pingEveryMs: number;
}

export interface AriReply {
  readonly status: number;
  readonly body: unknown;
}

export interface AriHandlers {
  onEvent(event: AriEvent): void;
  /** Once, after every pending request was rejected. */
  onClosed(): void;
}

/** The request was not sent: the switch knows nothing of it. */
export class NotSentError extends Error {
  override readonly name = 'NotSentError';
}

/** The request was sent and its reply will not come: nobody knows whether it took effect. */
export class NoReplyError extends Error {
  override readonly name = 'NoReplyError';
}

export type AriMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';
export type AriQuery = Readonly<Record<string, string>>;

interface Pending {
  resolve(reply: AriReply): void;
  reject(error: NoReplyError): void;
  cancelTimer(): void;
}

const maxMessageBytes = 64 * 1024 * 1024;

export class AriConnection {
  readonly #socket: WebSocket;
  readonly #limits: AriLimits;
  readonly #clock: Clock;
  readonly #handlers: AriHandlers;
  readonly #logger: SwitchLogger;
  readonly #pending = new Map<string, Pending>();
  #nextRequest = 0;
  #answeredPing = true;
  #cancelPing: () => void = () => {};
  #closed = false;

  private constructor(socket: WebSocket, limits: AriLimits, clock: Clock, handlers: AriHandlers, logger: SwitchLogger) {
    this.#socket = socket;
    this.#limits = limits;
    this.#clock = clock;
    this.#handlers = handlers;
    this.#logger = logger;
    // A text comes as a Buffer with ws' default settings.
    socket.on('message', (data) => Buffer.isBuffer(data) && this.#read(data.toString('utf8')));
    socket.on('pong', () => (this.#answeredPing = true));
    socket.on('close', () => this.#onClose());
    socket.on('error', (error) => logger.warn({ error: error.message }, 'ari.socket-error'));
    this.#pingLater();
  }

  /** Resolves when events flow; rejects with a sentence. */
  static async open(
    address: AriAddress,
    limits: AriLimits,
    clock: Clock,
    handlers: AriHandlers,
    logger: SwitchLogger,
  ): Promise<AriConnection> {
    const url = new URL('/ari/events', address.url);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.searchParams.set('app', address.app);
    const socket = new WebSocket(url, {
      auth: `${address.user}:${address.password}`,
      handshakeTimeout: limits.openTimeoutMs,
      maxPayload: maxMessageBytes,
      perMessageDeflate: false,
    });
    return await new Promise((resolve, reject) => {
      const fail = (error: Error): void =>
        reject(new Error(`ARI at ${address.url} cannot be reached: ${error.message}`));
      socket.once('error', fail);
      socket.once('open', () => {
        socket.off('error', fail);
        resolve(new AriConnection(socket, limits, clock, handlers, logger));
      });
    });
  }

  /** Rejects with `NotSentError` or `NoReplyError`; any status resolves. */
  async request(method: AriMethod, path: string, query: AriQuery = {}, body?: object): Promise<AriReply> {
    if (this.#closed || this.#socket.readyState !== WebSocket.OPEN) throw new NotSentError('the connection is closed');
    if (this.#pending.size >= this.#limits.maxPending)
      throw new NotSentError(`the switch owes ${this.#limits.maxPending} replies`);
    const id = String(this.#nextRequest++);
    const uri = Object.keys(query).length === 0 ? path : `${path}?${new URLSearchParams(query).toString()}`;
    const content = body && { content_type: 'application/json', message_body: JSON.stringify(body) };
    return await new Promise((resolve, reject) => {
      const cancelTimer = this.#clock.setTimer(this.#limits.requestTimeoutMs, () => {
        this.#pending.delete(id);
        this.#logger.warn({ method, path }, 'ari.request-timed-out');
        reject(new NoReplyError(`the switch did not reply within ${this.#limits.requestTimeoutMs} ms`));
      });
      this.#pending.set(id, { resolve, reject, cancelTimer });
      this.#socket.send(JSON.stringify({ type: 'RESTRequest', request_id: id, method, uri, ...content }));
    });
  }

  /** Ends the socket at once; `onClosed` follows. */
  close(): void {
    this.#socket.terminate();
  }

  #read(text: string): void {
    const message = readMessage(text);
    if (message.kind === 'event') this.#handlers.onEvent(message.event);
    else if (message.kind === 'unread') this.#logger.warn({ why: message.why }, 'ari.unread-message');
    else if (message.kind === 'reply') {
      const { request_id: id, status_code: status, message_body: body } = message.reply;
      const pending = this.#pending.get(id);
      if (pending === undefined) return;
      this.#pending.delete(id);
      pending.cancelTimer();
      pending.resolve({ status, body: body === undefined ? undefined : parseJson(body) });
    }
  }

  /** A peer that vanished without closing is noticed by its silence. */
  #pingLater(): void {
    this.#cancelPing = this.#clock.setTimer(this.#limits.pingEveryMs, () => {
      if (!this.#answeredPing) {
        this.#logger.warn({ pingEveryMs: this.#limits.pingEveryMs }, 'ari.silent');
        this.close();
        return;
      }
      this.#answeredPing = false;
      if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
      this.#pingLater();
    });
  }

  #onClose(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelPing();
    for (const pending of this.#pending.values()) {
      pending.cancelTimer();
      pending.reject(new NoReplyError('the connection broke before the reply'));
    }
    this.#pending.clear();
    this.#handlers.onClosed();
  }
}
