export const paymentStates = [
  'created',
  'processing',
  'paid',
  'partly_refunded',
  'refunded',
  'disputed',
  'mismatched',
  'expired',
  'failed',
] as const;
export type PaymentState = (typeof paymentStates)[number];

/** Once money was received, it is one of these: which one depends on how much of it has gone back, and by whom. */
const received = ['paid', 'partly_refunded', 'refunded', 'disputed'] as const;
const receivedOrMismatched = [...received, 'mismatched'] as const;

/**
 * What a payment may become. Facts come in any order, so a payment may be found refunded at once; and money that was received counts,
 * also where the checkout was thought to be over. What was received is never un-received.
 */
export const paymentTransitions = {
  created: ['processing', 'expired', 'failed', ...receivedOrMismatched],
  processing: ['expired', 'failed', ...receivedOrMismatched],
  expired: ['failed', ...receivedOrMismatched],
  failed: receivedOrMismatched,
  paid: received,
  partly_refunded: received,
  refunded: receivedOrMismatched,
  disputed: received,
  mismatched: ['refunded'],
} as const satisfies Record<PaymentState, readonly PaymentState[]>;

/** From which states a payment may come to be in this one, itself among them. */
export function statesBefore(state: PaymentState): PaymentState[] {
  return paymentStates.filter(
    (from) => from === state || (paymentTransitions[from] as readonly PaymentState[]).includes(state),
  );
}

/** Nothing was received yet, and something still may. */
export const openStates = ['created', 'processing'] as const satisfies readonly PaymentState[];
