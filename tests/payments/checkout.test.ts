// Opening a payment: what is asked of Stripe, once, and what of us it is asked for.
import { pageOf, payment as paymentSchema, paymentDetail, session as sessionSchema } from '@yunhu/api/schemas';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestApi } from '../setup/api.ts';
import { type PaymentsApi, sessionOf, startPaymentsApi } from '../setup/payments.ts';

let p: PaymentsApi;

beforeAll(async () => {
  p = await startPaymentsApi();
});
afterEach(async () => expect(await p.broken()).toEqual([]));
afterAll(() => p.stop());

const post = (amount: string, key: string = crypto.randomUUID()) =>
  p.customer.client.post('/v1/payments', { amount }, { 'idempotency-key': key });

test('a payment opens one checkout over exactly its amount, in the currency of the wallet, and moves no money', async () => {
  const opened = await p.open('128.50');
  const session = sessionOf(p.stripe, opened.id);
  expect(opened).toMatchObject({
    state: 'created',
    amountMicros: '128500000',
    currency: 'CNY',
    checkoutUrl: session.url,
  });
  expect(session).toMatchObject({ amount_total: 12_850, currency: 'cny', client_reference_id: opened.id });
  expect(session.success_url).toBe(`http://127.0.0.1:8080/payments/${opened.id}?return=paid`);
  expect(await p.postings(opened.id)).toEqual([]);
  const [audited] = await p.api
    .behind`select details from audit_entries where subject_id = ${opened.id} and action = 'payment.create'`;
  expect(audited).toMatchObject({ details: { amount: '128.50', currency: 'CNY' } });
});

test('the same key is the same payment and the same checkout, and another amount under it is refused', async () => {
  const key = crypto.randomUUID();
  const first = (await post('20', key)).as(paymentDetail);
  const again = (await post('20', key)).as(paymentDetail);
  expect(again).toEqual(first);
  expect([...p.stripe.account.sessions.values()].filter((one) => one.client_reference_id === first.id)).toHaveLength(1);
  expect((await post('21', key)).body).toMatchObject({ status: 409, code: 'idempotency_conflict' });
});

test('two requests at once with one key make one payment with one checkout', async () => {
  const key = crypto.randomUUID();
  const made = await Promise.all([post('30', key), post('30', key), post('30', key)]);
  const ids = made.map((answer) => answer.as(paymentDetail).id);
  expect(new Set(ids).size).toBe(1);
  expect([...p.stripe.account.sessions.values()].filter((one) => one.client_reference_id === ids[0])).toHaveLength(1);
});

test.each([
  ['9.99', 'below_minimum'],
  ['1000000', 'above_maximum'],
  ['100.001', 'not_in_steps'],
  ['100.0000001', 'too_many_decimals'],
  ['0', 'not_positive'],
  ['-5', 'negative'],
  ['1e3', 'not_an_amount'],
  ['１００', 'not_an_amount'],
])('an amount of %s is refused as %s, and Stripe is not asked', async (amount, code) => {
  const asked = p.stripe.requests.length;
  const { status, body } = await post(amount);
  expect([status, body]).toMatchObject([422, { code: 'invalid_amount', errors: [{ field: 'amount', code }] }]);
  expect(p.stripe.requests.length).toBe(asked);
});

test('where the answer is lost the payment stays, and the same request again goes on with the same checkout', async () => {
  const key = crypto.randomUUID();
  // As often as the library tries by itself.
  p.stripe.trouble('answer-lost', 3);
  expect((await post('40', key)).body).toMatchObject({ status: 503, code: 'payments_unavailable' });
  const [left] = await p.api.behind<[{ id: string; checkout: string | null }]>`
    select id, checkout_id as checkout from payments where idempotency_key = ${key}`;
  expect(left.checkout).toBeNull();
  const again = (await post('40', key)).as(paymentDetail);
  expect(again).toMatchObject({ id: left.id, state: 'created' });
  expect([...p.stripe.account.sessions.values()].filter((one) => one.client_reference_id === left.id)).toHaveLength(1);
});

test('a checkout that Stripe refuses is a refusal with its reason, and the payment has failed', async () => {
  const key = crypto.randomUUID();
  await p.api.behind`
    insert into payments (tenant_id, amount_micros, currency, idempotency_key, created_at)
    values (${p.customer.id}, 50000000, 'CNY', ${key}, now() - interval '2 hours')`;
  const refused = await post('50', key);
  expect(refused).toMatchObject({ status: 422, body: { code: 'payment_refused' } });
  expect(JSON.stringify(refused.body)).toContain('expires_at');
  const [failed] = await p.api.behind`select state, failure from payments where idempotency_key = ${key}`;
  expect(failed).toMatchObject({ state: 'failed', failure: expect.stringContaining('expires_at') as string });
});

