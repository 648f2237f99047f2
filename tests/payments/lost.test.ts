// What is lost on the way is found again: by who comes back to the page, and by the sweep.
import { sweepPayments } from '@yunhu/api';
import { paymentDetail } from '@yunhu/api/schemas';
import { VirtualClock } from '@yunhu/db/time';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openStripeGateway } from '../../api/src/billing/payments/stripe-gateway.ts';
import { paymentSettings, type PaymentsApi, sessionOf, startPaymentsApi } from '../setup/payments.ts';

let p: PaymentsApi;
let clock: VirtualClock;

beforeAll(async () => {
  p = await startPaymentsApi();
});
beforeEach(() => {
  clock = new VirtualClock(Date.now());
  p.stripe.held.splice(0);
});
afterEach(async () => expect(await p.broken()).toEqual([]));
afterAll(() => p.stop());

const minutes = (n: number) => clock.advance(n * 60_000);
const sweep = () => {
  const settings = paymentSettings(p.stripe);
  if (settings === undefined) throw new Error('payments are off');
  return sweepPayments({ gateway: openStripeGateway(settings, clock), database: p.api.database, clock });
};
const look = async (id: string) => (await p.customer.client.get(`/v1/payments/${id}`)).as(paymentDetail);

test('who comes back from paying sees it credited, though no event came; the event then changes nothing', async () => {
  const { payment, intentId } = await p.pay('45');
  expect(await look(payment.id)).toMatchObject({ state: 'paid', reference: intentId });
  expect(await p.postings(payment.id)).toEqual([`payment ${intentId} 45000000`]);
  await p.stripe.flush();
  expect(await p.postings(payment.id)).toHaveLength(1);
});

test('who reloads the page in a hurry makes us ask Stripe once', async () => {
  const { id } = await p.open('45');
  const asked = () => p.stripe.requests.filter((one) => one.endsWith(sessionOf(p.stripe, id).id)).length;
  await Promise.all(Array.from({ length: 5 }, () => look(id)));
  expect(asked()).toBe(1);
});

test('while Stripe does not answer the page shows what is known', async () => {
  const { id } = await p.open('45');
  p.stripe.trouble('failing', 3);
  expect(await look(id)).toMatchObject({ state: 'created' });
});

test('the sweep credits a payment whose event never came and whose payer never came back', async () => {
  const { payment } = await p.pay('46');
  expect((await sweep()).checkouts).toBe(0);
  await minutes(11);
  expect((await sweep()).checkouts).toBeGreaterThan(0);
  expect(await p.postings(payment.id)).toHaveLength(1);
  // It is asked about no more.
  await minutes(11);
  const before = p.stripe.requests.length;
  await sweep();
  expect(p.stripe.requests.slice(before)).not.toContain(
    `GET /v1/checkout/sessions/${sessionOf(p.stripe, payment.id).id}`,
  );
});

test('a checkout that nobody paid ends as expired', async () => {
  const { id } = await p.open('47');
  p.stripe.account.expire(sessionOf(p.stripe, id).id);
  await minutes(11);
  await sweep();
  expect(await look(id)).toMatchObject({ state: 'expired', checkoutUrl: null });
});

test('a payment whose checkout was never made is over after half an hour; had somebody paid it after all, it would count', async () => {
  p.stripe.trouble('lost', 3);
  const key = crypto.randomUUID();
  expect((await p.customer.client.post('/v1/payments', { amount: '48' }, { 'idempotency-key': key })).status).toBe(503);
  const [{ id }] = await p.api.behind<[{ id: string }]>`select id from payments where idempotency_key = ${key}`;
  await minutes(20);
  await sweep();
  expect(await look(id)).toMatchObject({ state: 'created' });
  await minutes(11);
  await sweep();
  expect(await look(id)).toMatchObject({ state: 'expired' });

  const template = sessionOf(p.stripe, (await p.open('48')).id);
  const session = p.stripe.account.createSession({
    mode: 'payment',
    client_reference_id: id,
    metadata: { ...template.metadata, yunhu_payment: id },
    line_items: [{ quantity: 1, price_data: { currency: 'cny', unit_amount: 4_800, product_data: { name: 'x' } } }],
    success_url: 'http://127.0.0.1/x',
  });
  p.stripe.account.pay(session.id);
  await p.stripe.flush();
  expect(await look(id)).toMatchObject({ state: 'paid' });
});

test('a refund that was cut off before Stripe knew of it is asked for again, once; one whose event was lost is found', async () => {
  const { payment, intentId } = await p.pay('49');
  await p.stripe.flush();
  const refunds = () => [...p.stripe.account.refunds.values()].filter((one) => one.payment_intent === intentId);
  p.stripe.trouble('lost', 3);
  expect((await p.refund(payment.id, '9')).as(paymentDetail).reversals).toMatchObject([{ status: 'requested' }]);
  expect(refunds()).toHaveLength(0);
  await minutes(2);
  expect((await sweep()).refunds).toBe(1);
  expect(refunds()).toHaveLength(1);
  // Its event is lost too.
  p.stripe.held.splice(0);
  expect((await p.read(payment.id)).state).toBe('paid');
  await minutes(2);
  await sweep();
  expect(await p.read(payment.id)).toMatchObject({ state: 'partly_refunded', refundedMicros: '9000000' });
  expect((await sweep()).refunds).toBe(0);
  expect(refunds()).toHaveLength(1);
});

test('a dispute that comes before we know its payment, while Stripe cannot be asked, waits and is taken up by the sweep', async () => {
  const { payment, intentId } = await p.pay('50');
  p.stripe.account.dispute(intentId);
  const [dispute] = p.stripe.held.splice(0).filter((event) => event.type === 'charge.dispute.created');
  if (dispute === undefined) throw new Error('there is no dispute');
  p.stripe.trouble('failing', 3);
  const { body, signature } = p.stripe.sign(dispute);
  expect(await p.deliver(body, signature)).toBe(200);
  const [waiting] = await p.api.behind`select result from payment_events where id = ${dispute.id}`;
  expect(waiting).toEqual({ result: 'waiting' });
  expect(await p.postings(payment.id)).toEqual([]);
  expect((await sweep()).events).toBe(1);
  expect(await p.read(payment.id)).toMatchObject({ state: 'disputed', receivedMicros: '50000000' });
  expect(await p.postings(payment.id)).toHaveLength(2);
});

test('one thing that goes wrong does not keep the sweep from the rest, and is told', async () => {
  const broken = await p.open('51');
  await p.api
    .behind`update payments set checkout_id = 'cs_test_unknown', created_at = now() - interval '1 day' where id = ${broken.id}`;
  const { payment } = await p.pay('52');
  await minutes(11);
  const swept = await sweep();
  expect(swept.problem).toMatchObject({ code: 'payment_refused' });
  expect(await p.postings(payment.id)).toHaveLength(1);
});
