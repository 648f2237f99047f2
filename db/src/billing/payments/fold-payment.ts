// What a payment is, from what is known of it. The facts only ever join (received once, refunds and disputes by their names, a
// dispute's movements by theirs, of a status the newest), so the order in which they came to be known leaves no trace.
import type { Micros } from '../micros.ts';
import { micros, zeroMicros } from '../micros.ts';
import type { PaymentState } from './payment-state.ts';
import type { postingKinds } from './tables.ts';

/** Money that a dispute moved: taken by the payer's bank, or returned by it. */
export interface DisputeMovement {
  readonly id: string;
  readonly micros: Micros;
  readonly out: boolean;
}

export interface ReversalFacts {
  readonly kind: 'refund' | 'dispute';
  /** null for a refund that we ask for and that the service has not named yet. */
  readonly providerId: string | null;
  readonly amountMicros: Micros;
  readonly status: string;
  readonly movements: readonly DisputeMovement[];
}

export interface PaymentFacts {
  readonly askedMicros: Micros;
  readonly askedCurrency: string;
  readonly received:
    { readonly micros: Micros; readonly currency: string; readonly providerPaymentId: string } | undefined;
  readonly isProcessing: boolean;
  readonly isExpired: boolean;
  readonly isFailed: boolean;
  readonly reversals: readonly ReversalFacts[];
}

export interface Posting {
  readonly kind: (typeof postingKinds)[number];
  readonly providerId: string;
  readonly amountMicros: Micros;
}

export interface FoldedPayment {
  readonly state: PaymentState;
  /** Everything that stands in the ledger for it, in an order in which it can be posted. */
  readonly postings: readonly Posting[];
  readonly refundedMicros: Micros;
  readonly disputedMicros: Micros;
  /** What may still be given back, refunds that are only asked for taken off. */
  readonly refundableMicros: Micros;
}

/** A refund that the service knows and that is to reach the payer: its money is gone from our account from the first moment. */
const liveRefunds = new Set(['pending', 'requires_action', 'succeeded']);
/** A refund that did not reach the payer: the money came back. */
const deadRefunds = new Set(['failed', 'canceled']);

export function foldPayment(facts: PaymentFacts): FoldedPayment {
  const refunds = facts.reversals.filter((reversal) => reversal.kind === 'refund');
  const movements = facts.reversals.flatMap((reversal) => (reversal.kind === 'dispute' ? reversal.movements : []));
  const refunded = sum(refunds.filter(({ status }) => liveRefunds.has(status)).map((refund) => refund.amountMicros));
  const asked = sum(refunds.filter(({ status }) => status === 'requested').map((refund) => refund.amountMicros));
  // A bank may return more than it took (another rate of exchange); what it holds is never less than nothing.
  const disputed = larger(zeroMicros, sum(movements.map(({ micros: moved, out }) => (out ? moved : micros(-moved)))));
  const received = facts.received?.micros ?? zeroMicros;
  return {
    state: stateOf(facts, { refunded, disputed }),
    postings: isCredited(facts) ? postingsOf(facts, refunds, movements) : [],
    refundedMicros: refunded,
    disputedMicros: disputed,
    refundableMicros: larger(zeroMicros, micros(received - refunded - asked - disputed)),
  };
}

/** What was received is credited when it is what was asked for, to the last unit and in the same currency. */
function isCredited({ askedMicros, askedCurrency, received }: PaymentFacts): boolean {
  return received !== undefined && received.micros === askedMicros && received.currency === askedCurrency;
}

function stateOf(facts: PaymentFacts, { refunded, disputed }: { refunded: Micros; disputed: Micros }): PaymentState {
  const { received } = facts;
  if (received === undefined) {
    if (facts.isFailed) return 'failed';
    if (facts.isExpired) return 'expired';
    return facts.isProcessing ? 'processing' : 'created';
  }
  if (refunded >= received.micros) return 'refunded';
  if (!isCredited(facts)) return 'mismatched';
  if (disputed > 0n) return 'disputed';
  return refunded > 0n ? 'partly_refunded' : 'paid';
}

function postingsOf(
  { askedMicros, received }: PaymentFacts,
  refunds: readonly ReversalFacts[],
  movements: readonly DisputeMovement[],
): Posting[] {
  if (received === undefined) return [];
  const known = refunds.flatMap(({ providerId, amountMicros, status }) =>
    providerId === null ? [] : [{ providerId, amountMicros, status }],
  );
  const gone = known.filter(({ status }) => liveRefunds.has(status) || deadRefunds.has(status));
  return [
    { kind: 'payment', providerId: received.providerPaymentId, amountMicros: askedMicros },
    ...gone.map(({ providerId, amountMicros }) => ({ kind: 'refund' as const, providerId, amountMicros })),
    ...gone
      .filter(({ status }) => deadRefunds.has(status))
      .map(({ providerId, amountMicros }) => ({ kind: 'refund_failed' as const, providerId, amountMicros })),
    ...movements.map(({ id, micros: moved, out }) => ({
      kind: out ? ('dispute' as const) : ('dispute_reversal' as const),
      providerId: id,
      amountMicros: moved,
    })),
  ];
}

const sum = (amounts: readonly Micros[]): Micros => micros(amounts.reduce((total, amount) => total + amount, 0n));
const larger = (a: Micros, b: Micros): Micros => (a > b ? a : b);
