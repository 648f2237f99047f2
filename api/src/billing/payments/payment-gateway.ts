import type { Checkout, ListedPayment, PaymentNews, RequestedRefund, ServiceEvent } from '@yunhu/db/billing';

/** What is told about a payment to make a checkout of it. Of the payment alone, so that asking again asks for the very same. */
export type PayablePayment = Pick<ListedPayment, 'tenantId' | 'id' | 'amountMicros' | 'currency' | 'createdAt'>;

/** An event as it came, with what has to be asked for before it tells everything. */
export interface ReceivedEvent extends ServiceEvent {
  /** The event says only that there are refunds of this payment. */
  readonly refundsOf?: string;
}

/**
 * The payment service. Every effect carries a key of its own, so that asking again after a lost answer is the same request. Throws
 * `payment_refused` with the service's reason, and `payments_unavailable` where asking again may help.
 */
export interface PaymentGateway {
  /** No real money moves. */
  readonly testMode: boolean;
  createCheckout(payment: PayablePayment): Promise<Checkout>;
  readCheckout(checkoutId: string): Promise<PaymentNews>;
  /** What is known of the payment of that name; undefined where it is none that we asked for. */
  findPayment(providerPaymentId: string): Promise<PaymentNews | undefined>;
  /** Answers the service's name of the refund. */
  createRefund(refund: RequestedRefund): Promise<string>;
  readRefund(providerId: string): Promise<PaymentNews>;
  listRefunds(providerPaymentId: string): Promise<PaymentNews>;
  /** Throws BadSignature for anything that was not signed with our secret, or too long ago. */
  readEvent(raw: Uint8Array, signature: string | undefined): ReceivedEvent;
}

export class BadSignature extends Error {
  override readonly name = 'BadSignature';
}
