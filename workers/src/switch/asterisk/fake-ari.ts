// An ARI that a test scripts: what a real one says only when it is broken.
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';

const requestSchema = z.object({
  request_id: z.string(),
  method: z.string(),
  uri: z.string(),
  message_body: z.string().optional(),
});
export type FakeRequest = z.output<typeof requestSchema>;

/** The reply to one request: a status and a body, or nothing at all. */
export type FakeAnswer = { readonly status: number; readonly body?: unknown } | 'silence';

export interface FakeAri {
  readonly url: string;
  /** Every request so far, as `METHOD uri`. */
  readonly requests: string[];
  /** Sends a text to every controller. */
  say(text: string): void;
  /** Ends every socket as a crashed switch does. */
  drop(): void;
  close(): Promise<void>;
}

const usual: Readonly<Record<string, FakeAnswer>> = {
  'PUT applications': { status: 200, body: {} },
  'GET channels': { status: 200, body: [] },
  'GET bridges': { status: 200, body: [] },
};

/** Answers what every controller asks on connecting as an idle switch does, and the rest as `answer` says. */
export async function fakeAri(
  answer: (request: FakeRequest) => FakeAnswer | undefined,
  autoPong = true,
): Promise<FakeAri> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/ari/events', autoPong });
  await new Promise((resolve) => server.once('listening', resolve));
  const requests: string[] = [];
  server.on('connection', (socket: WebSocket) => {
    socket.on('message', (data) => {
      const request = requestSchema.parse(JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : ''));
      requests.push(`${request.method} ${request.uri}`);
      const path = request.uri.split(/[/?]/)[0] ?? '';
      const chosen = answer(request) ??
        usual[`${request.method} ${path}`] ?? { status: 404, body: { message: 'gone' } };
      if (chosen === 'silence') return;
      const body = chosen.body === undefined ? {} : { message_body: JSON.stringify(chosen.body) };
      socket.send(
        JSON.stringify({ type: 'RESTResponse', request_id: request.request_id, status_code: chosen.status, ...body }),
      );
    });
  });
  const drop = (): void => server.clients.forEach((socket) => socket.terminate());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    say: (text) => server.clients.forEach((socket) => socket.send(text)),
    drop,
    close: async () => {
      drop();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
