// What comes to the webhook: only what Stripe signed counts, each event once, and all of what follows from it or nothing.
import { paymentDetail } from '@yunhu/api/schemas';
import { createApp, createLog } from '@yunhu/api';
import { openDatabase } from '@yunhu/db/connect';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { paymentSettings, type PaymentsApi, sessionOf, startPaymentsApi, webhookPath } from '../setup/payments.ts';
import { makeEvent } from '../setup/stripe/objects.ts';

let p: PaymentsApi;

beforeAll(async () => {
  p = await startPaymentsApi();
});
beforeEach(() => void p.stripe.held.splice(0));
afterEach(async () => expect(await p.broken()).toEqual([]));
afterAll(() => p.stop());

const storedEvents = async (): Promise<number> => {
  const [{ n }] = await p.api.behind<[{ n: number }]>`select count(*)::int as n from payment_events`;
  return n;
};

const heldEvent = (type: string) => {
  const event = p.stripe.held.find((one) => one.type === type);
  if (event === undefined) throw new Error(`no ${type} is held`);
  return event;
};

test('a paid checkout is credited to the wallet once, from the operator’s account for money from outside', async () => {
  const before = await p.wallet(p.customer.id);
  const { payment, intentId } = await p.pay('128.50');
  expect(await p.stripe.flush()).toEqual([200, 200, 200, 200]);
  expect((await p.wallet(p.customer.id)).balance).toBe(before.balance + 128_500_000n);
  expect(await p.postings(payment.id)).toEqual([`payment ${intentId} 128500000`]);
  expect(await p.read(payment.id)).toMatchObject({
    state: 'paid',
    receivedMicros: '128500000',
    receivedCurrency: 'CNY',
    refundableMicros: '128500000',
    reference: intentId,
    hasReceipt: true,
  });
  const [external] = await p.api.behind`
    select e.amount_micros::text as amount, e.kind from entries e join wallets w on w.id = e.wallet_id
    where w.kind = 'external' order by e.seq desc limit 1`;
  expect(external).toEqual({ amount: '-128500000', kind: 'payment' });
});

describe('what was not signed by Stripe, or too long ago, is refused with 400 and leaves nothing', () => {
  const refused = async (body: string, signature: string | undefined) => {
    const [stored, wallet] = [await storedEvents(), await p.wallet(p.customer.id)];
    const status = await p.deliver(body, signature);
    expect([await storedEvents(), await p.wallet(p.customer.id)]).toEqual([stored, wallet]);
    return status;
  };
  const completed = async () => {
    await p.pay('50');
    return heldEvent('checkout.session.completed');
  };

  test('no signature', async () => {
    const { body } = p.stripe.sign(await completed());
    expect(await refused(body, undefined)).toBe(400);
  });
  test.each(['', 'v1=abc', 't=1', 't=now,v1=', 't=1,v0=00', 'x'.repeat(8000)])(
    'a signature like %s',
    async (signature) => {
      const { body } = p.stripe.sign(await completed());
      expect(await refused(body, signature)).toBe(400);
    },
  );
  test('another endpoint’s secret', async () => {
    const { body, signature } = p.stripe.sign(await completed(), { secret: 'whsec_somebody_elses_secret' });
    expect(await refused(body, signature)).toBe(400);
  });
  test('a signature of five minutes ago and a little', async () => {
    const event = await completed();
    const old = p.stripe.sign(event, { secondsAgo: 310 });
    expect(await refused(old.body, old.signature)).toBe(400);
    const young = p.stripe.sign(event, { secondsAgo: 280 });
    expect(await p.deliver(young.body, young.signature)).toBe(200);
  });
  test('a body that was changed after it was signed, be it by a space', async () => {
    const { body, signature } = p.stripe.sign(await completed());
    expect(await refused(`${body} `, signature)).toBe(400);
    expect(await refused(body.replace('"cny"', '"usd"'), signature)).toBe(400);
    expect(await refused(JSON.stringify(JSON.parse(body)), signature)).toBe(400);
  });
  test('an empty body, and one that is no JSON, also when signed', async () => {
    expect(await refused('', 't=1,v1=00')).toBe(400);
    const signer = p.stripe.sign(makeEvent('x', {}));
    expect(await refused('{', signer.signature)).toBe(400);
  });
  test('a huge body is refused before anything is read of it', async () => {
    const event = makeEvent('checkout.session.completed', { padding: 'x'.repeat(300_000) });
    const { body, signature } = p.stripe.sign(event);
    expect(await refused(body, signature)).toBe(413);
  });
});

