// Money that goes back: refunds that the operator asks for, refunds made elsewhere, disputes; and what that does to a wallet.
import { paymentDetail } from '@yunhu/api/schemas';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { equipCustomer } from '../setup/customer.ts';
import { type PaymentsApi, startPaymentsApi } from '../setup/payments.ts';

let p: PaymentsApi;

beforeAll(async () => {
  p = await startPaymentsApi();
});
beforeEach(() => void p.stripe.held.splice(0));
afterEach(async () => expect(await p.broken()).toEqual([]));
afterAll(() => p.stop());

const paid = async (amount: string) => {
  const made = await p.pay(amount);
  await p.stripe.flush();
  return made;
};

test('a part is given back when Stripe says so, not when it is asked for; and then the rest', async () => {
  const before = (await p.wallet(p.customer.id)).balance;
  const { payment } = await paid('100');
  const asked = (await p.refund(payment.id, '30.50')).as(paymentDetail);
  expect(asked).toMatchObject({ state: 'paid', refundedMicros: '0', refundableMicros: '69500000' });
  expect(asked.reversals).toMatchObject([{ status: 'requested', amountMicros: '30500000' }]);
  expect((await p.wallet(p.customer.id)).balance).toBe(before + 100_000_000n);

  await p.stripe.flush();
  expect(await p.read(payment.id)).toMatchObject({
    state: 'partly_refunded',
    refundedMicros: '30500000',
    refundableMicros: '69500000',
    reversals: [{ status: 'succeeded' }],
  });
  expect((await p.wallet(p.customer.id)).balance).toBe(before + 69_500_000n);

  (await p.refund(payment.id)).as(paymentDetail);
  await p.stripe.flush();
  expect(await p.read(payment.id)).toMatchObject({ state: 'refunded', refundableMicros: '0' });
  expect((await p.wallet(p.customer.id)).balance).toBe(before);
  expect((await p.refund(payment.id)).body).toMatchObject({ code: 'refund_too_large' });
});

test('more than is left is refused, also by two requests at once, and nothing of it reaches Stripe', async () => {
  const { payment, intentId } = await paid('100');
  expect((await p.refund(payment.id, '100.01')).body).toMatchObject({ status: 422, code: 'refund_too_large' });
  expect((await p.refund(payment.id, '10.001')).body).toMatchObject({ status: 422, code: 'invalid_amount' });
  const both = await Promise.all([p.refund(payment.id, '60'), p.refund(payment.id, '60')]);
  expect(both.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([201, 422]);
  expect([...p.stripe.account.refunds.values()].filter((one) => one.payment_intent === intentId)).toHaveLength(1);
  await p.stripe.flush();
  expect(await p.read(payment.id)).toMatchObject({ refundedMicros: '60000000', refundableMicros: '40000000' });
});

test('the same key is the same refund, at us and at Stripe; another amount under it is refused', async () => {
  const { payment, intentId } = await paid('50');
  const key = crypto.randomUUID();
  p.stripe.trouble('answer-lost', 3);
  // It was taken, and we do not know.
  expect((await p.refund(payment.id, '20', key)).as(paymentDetail).reversals).toMatchObject([{ status: 'requested' }]);
  (await p.refund(payment.id, '20', key)).as(paymentDetail);
  expect((await p.refund(payment.id, '21', key)).body).toMatchObject({ code: 'idempotency_conflict' });
  expect([...p.stripe.account.refunds.values()].filter((one) => one.payment_intent === intentId)).toHaveLength(1);
  await p.stripe.flush();
  expect(await p.read(payment.id)).toMatchObject({ refundedMicros: '20000000', reversals: [{ status: 'succeeded' }] });
});

test('what one person gives back to one payer in a day ends at the limit of what is moved alone', async () => {
  const set = (micros: number | null) => p.api.behind`
    update money_settings set transfer_approval_limit_micros = ${micros} where tenant_id = ${p.api.operatorId}`;
  await p.api.behind`update payment_reversals set created_at = created_at - interval '25 hours'`;
  const payments = [await paid('100'), await paid('100'), await paid('100')].map(({ payment }) => payment.id);
  await set(100_000_000);
  try {
    const [first = '', second = '', third = ''] = payments;
    const alone = { status: 403, code: 'second_person_needed' };
    expect((await p.refund(first, '60')).status).toBe(201);
    expect((await p.refund(first, '40')).status).toBe(201);
    expect((await p.refund(second, '0.01')).body).toMatchObject(alone);
    await p.api.behind`update payment_reversals set created_at = created_at - interval '25 hours'`;
    const both = await Promise.all([p.refund(second, '60'), p.refund(third, '60')]);
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 403]);
  } finally {
    await set(null);
  }
});

