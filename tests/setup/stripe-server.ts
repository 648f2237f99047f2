// A small Stripe on loopback, for tests: keeps state, answers whole objects as the types of Stripe's library say, refuses unknown
// parameters, wrong keys and misused idempotency keys, and sends signed events: held back, in any order and as often as a test wants.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Stripe } from 'stripe';
import { StripeAccount } from './stripe/account.ts';
import { answerApi } from './stripe/api.ts';
import { writeCheckoutPage } from './stripe/checkout-page.ts';
import { IdempotencyKeys, type StripeAnswer } from './stripe/idempotency.ts';
import { StripeRefusal } from './stripe/parameters.ts';

export { StripeAccount } from './stripe/account.ts';
export { StripeRefusal } from './stripe/parameters.ts';
export type { Stripe } from 'stripe';

/** How the next requests of the API go wrong: not taken at all, taken with the answer lost, or answered with a failure. */
export type Trouble = 'lost' | 'answer-lost' | 'failing';

/** Takes an event's body and signature to the endpoint; answers its status. */
export type Deliver = (body: string, signature: string) => Promise<number>;

const retryMs = 100;
const maxTries = 50;

/** Starts one; `deliver` is where its events go. */
export async function startStripeServer({ deliver }: { deliver: Deliver }): Promise<StripeServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new StripeServer(server, deliver);
}

export class StripeServer {
  readonly secretKey = 'sk_test_loopback0123456789';
  readonly webhookSecret = 'whsec_loopback0123456789';
  readonly url: string;
  readonly account: StripeAccount;
  /** Every request of the API so far, as `POST /v1/refunds`. */
  readonly requests: string[] = [];
  /** Events that were not delivered yet, oldest first. */
  readonly held: Stripe.Event[] = [];
  readonly #server: Server;
  readonly #deliver: Deliver;
  readonly #signer: Stripe;
  readonly #keys = new IdempotencyKeys();
  readonly #troubles: Trouble[] = [];
  readonly #sending = new Set<Promise<unknown>>();
  #atOnce = false;

  constructor(server: Server, deliver: Deliver) {
    this.#server = server;
    this.#deliver = deliver;
    this.#signer = new Stripe(this.secretKey);
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.account = new StripeAccount(this.url, (event) => this.#tell(event));
    server.on('request', (request, response) => {
      this.#handle(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
  }

  /** Makes the next `times` requests of the API go wrong. */
  trouble(kind: Trouble, times: number): void {
    this.#troubles.push(...Array.from({ length: times }, () => kind));
  }

  /** The body and signature of an event, as it would be sent now, or `secondsAgo`. */
  sign(event: Stripe.Event, { secret = this.webhookSecret, secondsAgo = 0 } = {}): { body: string; signature: string } {
    const body = JSON.stringify(event, null, 2);
    const timestamp = Math.floor(Date.now() / 1000) - secondsAgo;
    return { body, signature: this.#signer.webhooks.generateTestHeaderString({ payload: body, secret, timestamp }) };
  }

  /** Sends what is held, one after another; answers the statuses. */
  async flush(): Promise<number[]> {
    const statuses: number[] = [];
    for (const event of this.held.splice(0)) statuses.push(await this.#send(event));
    return statuses;
  }

  /** From now on sends each event as it happens, twice, and again until it is taken. */
  sendAtOnce(): void {
    this.#atOnce = true;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#sending);
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #tell(event: Stripe.Event): void {
    if (!this.#atOnce) {
      this.held.push(event);
      return;
    }
    for (const twice of [event, event]) {
      const sent = this.#sendUntilTaken(twice).finally(() => this.#sending.delete(sent));
      this.#sending.add(sent);
    }
  }

  #send(event: Stripe.Event): Promise<number> {
    const { body, signature } = this.sign(event);
    return this.#deliver(body, signature);
  }

  async #sendUntilTaken(event: Stripe.Event): Promise<void> {
    for (let tries = 0; tries < maxTries; tries++) {
      if ((await this.#send(event).catch(() => 0)) === 200) return;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = new URL(request.url ?? '/', this.url);
    const body = await readBody(request);
    if (asked.pathname.startsWith('/c/')) {
      this.#answerPage(request.method ?? 'GET', asked.pathname, response);
      return;
    }
    this.requests.push(`${request.method} ${asked.pathname}`);
    const trouble = this.#troubles.shift();
    const answered =
      trouble === 'failing'
        ? refusal(500, { type: 'api_error', message: 'Something went wrong on our end' })
        : trouble === 'lost'
          ? undefined
          : this.#execute(request, asked, body);
    if (answered === undefined || trouble === 'answer-lost') request.socket.destroy();
    else send(response, answered);
  }

  #execute(request: IncomingMessage, asked: URL, body: string): StripeAnswer {
    try {
      if (request.headers.authorization !== `Bearer ${this.secretKey}`) {
        const message = 'Invalid API Key provided: sk_test_***';
        throw new StripeRefusal(401, { type: 'invalid_request_error', message });
      }
      const method = request.method ?? 'GET';
      const route = () => answerApi(this.account, method, asked, body);
      if (method !== 'POST') return route();
      const key = request.headers['idempotency-key'];
      return this.#keys.run(typeof key === 'string' ? key : undefined, `${asked.pathname} ${body}`, route);
    } catch (error) {
      if (error instanceof StripeRefusal) return refusal(error.status, error.error);
      throw error;
    }
  }

  #answerPage(method: string, path: string, response: ServerResponse): void {
    const [, , , sessionId = '', action] = path.split('/');
    const session = this.account.session(sessionId);
    if (method === 'POST') {
      this.account.pay(sessionId, { later: action === 'pay-later' });
      response.writeHead(303, { location: session.success_url ?? this.url }).end();
    } else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(writeCheckoutPage(session));
  }
}

const refusal = (status: number, error: object): StripeAnswer => ({ status, body: { error } });

function send(response: ServerResponse, { status, body, headers }: StripeAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_loopback', ...headers });
  response.end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
