// What the record itself refuses, whatever the program asks of it; and the receipt, which is all that a person takes away.
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type PaymentsApi, startPaymentsApi } from '../setup/payments.ts';

let p: PaymentsApi;

beforeAll(async () => {
  p = await startPaymentsApi();
});
afterEach(async () => expect(await p.broken()).toEqual([]));
afterAll(() => p.stop());

const asPlatform = (statement: string, values: (string | number)[]) =>
  p.api.database
    .withPlatform('test', (tx) => tx.sql.unsafe(statement, values))
    .then(
      (rows) => Object.values(rows[0] ?? {})[0] as unknown,
      (error: unknown) => (error as { code?: string }).code,
    );
const reverse = (paymentId: string, kind: string, id: string, amount: number) =>
  asPlatform('select post_payment_reversal($1, $2, $3, $4, $5)', [p.customer.id, paymentId, kind, id, amount]);

test('nothing is credited before it was received, and only exactly what was asked for', async () => {
  const opened = await p.open('50');
  const credit = () => asPlatform('select post_payment($1, $2)', [p.customer.id, opened.id]);
  expect(await credit()).toBe('invalid_transition');
  await p.api.behind`
    update payments set received_micros = 49990000, received_currency = 'CNY', received_at = now(), provider_payment_id = 'pi_less'
    where id = ${opened.id}`;
  expect(await credit()).toBe('invalid_transition');
  await p.api.behind`update payments set received_micros = 50000000, received_currency = 'USD' where id = ${opened.id}`;
  expect(await credit()).toBe('invalid_transition');
  expect(await reverse(opened.id, 'refund', 're_early', 1)).toBe('invalid_transition');
  await p.api.behind`update payments set received_currency = 'CNY' where id = ${opened.id}`;
  expect([await credit(), await credit()]).toEqual([true, false]);
});

test('each reversal is posted once by its name; a refund that was never posted cannot be undone', async () => {
  const { payment } = await p.pay('60');
  await p.stripe.flush();
  expect(await reverse(payment.id, 'refund_failed', 're_1', 5_000_000)).toBe('invalid_transition');
  expect([
    await reverse(payment.id, 'refund', 're_1', 5_000_000),
    await reverse(payment.id, 'refund', 're_1', 5_000_000),
  ]).toEqual([true, false]);
  expect(await reverse(payment.id, 'refund_failed', 're_1', 4_000_000)).toBe('invalid_transition');
  expect(await reverse(payment.id, 'refund_failed', 're_1', 5_000_000)).toBe(true);
  expect(await reverse(payment.id, 'gift', 're_2', 5_000_000)).toBe('invalid_amount');
  expect(await reverse(payment.id, 'refund', 're_3', -5)).toBe('invalid_amount');
  expect(await reverse(crypto.randomUUID(), 'refund', 're_4', 5)).toBe('not_found');
});

test('no role that logs in writes what was posted, and the app role no payment at all', async () => {
  for (const [url, statements] of [
    [
      p.api.urls.platform,
      ['delete from payments', 'delete from payment_postings', 'update payment_postings set amount_micros = 1'],
    ],
    [p.api.urls.platform, ['update payments set amount_micros = 1', 'insert into payments default values']],
    [
      p.api.urls.app,
      [
        'update payments set state = state',
        'insert into payment_reversals default values',
        'select from payment_events',
      ],
    ],
  ] as const) {
    const sql = postgres(url, { max: 1 });
    for (const statement of statements) await expect(sql.unsafe(statement)).rejects.toThrow('permission denied');
    await sql.end();
  }
});

test('a receipt says who paid what when, in both languages, prints by itself, and takes no name for markup', async () => {
  await p.api.behind`update tenants set name = '<img src=x onerror=alert(1)> & Co' where id = ${p.customer.id}`;
  const { payment, intentId } = await p.pay('1234.50');
  await p.stripe.flush();
  for (const [locale, words] of [
    ['zh-CN', ['收款凭证', '付款账户', '1,234.50 CNY', '(Asia/Shanghai)']],
    ['en', ['Receipt', 'Account', '1,234.50 CNY', 'not a tax invoice']],
  ] as const) {
    const response = await p.customer.client.fetch(`/v1/payments/${payment.id}/receipt?locale=${locale}`);
    const text = await response.text();
    for (const word of [...words, intentId, payment.id, '云呼 Yunhu', '&lt;img src=x', '@media print'])
      expect(text).toContain(word);
    expect(text).not.toContain('<img');
    expect(response.headers.get('content-type')).toContain('text/html');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'none'.*style-src 'sha256-/);
    expect(policy).not.toContain('unsafe');
  }
  expect((await p.customer.client.get(`/v1/payments/${payment.id}/receipt?locale=fr`)).status).toBe(422);
  expect((await p.agent.client.fetch(`/v1/payments/${payment.id}/receipt`)).status).toBe(200);
});
