import { connect, type Socket } from 'node:net';
import type { Clock } from '@yunhu/db/time';
import type { SwitchEvent } from '../switch.ts';
import { LineSplitter } from './line-splitter.ts';
import type { SimulatorAddress } from './serve.ts';
import { encodeRequest, MAX_REPLY_BYTES, messageSchema, type WireCall } from './wire.ts';

/** Requests that may wait for their reply at once. */
const MAX_PENDING = 20_000;

/** The connection broke before the reply came; whether the request arrived is not known. */
class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
}

/** Too much waits already; the request was not sent. */
export class NotSentError extends Error {
  override readonly name = 'NotSentError';
}

export interface WireHandlers {
  onEvent(event: SwitchEvent): void;
  onReplaced(): void;
  /** Once, whatever ended the connection. */
  onClosed(): void;
}

interface Pending {
  readonly sentAtMs: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One connection to a simulator's process: requests with their replies, and what the server says by itself. */
export class WireConnection {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #replyTimeoutMs: number;
  readonly #handlers: WireHandlers;
  readonly #splitter = new LineSplitter(MAX_REPLY_BYTES);
  readonly #pending = new Map<number, Pending>();
  #nextRequest = 0;
  #closed = false;
  #cancelWatch: (() => void) | undefined;

  private constructor(socket: Socket, clock: Clock, replyTimeoutMs: number, handlers: WireHandlers) {
    this.#socket = socket;
    this.#clock = clock;
    this.#replyTimeoutMs = replyTimeoutMs;
    this.#handlers = handlers;
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => this.#onClosed());
    socket.on('data', (chunk) => this.#onData(chunk));
  }

  /** Rejects when nobody listens there. A reply that takes longer than `replyTimeoutMs` ends the connection. */
  static open(
    where: SimulatorAddress,
    clock: Clock,
    replyTimeoutMs: number,
    handlers: WireHandlers,
  ): Promise<WireConnection> {
    const socket = connect('port' in where ? { host: '127.0.0.1', port: where.port } : { path: where.path });
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new WireConnection(socket, clock, replyTimeoutMs, handlers));
      });
    });
  }

  /** Resolves with the reply; rejects with ConnectionLostError or, when nothing was sent, with NotSentError. */
  request(call: WireCall): Promise<unknown> {
    if (this.#closed) return Promise.reject(new NotSentError('the connection is closed'));
    if (this.#pending.size >= MAX_PENDING)
      return Promise.reject(new NotSentError('too many requests wait for a reply'));
    const request = this.#nextRequest++;
    return new Promise((resolve, reject) => {
      this.#pending.set(request, { sentAtMs: this.#clock.nowMs(), resolve, reject });
      this.#socket.write(encodeRequest({ request, call }));
      this.#watch(this.#replyTimeoutMs);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #onData(chunk: Buffer): void {
    try {
      for (const text of this.#splitter.push(chunk)) {
        if (this.#closed) return;
        this.#onMessage(text);
      }
    } catch (error) {
      this.#socket.destroy();
      if (!(error instanceof UnreadableError) && !(error instanceof RangeError)) throw error;
    }
  }

  #onMessage(text: string): void {
    const message = readMessage(text);
    if ('event' in message) return this.#handlers.onEvent(message.event);
    if ('replaced' in message) return this.#handlers.onReplaced();
    const pending = this.#pending.get(message.reply);
    this.#pending.delete(message.reply);
    pending?.resolve(message.value);
  }

  /** One timer for the oldest request; the server replies in the order of the requests. */
  #watch(ms: number): void {
    this.#cancelWatch ??= this.#clock.setTimer(ms, () => {
      this.#cancelWatch = undefined;
      const [oldest] = this.#pending.values();
      if (oldest === undefined) return;
      const leftMs = oldest.sentAtMs + this.#replyTimeoutMs - this.#clock.nowMs();
      if (leftMs <= 0) this.#socket.destroy();
      else this.#watch(leftMs);
    });
  }

  #onClosed(): void {
    this.#closed = true;
    this.#cancelWatch?.();
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of waiting) reject(new ConnectionLostError('the connection broke before the reply'));
    this.#handlers.onClosed();
  }
}

class UnreadableError extends Error {}

function readMessage(text: string): ReturnType<typeof messageSchema.parse> {
  try {
    return messageSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new UnreadableError('the server sent what is not of the protocol', { cause });
  }
}
