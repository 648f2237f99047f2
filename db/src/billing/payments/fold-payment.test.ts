import fc from 'fast-check';
import { expect, test } from 'vitest';
import { micros } from '../micros.ts';
import { foldPayment, type PaymentFacts, type ReversalFacts } from './fold-payment.ts';
import { joinDisputeStatus, joinRefundStatus } from './join-status.ts';
import { type PaymentState, paymentStates, paymentTransitions, statesBefore } from './payment-state.ts';

const asked = { askedMicros: micros(100_000_000n), askedCurrency: 'CNY' };
const nothing: PaymentFacts = {
  ...asked,
  received: undefined,
  isProcessing: false,
  isExpired: false,
  isFailed: false,
  reversals: [],
};
const received = { micros: asked.askedMicros, currency: 'CNY', providerPaymentId: 'pi' };

const refund = fc
  .record({ cents: fc.bigInt({ min: 1n, max: 5_000n }), id: fc.constantFrom('re_1', 're_2', 're_3') })
  .chain(({ cents, id }) =>
    fc
      .constantFrom('requested', 'refused', 'pending', 'succeeded', 'failed', 'canceled')
      .map((status): ReversalFacts => ({
        kind: 'refund',
        providerId: status === 'requested' || status === 'refused' ? null : id,
        amountMicros: micros(cents * 10_000n),
        status,
        movements: [],
      })),
  );
const dispute = fc
  .array(fc.record({ cents: fc.bigInt({ min: 1n, max: 5_000n }), out: fc.boolean() }), { maxLength: 3 })
  .map((moves): ReversalFacts => ({
    kind: 'dispute',
    providerId: 'du_1',
    amountMicros: micros(1n),
    status: 'needs_response',
    movements: moves.map(({ cents, out }, i) => ({ id: `txn_${i}`, micros: micros(cents * 10_000n), out })),
  }));
const facts = fc.record({
  ...{ askedMicros: fc.constant(asked.askedMicros), askedCurrency: fc.constant('CNY') },
  received: fc.constantFrom(undefined, received, { ...received, currency: 'USD' }, { ...received, micros: micros(1n) }),
  ...{ isProcessing: fc.boolean(), isExpired: fc.boolean(), isFailed: fc.boolean() },
  reversals: fc.array(fc.oneof(refund, dispute), { maxLength: 4 }),
});

test('nothing is posted before money was received, nor for money that is not what was asked for', () => {
  fc.assert(
    fc.property(facts, (known) => {
      const isCredited = known.received?.micros === asked.askedMicros && known.received.currency === 'CNY';
      const { postings } = foldPayment(known);
      expect(postings.filter((one) => one.kind === 'payment')).toHaveLength(isCredited ? 1 : 0);
      if (!isCredited) expect(postings).toEqual([]);
    }),
  );
});

test('what is refunded and disputed is what was posted for it, less what came back', () => {
  fc.assert(
    fc.property(facts, (known) => {
      const { postings, refundedMicros, disputedMicros, refundableMicros } = foldPayment({ ...known, received });
      const sumOf = (kind: string) =>
        postings.filter((one) => one.kind === kind).reduce((sum, one) => sum + one.amountMicros, 0n);
      expect(refundedMicros).toBe(sumOf('refund') - sumOf('refund_failed'));
      const held = sumOf('dispute') - sumOf('dispute_reversal');
      expect(disputedMicros).toBe(held > 0n ? held : 0n);
      expect(refundableMicros).toBeGreaterThanOrEqual(0n);
    }),
  );
});

test('learning more never takes a posting away', () => {
  fc.assert(
    fc.property(facts, refund, (known, more) => {
      const before = foldPayment({ ...known, received }).postings;
      const after = foldPayment({ ...known, received, reversals: [...known.reversals, more] }).postings;
      for (const posting of before) expect(after).toContainEqual(posting);
    }),
  );
});

test('whatever is learnt after whatever was known, the states’ table allows the change', () => {
  fc.assert(
    fc.property(facts, facts, (known, more) => {
      // Facts only join: what was received once, processing, expired and failed stay.
      const joined: PaymentFacts = {
        ...known,
        received: known.received ?? more.received,
        isProcessing: known.isProcessing || more.isProcessing,
        isExpired: known.isExpired || more.isExpired,
        isFailed: known.isFailed || more.isFailed,
        reversals: [...known.reversals, ...more.reversals],
      };
      expect(statesBefore(foldPayment(joined).state)).toContain(foldPayment(known).state);
    }),
  );
});

test.each([
  ['nothing known', {}, 'created'],
  ['on its way', { isProcessing: true }, 'processing'],
  ['its time ran out', { isExpired: true }, 'expired'],
  ['it failed after being on its way', { isProcessing: true, isFailed: true }, 'failed'],
  ['paid, though its time seemed over', { isExpired: true, received }, 'paid'],
  ['another currency', { received: { ...received, currency: 'USD' } }, 'mismatched'],
] as const)('%s', (_, known, state) => {
  expect(foldPayment({ ...nothing, ...known }).state).toBe(state);
});

test('what was received is never un-received', () => {
  const before: PaymentState[] = ['created', 'processing', 'expired', 'failed'];
  for (const from of paymentStates.filter((state) => !before.includes(state)))
    for (const to of paymentTransitions[from]) expect(before).not.toContain(to);
});

test('joining statuses does not care for order, repetition or grouping', () => {
  const refundWord = fc.constantFrom(
    'requested',
    'refused',
    'pending',
    'requires_action',
    'succeeded',
    'failed',
    'canceled',
  );
  fc.assert(
    fc.property(fc.array(refundWord, { minLength: 1, maxLength: 5 }), fc.nat(), (words, turn) => {
      const known = words.filter((word) => word !== 'refused');
      const turned = [...known.slice(turn % words.length), ...known.slice(0, turn % words.length), ...known];
      const join = (all: readonly string[]) => all.reduce(joinRefundStatus, 'requested');
      expect(join(turned)).toBe(join(known));
    }),
  );
  const dated = fc.record({
    status: fc.constantFrom('needs_response', 'under_review', 'won', 'lost', 'a_new_word', 'another_one'),
    at: fc.constantFrom(1000, 2000, 3000).map((ms) => new Date(ms)),
  });
  fc.assert(
    fc.property(fc.array(dated, { minLength: 1, maxLength: 6 }), (words) => {
      const join = (all: readonly { status: string; at: Date }[]) => all.reduce((a, b) => joinDisputeStatus(a, b));
      expect(join(words.toReversed())).toEqual(join(words));
      expect(join([...words, ...words])).toEqual(join(words));
    }),
  );
});
