// The loopback Stripe refuses what Stripe refuses, as its own library sees it: else tests against it would show nothing.
import { Stripe } from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStripeServer, type StripeServer } from '../setup/stripe-server.ts';

let server: StripeServer;
let stripe: Stripe;

const clientWith = (key: string) => {
  const { hostname, port } = new URL(server.url);
  return new Stripe(key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
};

beforeAll(async () => {
  server = await startStripeServer({ deliver: async () => 200 });
  stripe = clientWith(server.secretKey);
});
afterAll(() => server.stop());

const order = (amount = 500): Stripe.Checkout.SessionCreateParams => ({
  mode: 'payment',
  line_items: [{ quantity: 1, price_data: { currency: 'cny', unit_amount: amount, product_data: { name: 'Top-up' } } }],
  success_url: 'http://127.0.0.1/done',
});

test('a wrong key is refused with 401', async () => {
  await expect(clientWith('sk_test_somebody_else').checkout.sessions.create(order())).rejects.toMatchObject({
    type: 'StripeAuthenticationError',
    statusCode: 401,
  });
});

test.each([
  ['one that nobody knows', { colour: 'red' }, 'colour', 'parameter_unknown'],
  ['one deep inside', { payment_intent_data: { colour: 'red' } }, 'payment_intent_data[colour]', 'parameter_unknown'],
  ['one that is missing', { success_url: undefined }, 'success_url', 'parameter_missing'],
  ['one that is no number', { expires_at: 'soon' }, 'expires_at', 'parameter_invalid'],
])('a wrong parameter is refused by its name: %s', async (_, change, param, code) => {
  const wrong = { ...order(), ...change } as Stripe.Checkout.SessionCreateParams;
  await expect(stripe.checkout.sessions.create(wrong)).rejects.toMatchObject({ statusCode: 400, param, code });
});

test('a key answers again what it answered, and is refused for anything else', async () => {
  const options = { idempotencyKey: 'one and the same' };
  const first = await stripe.checkout.sessions.create(order(), options);
  const again = await stripe.checkout.sessions.create(order(), options);
  expect([again.id, again.lastResponse.headers['idempotent-replayed']]).toEqual([first.id, 'true']);
  await expect(stripe.checkout.sessions.create(order(501), options)).rejects.toMatchObject({
    type: 'StripeIdempotencyError',
    statusCode: 400,
  });
});

test('a checkout is read, found by its payment, and paid once', async () => {
  const made = await stripe.checkout.sessions.create({ ...order(), metadata: { a: 'b' } });
  expect(made).toMatchObject({ status: 'open', payment_status: 'unpaid', payment_intent: null, metadata: { a: 'b' } });
  const intent = server.account.pay(made.id);
  const read = await stripe.checkout.sessions.retrieve(made.id, { expand: ['payment_intent'] });
  expect(read).toMatchObject({ status: 'complete', payment_status: 'paid', payment_intent: { id: intent.id } });
  const listed = await stripe.checkout.sessions.list({ payment_intent: intent.id });
  expect(listed.data.map((one) => one.id)).toEqual([made.id]);
  expect(() => server.account.pay(made.id)).toThrow('complete');
  await expect(stripe.checkout.sessions.retrieve('cs_test_none')).rejects.toMatchObject({ statusCode: 404 });
});

test('no more is refunded than was paid', async () => {
  const intent = server.account.pay((await stripe.checkout.sessions.create(order())).id);
  const part = await stripe.refunds.create({ payment_intent: intent.id, amount: 200 });
  expect(part).toMatchObject({ object: 'refund', amount: 200, status: 'succeeded', payment_intent: intent.id });
  await expect(stripe.refunds.create({ payment_intent: intent.id, amount: 301 })).rejects.toMatchObject({
    statusCode: 400,
  });
  await stripe.refunds.create({ payment_intent: intent.id });
  await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
    code: 'charge_already_refunded',
  });
  expect((await stripe.refunds.list({ payment_intent: intent.id })).data).toHaveLength(2);
});

test('its events carry signatures that Stripe’s library takes', () => {
  const event = server.held.find((one) => one.type === 'refund.created');
  if (event === undefined) throw new Error('nothing was refunded');
  const { body, signature } = server.sign(event);
  expect(stripe.webhooks.constructEvent(body, signature, server.webhookSecret).id).toBe(event.id);
  expect(() => stripe.webhooks.constructEvent(body, signature, 'whsec_other_secret')).toThrow('No signatures found');
});
