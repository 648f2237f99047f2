// Whatever happens to a payment at Stripe's, and in whatever order, however often and through however many processes we hear of it:
// the ledger ends the same.
import { recordEvent } from '@yunhu/db/billing';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readStripeEvent } from '../../api/src/billing/payments/read-stripe.ts';
import { type PaymentsApi, sessionOf, startPaymentsApi } from '../setup/payments.ts';
import { type Stripe, StripeAccount, StripeRefusal } from '../setup/stripe-server.ts';

let p: PaymentsApi;

beforeAll(async () => {
  p = await startPaymentsApi();
});
beforeEach(() => void p.stripe.held.splice(0));
afterEach(async () => expect(await p.broken()).toEqual([]));
afterAll(() => p.stop());

/** What people and banks do next; numbers choose among what there is. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('refund' as const), cents: fc.integer({ min: 1, max: 6_000 }), pending: fc.boolean() }),
  fc.record({
    kind: fc.constant('refund-ends' as const),
    which: fc.nat(5),
    status: fc.constantFrom('succeeded' as const, 'failed' as const, 'canceled' as const),
  }),
  fc.record({
    kind: fc.constant('dispute' as const),
    cents: fc.integer({ min: 1, max: 10_000 }),
    enquiry: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('dispute-moves' as const), which: fc.nat(5) }),
  fc.record({ kind: fc.constant('dispute-ends' as const), which: fc.nat(5), won: fc.boolean() }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const story = fc.record({
  later: fc.boolean(),
  steps: fc.array(step, { maxLength: 8 }),
  /** How often each event comes, and in which order all of them. */
  copies: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 60, maxLength: 60 }),
  order: fc.array(fc.nat(), { minLength: 180, maxLength: 180 }),
});

function take(account: StripeAccount, intentId: string, next: Step): void {
  const refunds = [...account.refunds.values()].filter((one) => one.payment_intent === intentId);
  const disputes = [...account.disputes.values()].filter((one) => one.payment_intent === intentId);
  const open = disputes.filter((one) => !['won', 'lost', 'warning_closed'].includes(one.status));
  if (next.kind === 'refund') {
    account.refundStatus = next.pending ? 'pending' : 'succeeded';
    account.refund({ payment_intent: intentId, amount: next.cents });
  } else if (next.kind === 'dispute') account.dispute(intentId, { amount: next.cents, enquiry: next.enquiry });
  else if (next.kind === 'refund-ends') {
    const refund = refunds[next.which % Math.max(refunds.length, 1)];
    if (refund?.status === 'pending' || (refund?.status === 'succeeded' && next.status === 'failed'))
      account.changeRefund(refund.id, next.status);
  } else {
    const dispute = open[next.which % Math.max(open.length, 1)];
    if (dispute === undefined) return;
    if (next.kind === 'dispute-moves') account.updateDispute(dispute.id, 'under_review');
    else
      account.closeDispute(
        dispute.id,
        dispute.balance_transactions.length === 0 ? 'warning_closed' : next.won ? 'won' : 'lost',
      );
  }
}

/** What must stand in the ledger in the end, as Stripe's own objects say it. */
function expected(account: StripeAccount, intent: Stripe.PaymentIntent): string[] {
  const micros = (cents: number) => cents * 10_000;
  const refunds = [...account.refunds.values()].filter((one) => one.payment_intent === intent.id);
  const disputes = [...account.disputes.values()].filter((one) => one.payment_intent === intent.id);
  return [
    `payment ${intent.id} ${micros(intent.amount)}`,
    ...refunds.map((one) => `refund ${one.id} ${-micros(one.amount)}`),
    ...refunds
      .filter((one) => one.status === 'failed' || one.status === 'canceled')
      .map((one) => `refund_failed ${one.id} ${micros(one.amount)}`),
    ...disputes.flatMap((one) =>
      one.balance_transactions.map(
        (moved) => `${moved.amount < 0 ? 'dispute' : 'dispute_reversal'} ${moved.id} ${micros(moved.amount)}`,
      ),
    ),
  ].sort();
}

