// A small Stripe on loopback, for tests: keeps state, answers whole objects as the types of Stripe's library say, refuses unknown
// parameters, wrong keys and misused idempotency keys, and sends signed events: held back, in any order and as often as a test wants.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Stripe } from 'stripe';
import { StripeAccount } from './stripe/account.ts';
import { writeCheckoutPage } from './stripe/checkout-page.ts';
import { IdempotencyKeys, type StripeAnswer } from './stripe/idempotency.ts';
import {
  readForm,
  readParameters,
  refundParams,
  refundsQuery,
  retrieveQuery,
  sessionParams,
  sessionsQuery,
  StripeRefusal,
} from './stripe/parameters.ts';

export { StripeAccount } from './stripe/account.ts';
export { StripeRefusal } from './stripe/parameters.ts';
export type { Stripe } from 'stripe';

/** How the next requests of the API go wrong: not taken at all, taken with the answer lost, or answered with a failure. */
export type Trouble = 'lost' | 'answer-lost' | 'failing';

/** Takes an event's body and signature to the endpoint; answers its status. */
export type Deliver = (body: string, signature: string) => Promise<number>;

export interface StripeServer {
  readonly url: string;
  readonly secretKey: string;
  readonly webhookSecret: string;
  readonly account: StripeAccount;
  /** Every request of the API so far, as `POST /v1/refunds`. */
  readonly requests: readonly string[];
  /** Events that were not delivered yet, oldest first. */
  readonly held: Stripe.Event[];
  /** Makes the next `times` requests of the API go wrong. */
  trouble(kind: Trouble, times: number): void;
  /** The body and signature of an event, as it would be sent now, or `secondsAgo`. */
  sign(event: Stripe.Event, options?: { secret?: string; secondsAgo?: number }): { body: string; signature: string };
  /** Sends what is held, in an order and as often as `arrange` says; answers the statuses. */
  flush(arrange?: (events: readonly Stripe.Event[]) => readonly Stripe.Event[]): Promise<number[]>;
  /** From now on sends each event as it happens, twice, and again until it is taken. */
  sendAtOnce(): void;
  stop(): Promise<void>;
}

const retryMs = 100;
const maxTries = 50;