test('an event that comes ten times, one after another and all at once, credits once', async () => {
  const { payment } = await p.pay('77');
  const { body, signature } = p.stripe.sign(heldEvent('checkout.session.completed'));
  expect(await p.deliver(body, signature)).toBe(200);
  const statuses = await Promise.all(Array.from({ length: 9 }, () => p.deliver(body, signature)));
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await p.postings(payment.id)).toHaveLength(1);
});

test('two processes that take the same event, and another of the same payment, at the same moment credit once', async () => {
  const { payment } = await p.pay('88');
  const { app: appUrl, platform: platformUrl } = p.api.urls;
  const database = openDatabase({ appUrl, platformUrl, maxConnections: 2 });
  const second = createApp({
    database,
    objects: p.api.objects,
    log: createLog('silent', 'api'),
    payments: paymentSettings(p.stripe),
  });
  const completed = heldEvent('checkout.session.completed');
  // Stripe may tell of one thing by two events.
  const twin = { ...completed, id: 'evt_twin_of_the_other' };
  const send = async ({ app }: Pick<typeof second, 'app'>, event: typeof completed): Promise<Response> => {
    const { body, signature } = p.stripe.sign(event);
    return app.request(webhookPath, { method: 'POST', headers: { 'stripe-signature': signature }, body });
  };
  const answers = await Promise.all(
    [completed, twin, completed, twin].map((event, i) => send(i % 2 === 0 ? p.api : second, event)),
  );
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
  const results = await Promise.all(
    answers.map(async (answer) => ((await answer.json()) as { result: string }).result),
  );
  expect(results.filter((result) => result === 'applied')).toHaveLength(2);
  expect(await p.postings(payment.id)).toHaveLength(1);
  await second.close();
  await database.close();
});

test('a connection that dies between storing and crediting keeps neither; sent again, the event is credited once', async () => {
  const { payment } = await p.pay('99');
  const { body, signature } = p.stripe.sign(heldEvent('checkout.session.completed'));
  const stored = await storedEvents();
  const holder = postgres(p.api.urls.superuser, { max: 1 });
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let locked = (): void => {};
  const isLocked = new Promise<void>((resolve) => (locked = resolve));
  const holding = holder.begin(async (tx) => {
    await tx`select from wallets where tenant_id = ${p.customer.id} for update`;
    locked();
    await held;
  });
  await isLocked;
  const answered = p.deliver(body, signature);
  // The event is written, and its credit waits for the wallet.
  for (let killed = 0; killed === 0;) {
    const rows = await p.api.behind`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and usename = 'yunhu_platform' and wait_event_type = 'Lock' and query like '%post_payment%'`;
    killed = rows.length;
  }
  expect(await answered).toBe(503);
  release();
  await holding;
  await holder.end();
  expect(await storedEvents()).toBe(stored);
  expect(await p.postings(payment.id)).toEqual([]);
  expect(await p.deliver(body, signature)).toBe(200);
  expect(await p.postings(payment.id)).toHaveLength(1);
});