test('a refund that Stripe refuses gives nothing back, says why, and can be tried again', async () => {
  const { payment, intentId } = await paid('50');
  // Somebody was quicker, and we have not heard of it.
  p.stripe.account.refund({ payment_intent: intentId, amount: 5_000 });
  const made = p.stripe.held.splice(0).filter((event) => event.type === 'refund.created');
  const refused = await p.refund(payment.id, '50');
  expect(refused.body).toMatchObject({ status: 422, code: 'payment_refused' });
  expect(JSON.stringify(refused.body)).toContain('already been refunded');
  expect((await p.read(payment.id)).reversals).toMatchObject([{ status: 'refused' }]);
  p.stripe.held.push(...made);
  expect(await p.stripe.flush()).toEqual([200]);
  expect(await p.read(payment.id)).toMatchObject({ state: 'refunded', refundableMicros: '0' });
});

test('a refund that does not reach the payer comes back to the wallet', async () => {
  const before = (await p.wallet(p.customer.id)).balance;
  const { payment } = await paid('40');
  p.stripe.account.refundStatus = 'pending';
  (await p.refund(payment.id, '15')).as(paymentDetail);
  p.stripe.account.refundStatus = 'succeeded';
  await p.stripe.flush();
  expect(await p.read(payment.id)).toMatchObject({ state: 'partly_refunded', reversals: [{ status: 'pending' }] });
  const [refund] = [...p.stripe.account.refunds.values()].slice(-1);
  p.stripe.account.changeRefund(refund?.id ?? '', 'failed');
  await p.stripe.flush();
  expect(await p.read(payment.id)).toMatchObject({
    state: 'paid',
    refundableMicros: '40000000',
    reversals: [{ status: 'failed', reason: 'lost_or_stolen_card' }],
  });
  expect((await p.wallet(p.customer.id)).balance).toBe(before + 40_000_000n);
});

test('only the operator gives back; and who has no right to a payment does not find it', async () => {
  const { payment } = await paid('20');
  const key = { 'idempotency-key': 'a key for a refund' };
  for (const client of [p.customer.client, p.agent.client])
    expect((await client.post(`/v1/payments/${payment.id}/refunds`, {}, key)).status).toBe(403);
  expect((await p.operator.post(`/v1/payments/${crypto.randomUUID()}/refunds`, {}, key)).status).toBe(404);
  const opened = await p.open('20');
  expect((await p.operator.post(`/v1/payments/${opened.id}/refunds`, {}, key)).body).toMatchObject({
    code: 'invalid_transition',
  });
});

test('a dispute after the money is spent takes the wallet below zero and blocks it, and nothing else changes', async () => {
  const kit = await equipCustomer(p.api, p.customer.id, { name: 'Customer' });
  const task = (
    await p.customer.client.post('/v1/tasks', { name: 'Spring', flowId: kit.flowId, callerIdId: kit.callerIdId })
  ).body as { id: string };
  await p.customer.client.post(`/v1/tasks/${task.id}/lists?fileName=list.txt`, '13800000001\n');
  const { payment, intentId } = await paid('200');
  await spendAll();
  const others = await otherWallets();

  const dispute = p.stripe.account.dispute(intentId);
  await p.stripe.flush();
  expect(await p.wallet(p.customer.id)).toEqual({
    balance: -200_000_000n,
    state: 'blocked',
    reason: 'negative_balance',
  });
  expect(await p.read(payment.id)).toMatchObject({
    state: 'disputed',
    disputedMicros: '200000000',
    refundableMicros: '0',
    reversals: [{ kind: 'dispute', status: 'needs_response', reason: 'fraudulent' }],
  });
  expect(await openAlerts()).toEqual(['payment_disputed critical', 'wallet_blocked critical']);
  expect(await otherWallets()).toEqual(others);
  expect((await p.customer.client.post(`/v1/tasks/${task.id}/start`)).body).toMatchObject({ code: 'wallet_blocked' });

  // Winning gives it back, and lifts the block.
  p.stripe.account.closeDispute(dispute.id, 'won');
  await p.stripe.flush();
  expect(await p.wallet(p.customer.id)).toEqual({ balance: 0n, state: 'active', reason: null });
  expect(await p.read(payment.id)).toMatchObject({
    state: 'paid',
    disputedMicros: '0',
    reversals: [{ status: 'won' }],
  });
  expect(await openAlerts()).toEqual([]);
});

