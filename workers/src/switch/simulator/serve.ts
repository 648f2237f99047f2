import { createServer, type Server, type Socket } from 'node:net';
import type { ExchangeSink } from './controller-line.ts';
import type { SimulatedExchange } from './exchange.ts';
import { LineSplitter } from './line-splitter.ts';
import {
  encodeEvent,
  encodeReplaced,
  encodeReply,
  MAX_REQUEST_BYTES,
  packChannels,
  packEnds,
  requestSchema,
  type WireCall,
  type WireRequest,
} from './wire.ts';

/** Where the simulator listens: a port of 127.0.0.1 (0 takes a free one) or the path of a Unix socket. */
export type SimulatorAddress = { readonly port: number } | { readonly path: string };

/** A controller that does not read its events is cut off at this backlog. */
const MAX_UNREAD_BYTES = 32 << 20;
/** Connections at once; more are refused by the kernel's side of the server. */
const MAX_CONNECTIONS = 64;

export interface RunningSimulator {
  readonly address: SimulatorAddress;
  close(): Promise<void>;
}

/** Puts an exchange on a socket, for one controller at a time; resolves when it listens. Closing shuts the exchange down. */
export async function serveSimulator(exchange: SimulatedExchange, where: SimulatorAddress): Promise<RunningSimulator> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serveConnection(exchange, socket);
  });
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, where);
  const bound = server.address();
  const address = bound !== null && typeof bound === 'object' ? { port: bound.port } : where;
  return {
    address,
    close: () =>
      new Promise((resolve) => {
        exchange.shutDown();
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function listen(server: Server, where: SimulatorAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const options = 'port' in where ? { host: '127.0.0.1', port: where.port } : { path: where.path };
    server.listen(options, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function serveConnection(exchange: SimulatedExchange, socket: Socket): void {
  const splitter = new LineSplitter(MAX_REQUEST_BYTES);
  const send = (message: string): void => {
    if (socket.writableLength > MAX_UNREAD_BYTES) socket.destroy();
    if (socket.writable) socket.write(message);
  };
  const sink: ExchangeSink = {
    onEvent: (event) => send(encodeEvent(event)),
    onReplaced: () => socket.end(encodeReplaced()),
    onLost: () => socket.destroy(),
  };
  socket.setNoDelay(true);
  // A broken connection needs no words here: 'close' follows every error.
  socket.on('error', () => {});
  socket.on('close', () => exchange.line.detach(sink));
  socket.on('data', (chunk) => {
    const requests = readRequests(splitter, chunk);
    for (const { request, call } of requests ?? []) {
      const answer = carryOut(exchange, sink, call);
      if (answer === refusedConnection) return void socket.destroy();
      send(encodeReply(request, answer));
    }
    // What is not of the protocol ends the connection: guessing what was meant could dial a number.
    if (requests === undefined) socket.destroy();
  });
}

function readRequests(splitter: LineSplitter, chunk: Buffer): WireRequest[] | undefined {
  try {
    return splitter.push(chunk).map((text) => requestSchema.parse(JSON.parse(text)));
  } catch {
    return undefined;
  }
}

const refusedConnection = Symbol('refused connection');

/** What is asked by a connection that is not the attached one is not carried out: a replaced controller must not dial. */
function carryOut(exchange: SimulatedExchange, sink: ExchangeSink, call: WireCall): unknown {
  if (call.verb === 'attach') return exchange.line.attach(sink) ? 'attached' : refusedConnection;
  if (!exchange.line.isAttached(sink)) return refusedConnection;
  switch (call.verb) {
    case 'originate':
      return exchange.originate(call.input);
    case 'play':
      return exchange.play(call.channelId, call.playbackId, call);
    case 'stop-play':
      return exchange.stopPlay(call.playbackId);
    case 'bridge':
      return exchange.bridge(call.bridgeId, call.channels);
    case 'set-max-answered':
      return exchange.setMaxAnswered(call.channelId, call.secondsFromAnswer);
    case 'hangup':
      return exchange.hangup(call.channelId, call.cause);
    case 'list-channels':
      return packChannels(exchange.listChannels());
    case 'recall-ends':
      return packEnds(exchange.recallEnds(call.channelIds));
    case 'reachable':
      return [...exchange.reachable(call.sipIds)];
  }
}