test('events of other kinds, of other products and of other modes are kept as what they are and change nothing', async () => {
  const before = await p.wallet(p.customer.id);
  const session = {
    ...sessionOf(p.stripe, (await p.open('20')).id),
    payment_status: 'paid',
    payment_intent: 'pi_elsewhere',
  };
  const sent = [
    [makeEvent('customer.created', { id: 'cus_1', object: 'customer' }), 'ignored'],
    [makeEvent('some.future_event', { id: 'x' }), 'ignored'],
    [makeEvent('checkout.session.completed', { ...session, metadata: {} }), 'not_ours'],
    [
      makeEvent('checkout.session.completed', {
        ...session,
        metadata: { yunhu_tenant: p.customer.id, yunhu_payment: crypto.randomUUID() },
      }),
      'not_ours',
    ],
    [{ ...makeEvent('checkout.session.completed', session), livemode: true }, 'ignored'],
    [
      makeEvent('refund.created', { id: 're_x', object: 'refund', amount: 5, currency: 'cny', payment_intent: 'pi_x' }),
      'not_ours',
    ],
  ] as const;
  for (const [event, result] of sent) {
    const { body, signature } = p.stripe.sign(event);
    expect(await p.deliver(body, signature)).toBe(200);
    const [row] = await p.api
      .behind`select result, processed_at is not null as done from payment_events where id = ${event.id}`;
    expect([event.type, row]).toEqual([event.type, { result, done: true }]);
  }
  expect(await p.wallet(p.customer.id)).toEqual(before);
});

test.each([
  ['in another currency', { currency: 'usd' }],
  ['less than was asked', { amount: 4_999 }],
  ['more than was asked', { amount: 5_001 }],
])('what is paid %s is not credited: the operator is told, and can give it back', async (_, paying) => {
  const before = await p.wallet(p.customer.id);
  const { payment, intentId } = await p.pay('50', paying);
  await p.stripe.flush();
  const found = await p.read(payment.id);
  expect(found).toMatchObject({ state: 'mismatched', hasReceipt: false, amountMicros: '50000000' });
  expect(await p.postings(payment.id)).toEqual([]);
  const [alert] = await p.api.behind`
    select kind, level, details from alerts where tenant_id = ${p.api.operatorId} and subject_id = ${payment.id}`;
  expect(alert).toMatchObject({ kind: 'payment_mismatched', level: 'critical', details: { asked: '50.00 CNY' } });
  expect((await p.customer.client.get(`/v1/payments/${payment.id}/receipt`)).status).toBe(409);

  const given = (await p.refund(payment.id)).as(paymentDetail);
  expect(given.reversals).toMatchObject([
    { kind: 'refund', status: 'requested', amountMicros: found.refundableMicros },
  ]);
  await p.stripe.flush();
  expect(await p.read(payment.id)).toMatchObject({ state: 'refunded', refundableMicros: '0' });
  expect([...p.stripe.account.refunds.values()].filter((one) => one.payment_intent === intentId)).toHaveLength(1);
  expect(await p.wallet(p.customer.id)).toEqual(before);
});

test('a second payment for what is paid already is not credited, and the operator is told', async () => {
  const { payment } = await p.pay('25');
  await p.stripe.flush();
  const twin = { ...sessionOf(p.stripe, payment.id), id: 'cs_test_second', payment_intent: 'pi_second' };
  const { body, signature } = p.stripe.sign(makeEvent('checkout.session.completed', twin));
  expect(await p.deliver(body, signature)).toBe(200);
  expect(await p.postings(payment.id)).toHaveLength(1);
  const [alert] = await p.api.behind`select details from alerts where subject_id = ${payment.id}`;
  expect(alert).toMatchObject({ details: { secondPayment: 'pi_second' } });
});

test('a method that takes its time is shown as on its way, then credited, or failed', async () => {
  const slow = await p.pay('33', { later: true });
  await p.stripe.flush();
  expect((await p.read(slow.payment.id)).state).toBe('processing');
  p.stripe.account.settle(sessionOf(p.stripe, slow.payment.id).id, 'succeeded');
  await p.stripe.flush();
  expect((await p.read(slow.payment.id)).state).toBe('paid');

  const failing = await p.pay('34', { later: true });
  p.stripe.account.settle(sessionOf(p.stripe, failing.payment.id).id, 'failed');
  await p.stripe.flush();
  expect(await p.read(failing.payment.id)).toMatchObject({ state: 'failed', failure: 'payment_failed' });
  expect(await p.postings(failing.payment.id)).toEqual([]);
});