export async function startStripeServer(options: { deliver: Deliver; secretKey?: string }): Promise<StripeServer> {
  const secretKey = options.secretKey ?? 'sk_test_loopback0123456789';
  const webhookSecret = 'whsec_loopback0123456789';
  const held: Stripe.Event[] = [];
  const requests: string[] = [];
  const troubles: Trouble[] = [];
  const keys = new IdempotencyKeys();
  const sending = new Set<Promise<unknown>>();
  let atOnce = false;

  const signer = new Stripe(secretKey);
  const sign: StripeServer['sign'] = (event, { secret = webhookSecret, secondsAgo = 0 } = {}) => {
    const body = JSON.stringify(event, null, 2);
    const timestamp = Math.floor(Date.now() / 1000) - secondsAgo;
    return { body, signature: signer.webhooks.generateTestHeaderString({ payload: body, secret, timestamp }) };
  };
  const send = async (event: Stripe.Event): Promise<number> => {
    const { body, signature } = sign(event);
    return options.deliver(body, signature);
  };
  const sendUntilTaken = async (event: Stripe.Event): Promise<void> => {
    for (let tries = 0; tries < maxTries; tries++) {
      if ((await send(event).catch(() => 0)) === 200) return;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  };
  const tell = (event: Stripe.Event): void => {
    if (!atOnce) return void held.push(event);
    for (const twice of [event, event]) {
      const sent = sendUntilTaken(twice).finally(() => sending.delete(sent));
      sending.add(sent);
    }
  };

  const server = createServer((request, response) => {
    void handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const account = new StripeAccount(url, tell);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = new URL(request.url ?? '/', url);
    const body = await readBody(request);
    if (asked.pathname.startsWith('/c/')) return page(request.method ?? 'GET', asked.pathname, response);
    requests.push(`${request.method} ${asked.pathname}`);
    const trouble = troubles.shift();
    if (trouble === 'lost') return void request.socket.destroy();
    if (trouble === 'failing')
      return answer(response, refusal(500, { type: 'api_error', message: 'Something went wrong on our end' }));
    const answered = execute(request, asked, body);
    if (trouble === 'answer-lost') return void request.socket.destroy();
    return answer(response, answered);
  }

  function execute(request: IncomingMessage, asked: URL, body: string): StripeAnswer {
    try {
      if (request.headers.authorization !== `Bearer ${secretKey}`) {
        throw new StripeRefusal(401, {
          type: 'invalid_request_error',
          message: 'Invalid API Key provided: sk_test_***',
        });
      }
      const method = request.method ?? 'GET';
      const route = () => answerApi(account, method, asked, body);
      if (method !== 'POST') return route();
      const key = request.headers['idempotency-key'];
      return keys.run(typeof key === 'string' ? key : undefined, `${asked.pathname} ${body}`, route);
    } catch (error) {
      if (error instanceof StripeRefusal) return refusal(error.status, error.error);
      throw error;
    }
  }

  function page(method: string, path: string, response: ServerResponse): void {
    const [, , , sessionId = '', action] = path.split('/');
    const session = account.session(sessionId);
    if (method !== 'POST') {
      return void response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(writeCheckoutPage(session));
    }
    account.pay(sessionId, { later: action === 'pay-later' });
    response.writeHead(303, { location: session.success_url ?? url }).end();
  }

  return {
    url,
    secretKey,
    webhookSecret,
    account,
    requests,
    held,
    trouble: (kind, times) => void troubles.push(...Array.from({ length: times }, () => kind)),
    sign,
    flush: async (arrange = (events) => events) => {
      const statuses: number[] = [];
      for (const event of arrange(held.splice(0))) statuses.push(await send(event));
      return statuses;
    },
    sendAtOnce: () => {
      atOnce = true;
    },
    stop: async () => {
      await Promise.all(sending);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerApi(account: StripeAccount, method: string, asked: URL, body: string): StripeAnswer {
  const [, , ...parts] = asked.pathname.split('/');
  const ok = (answered: unknown): StripeAnswer => ({ status: 200, body: structuredClone(answered) });
  const list = (data: readonly unknown[], limit: number) =>
    ok({ object: 'list', url: asked.pathname, has_more: data.length > limit, data: data.slice(0, limit) });
  const query = readForm(asked.search.slice(1));
  const route = `${method} ${parts.join('/')}`;
  if (route === 'POST checkout/sessions')
    return ok(account.createSession(readParameters(sessionParams, readForm(body))));
  if (route === 'GET checkout/sessions') {
    const { payment_intent: intent, limit } = readParameters(sessionsQuery, query);
    if (intent !== undefined) account.intent(intent);
    return list(
      [...account.sessions.values()].filter((one) => intent === undefined || one.payment_intent === intent),
      limit,
    );
  }
  if (/^GET checkout\/sessions\/\w+$/.test(route)) {
    const { expand } = readParameters(retrieveQuery, query);
    const session = account.session(parts[2] ?? '');
    const intent = typeof session.payment_intent === 'string' ? account.intents.get(session.payment_intent) : undefined;
    return ok(
      expand.includes('payment_intent') && intent !== undefined ? { ...session, payment_intent: intent } : session,
    );
  }
  if (route === 'POST refunds') return ok(account.refund(readParameters(refundParams, readForm(body))));
  if (route === 'GET refunds') {
    const { payment_intent: intent, limit } = readParameters(refundsQuery, query);
    return list(
      [...account.refunds.values()].filter((one) => intent === undefined || one.payment_intent === intent),
      limit,
    );
  }
  if (/^GET refunds\/\w+$/.test(route) && account.refunds.has(parts[1] ?? ''))
    return ok(account.refunds.get(parts[1] ?? ''));
  const message = `Unrecognized request URL (${method}: ${asked.pathname}).`;
  throw new StripeRefusal(404, { type: 'invalid_request_error', message });
}

const refusal = (status: number, error: object): StripeAnswer => ({ status, body: { error } });

function answer(response: ServerResponse, { status, body, headers }: StripeAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_loopback', ...headers });
  response.end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