/** Lets a story happen, and answers its events as they will come. */
async function happen({ later, steps, copies, order }: typeof story extends fc.Arbitrary<infer S> ? S : never) {
  const { account, held } = p.stripe;
  const { payment, intentId } = await p.pay('100', { later });
  if (later) account.settle(sessionOf(p.stripe, payment.id).id, 'succeeded');
  for (const next of steps) {
    try {
      take(account, intentId, next);
    } catch (error) {
      if (!(error instanceof StripeRefusal)) throw error;
    }
  }
  account.refundStatus = 'succeeded';
  const events = held
    .splice(0)
    .flatMap((event, i) => Array.from({ length: copies[i % copies.length] ?? 1 }, () => event));
  const shuffled = events
    .map((event, i) => ({ event, at: order[i % order.length] ?? 0 }))
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => event);
  return { payment, intent: account.intent(intentId), shuffled };
}

describe('any order of events ends in the same ledger', () => {
  test('one after another, asking Stripe whose they are', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const { payment, intent, shuffled } = await happen(told);
        const before = (await p.wallet(p.customer.id)).balance;
        p.stripe.held.push(...shuffled);
        expect(new Set(await p.stripe.flush())).toEqual(new Set([200]));
        await endsAs(payment.id, intent, before);
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });

  test('many at once', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const { payment, intent, shuffled } = await happen(told);
        const before = (await p.wallet(p.customer.id)).balance;
        const statuses = await Promise.all(
          shuffled.map((event) => {
            const { body, signature } = p.stripe.sign(event);
            return p.deliver(body, signature);
          }),
        );
        expect(new Set(statuses)).toEqual(new Set([200]));
        await endsAs(payment.id, intent, before);
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });

  test('with a Stripe that cannot be asked: what comes before its payment waits for it', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const { payment, intent, shuffled } = await happen(told);
        const before = (await p.wallet(p.customer.id)).balance;
        for (const event of shuffled)
          await p.api.database.withPlatform('test', (tx) => recordEvent(tx, readStripeEvent(event, false)));
        await endsAs(payment.id, intent, before);
        const waiting = await p.api.behind`select from payment_events where processed_at is null`;
        expect(waiting).toHaveLength(0);
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });
});

async function endsAs(paymentId: string, intent: Stripe.PaymentIntent, balanceBefore: bigint): Promise<void> {
  const wanted = expected(p.stripe.account, intent);
  expect(await p.postings(paymentId)).toEqual(wanted);
  const moved = wanted.reduce((sum, line) => sum + BigInt(line.split(' ')[2] ?? 0), 0n);
  const { balance, state } = await p.wallet(p.customer.id);
  expect(balance).toBe(balanceBefore + moved);
  expect(state).toBe(balance < 0n ? 'blocked' : 'active');
  const sumOf = (kinds: readonly string[]) =>
    wanted
      .filter((line) => kinds.includes(line.split(' ')[0] ?? ''))
      .reduce((sum, line) => sum - BigInt(line.split(' ')[2] ?? 0), 0n);
  const [refunded, disputed] = [sumOf(['refund', 'refund_failed']), sumOf(['dispute', 'dispute_reversal'])];
  const found = await p.read(paymentId);
  expect(found).toMatchObject({ refundedMicros: String(refunded), disputedMicros: String(disputed) });
  const whole = 100_000_000n;
  const word = refunded >= whole ? 'refunded' : disputed > 0n ? 'disputed' : refunded > 0n ? 'partly_refunded' : 'paid';
  expect(found.state).toBe(word);
  // Of a dispute the page shows where it stands at Stripe's now, not what came last.
  const atStripe = [...p.stripe.account.disputes.values()].filter((one) => one.payment_intent === intent.id);
  expect(
    found.reversals
      .filter((one) => one.kind === 'dispute')
      .map((one) => one.status)
      .sort(),
  ).toEqual(atStripe.map((one) => one.status).sort());
}
