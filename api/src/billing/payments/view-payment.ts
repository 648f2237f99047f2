import type { ListedPayment, ListedReversal, PaymentDetail as FoundPayment } from '@yunhu/db/billing';
import type { Payment, PaymentDetail, PaymentReversal } from './schemas.ts';

const withReceipt: readonly ListedPayment['state'][] = ['paid', 'partly_refunded', 'refunded', 'disputed'];

/** Whether there is something to give a receipt of: money that was credited. */
export function hasReceipt({
  state,
  amountMicros,
  currency,
  receivedMicros,
  receivedCurrency,
}: ListedPayment): boolean {
  return withReceipt.includes(state) && receivedMicros === amountMicros && receivedCurrency === currency;
}

/** A payment as `readerId` sees it: only who pays is told where. */
export function viewPayment(found: ListedPayment, readerId: string): Payment {
  const isPayable = found.state === 'created' && found.tenantId === readerId;
  return {
    id: found.id,
    tenant: { id: found.tenantId, name: found.tenantName },
    amountMicros: String(found.amountMicros),
    currency: found.currency,
    state: found.state,
    receivedMicros: found.receivedMicros === null ? null : String(found.receivedMicros),
    receivedCurrency: found.receivedCurrency,
    receivedAt: found.receivedAt?.toISOString() ?? null,
    refundedMicros: String(found.refundedMicros),
    disputedMicros: String(found.disputedMicros),
    checkoutUrl: isPayable ? found.checkoutUrl : null,
    reference: found.providerPaymentId,
    failure: found.failure,
    hasReceipt: hasReceipt(found),
    createdAt: found.createdAt.toISOString(),
  };
}

export function viewPaymentDetail(found: FoundPayment, readerId: string): PaymentDetail {
  return {
    ...viewPayment(found, readerId),
    reversals: found.reversals.map(viewReversal),
    refundableMicros: String(found.refundableMicros),
  };
}

function viewReversal({ id, kind, amountMicros, status, reason, createdAt }: ListedReversal): PaymentReversal {
  return { id, kind, amountMicros: String(amountMicros), status, reason, createdAt: createdAt.toISOString() };
}