test('money that comes in lifts the block as soon as the wallet is at zero again, and not before', async () => {
  const { intentId } = await paid('60');
  await spendAll();
  p.stripe.account.dispute(intentId);
  await p.stripe.flush();
  await paid('59.99');
  expect(await p.wallet(p.customer.id)).toEqual({ balance: -10_000n, state: 'blocked', reason: 'negative_balance' });
  const topUp = await p.agent.client.post(
    `/v1/tenants/${p.customer.id}/top-ups`,
    { amount: '0.01' },
    { 'idempotency-key': 'one cent more' },
  );
  expect(topUp.status).toBe(201);
  expect(await p.wallet(p.customer.id)).toEqual({ balance: 0n, state: 'active', reason: null });
});

test('a wallet that its seller blocked stays so, whatever comes in', async () => {
  await p.api
    .behind`update wallets set state = 'blocked', blocked_reason = 'by_seller' where tenant_id = ${p.customer.id}`;
  await paid('20');
  expect(await p.wallet(p.customer.id)).toMatchObject({ state: 'blocked', reason: 'by_seller' });
  await p.api.behind`update wallets set state = 'active', blocked_reason = null where tenant_id = ${p.customer.id}`;
});

test('a bank’s question moves no money; a lost dispute leaves the money gone and the alert standing', async () => {
  const { payment, intentId } = await paid('80');
  const before = await p.wallet(p.customer.id);
  const question = p.stripe.account.dispute(intentId, { enquiry: true });
  await p.stripe.flush();
  expect(await p.wallet(p.customer.id)).toEqual(before);
  expect(await alertOf(payment.id)).toBe('warning open');
  p.stripe.account.closeDispute(question.id, 'warning_closed');
  await p.stripe.flush();
  expect(await alertOf(payment.id)).toBe('warning resolved');

  const dispute = p.stripe.account.dispute(intentId, { amount: 3_000 });
  p.stripe.account.closeDispute(dispute.id, 'lost');
  await p.stripe.flush();
  expect((await p.wallet(p.customer.id)).balance).toBe(before.balance - 30_000_000n);
  expect(await p.read(payment.id)).toMatchObject({ state: 'disputed', refundableMicros: '50000000' });
  expect(await alertOf(payment.id)).toBe('critical open');
});

/** What is there goes back to the agent, as it would go for calls. */
async function spendAll(): Promise<void> {
  const { balance } = await p.wallet(p.customer.id);
  if (balance <= 0n) return;
  const moved = await p.api.database.withTenant(
    { tenantId: p.agent.id },
    (tx) => tx.sql`
    select request_money(${p.customer.id}, 'withdrawal', true, ${balance}, null, null, ${crypto.randomUUID()}, null)`,
  );
  expect(moved).toHaveLength(1);
}

async function otherWallets() {
  return p.api.behind`
    select id, balance_micros::text, held_micros::text, state from wallets
    where kind <> 'external' and tenant_id <> ${p.customer.id} order by id`;
}

async function openAlerts(): Promise<string[]> {
  const rows = await p.api.behind<{ said: string }[]>`
    select kind || ' ' || level as said from alerts where tenant_id = ${p.customer.id} and resolved_at is null order by 1`;
  return rows.map((row) => row.said);
}

async function alertOf(paymentId: string): Promise<string> {
  const [row] = await p.api.behind<[{ said: string }]>`
    select level || case when resolved_at is null then ' open' else ' resolved' end as said from alerts
    where subject_id = ${paymentId} order by raised_at desc, last_raised_at desc limit 1`;
  return row.said;
}