test('where the operator’s account is in another currency, paying by card is refused clearly', async () => {
  const [{ id }] = await p.api.behind<[{ id: string }]>`
    insert into tenants (parent_id, kind, name, currency) values (${p.api.operatorId}, 'customer', 'Yen', 'JPY') returning id`;
  await p.api.behind`select open_wallet(${id})`;
  await expect(
    p.api.database.withTenant(
      { tenantId: id },
      (tx) => tx.sql`select open_payment(5000000000, 'some key of yen', null)`,
    ),
  ).rejects.toMatchObject({ code: 'currency_mismatch' });
});

test('payments are listed for oneself and for whoever stands above, newest first by pages; nobody else sees them', async () => {
  const opened = await p.open('60');
  const all = (await p.customer.client.get('/v1/payments')).as(pageOf(paymentSchema)).items;
  expect(all[0]?.id).toBe(opened.id);
  const first = (await p.operator.get('/v1/payments?limit=2')).as(pageOf(paymentSchema));
  const second = (await p.operator.get(`/v1/payments?limit=2&cursor=${first.nextCursor}`)).as(pageOf(paymentSchema));
  expect([...first.items, ...second.items].map((one) => one.id)).toEqual(all.slice(0, 4).map((one) => one.id));
  // Where to pay is for who pays.
  expect(first.items.every((one) => one.checkoutUrl === null)).toBe(true);
  const failed = (await p.operator.get(`/v1/payments?state=failed&tenantId=${p.customer.id}`)).as(
    pageOf(paymentSchema),
  );
  expect(failed.items.map((one) => one.state)).toEqual(['failed']);

  const mine = (
    await p.agent.client.post('/v1/payments', { amount: '70' }, { 'idempotency-key': 'the agent pays' })
  ).as(paymentDetail);
  for (const path of ['', '/receipt', '/refunds']) {
    const method = path === '/refunds' ? 'POST' : 'GET';
    const found = await p.customer.client.send(
      method,
      `/v1/payments/${mine.id}${path}`,
      ...(method === 'POST' ? [{}] : []),
    );
    expect([path, found.status]).toEqual([path, method === 'POST' ? 403 : 404]);
  }
  expect((await p.customer.client.get(`/v1/payments?tenantId=${p.agent.id}`)).status).toBe(404);
});

test('nobody opens payments without end: from fifty open ones of an hour on he has to wait, but those that are open stay his', async () => {
  const key = crypto.randomUUID();
  const first = (await p.agent.client.post('/v1/payments', { amount: '20' }, { 'idempotency-key': key })).as(
    paymentDetail,
  );
  await p.api.behind`
    insert into payments (tenant_id, amount_micros, currency, idempotency_key)
    select ${p.agent.id}, 20000000, 'CNY', 'one of many ' || n from generate_series(1, 49) n`;
  const more = await p.agent.client.post('/v1/payments', { amount: '20' }, { 'idempotency-key': crypto.randomUUID() });
  expect(more).toMatchObject({ status: 429, body: { code: 'too_many_payments' } });
  const again = await p.agent.client.post('/v1/payments', { amount: '20' }, { 'idempotency-key': key });
  expect(again.as(paymentDetail)).toEqual(first);
  await p.api.behind`update payments set state = 'expired' where tenant_id = ${p.agent.id}`;
});

test('of many who ask at once for the last open payment one gets it', async () => {
  await p.api.behind`
    insert into payments (tenant_id, amount_micros, currency, idempotency_key)
    select ${p.agent.id}, 20000000, 'CNY', 'one before many ' || n from generate_series(1, 49) n`;
  const answers = await Promise.all(
    Array.from({ length: 6 }, () =>
      p.agent.client.post('/v1/payments', { amount: '20' }, { 'idempotency-key': crypto.randomUUID() }),
    ),
  );
  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 429, 429, 429, 429, 429]);
  await p.api.behind`update payments set state = 'expired' where tenant_id = ${p.agent.id}`;
});

test('without keys payments do not exist: no route answers, and the session knows of none', async () => {
  const off = await startTestApi();
  const operator = await off.logIn('operator');
  expect((await operator.get('/v1/session')).as(sessionSchema).payments).toBeNull();
  expect((await operator.post('/v1/payments', { amount: '100' }, { 'idempotency-key': 'nothing here' })).status).toBe(
    404,
  );
  expect((await operator.get('/v1/payments')).status).toBe(404);
  expect((await off.anonymous.post('/v1/payments/stripe/webhook', {})).status).toBe(404);
  await off.stop();
  const on = (await p.customer.client.get('/v1/session')).as(sessionSchema);
  expect(on.payments).toEqual({
    currency: 'CNY',
    minimumMicros: '10000000',
    maximumMicros: '999999990000',
    stepMicros: '10000',
    testMode: true,
  });
});
