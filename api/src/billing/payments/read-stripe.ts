// Stripe's objects in the record's words. Pure.
import type { PaymentNews } from '@yunhu/db/billing';
import type { Stripe } from 'stripe';
import { z } from 'zod';
import type { ReceivedEvent } from './payment-gateway.ts';

/** Our ids, as Stripe's objects carry them. */
export const metadataKeys = { tenant: 'yunhu_tenant', payment: 'yunhu_payment', refund: 'yunhu_refund' } as const;

type Payment = PaymentNews['payment'];
type Expandable = string | { readonly id: string } | null | undefined;

const idOf = (value: Expandable): string | undefined => (typeof value === 'string' ? value : value?.id);
const instant = (seconds: number): string => new Date(seconds * 1000).toISOString();
const uuid = z.uuid();

function paymentOf(metadata: Stripe.Metadata | null | undefined): Payment {
  const tenantId = uuid.safeParse(metadata?.[metadataKeys.tenant]);
  const id = uuid.safeParse(metadata?.[metadataKeys.payment]);
  return tenantId.success && id.success ? { tenantId: tenantId.data, id: id.data } : undefined;
}

/** What a checkout tells at `at` (seconds). The money is what Stripe says was paid, whatever was asked for. */
export function newsOfSession(session: Stripe.Checkout.Session, at: number): PaymentNews {
  const { amount_total: minor, currency, payment_status: paid, status } = session;
  const intent = session.payment_intent;
  const isFailed =
    status === 'complete' &&
    typeof intent === 'object' &&
    intent !== null &&
    intent.status === 'requires_payment_method';
  return {
    payment: paymentOf(session.metadata),
    checkoutId: session.id,
    providerPaymentId: idOf(intent),
    ...(paid === 'paid' && minor !== null && minor > 0 && currency !== null
      ? { received: { minor, currency: currency.toUpperCase(), at: instant(at) } }
      : {}),
    ...(paid === 'unpaid' && status === 'complete' ? { processingAt: instant(at) } : {}),
    ...(status === 'expired' ? { expiredAt: instant(at) } : {}),
    ...(isFailed ? { failedAt: instant(at), failure: intent.last_payment_error?.code ?? 'payment_failed' } : {}),
  };
}

export function newsOfRefunds(refunds: readonly Stripe.Refund[], at: number): PaymentNews | undefined {
  const providerPaymentId = idOf(refunds[0]?.payment_intent);
  if (providerPaymentId === undefined) return undefined;
  return {
    payment: paymentOf(refunds[0]?.metadata),
    providerPaymentId,
    refunds: refunds.map((refund) => {
      const ourId = uuid.safeParse(refund.metadata?.[metadataKeys.refund]);
      const reason = refund.failure_reason ?? refund.reason ?? undefined;
      return {
        providerId: refund.id,
        ...(ourId.success ? { ourId: ourId.data } : {}),
        minor: refund.amount,
        currency: refund.currency.toUpperCase(),
        // Stripe names every status that there is; one that it did not name is on its way.
        status: refund.status ?? 'pending',
        at: instant(at),
        ...(reason === undefined ? {} : { reason }),
      };
    }),
  };
}

function newsOfDispute(dispute: Stripe.Dispute, at: number): PaymentNews | undefined {
  const providerPaymentId = idOf(dispute.payment_intent);
  if (providerPaymentId === undefined) return undefined;
  const { amount, currency } = dispute;
  return {
    providerPaymentId,
    disputes: [
      {
        providerId: dispute.id,
        minor: amount,
        currency: currency.toUpperCase(),
        status: dispute.status,
        at: instant(at),
        reason: dispute.reason,
        // Money has moved where Stripe's balance has; an enquiry has no movements. What is settled in another currency than the
        // payer's counts as the disputed amount.
        movements: dispute.balance_transactions
          .filter((moved) => moved.amount !== 0)
          .map((moved) => ({
            id: moved.id,
            minor: moved.currency === currency ? Math.abs(moved.amount) : amount,
            out: moved.amount < 0,
          })),
      },
    ],
  };
}

/** What an event tells. Kinds that tell nothing about money are kept without news. */
export function readStripeEvent(event: Stripe.Event, isLive: boolean): ReceivedEvent {
  const base = { id: event.id, type: event.type, occurredAt: new Date(event.created * 1000) };
  // Test events may come to the same address; they are never money.
  if (event.livemode !== isLive) return { ...base, news: undefined };
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.expired':
      return { ...base, ...newsAndOwner(newsOfSession(event.data.object, event.created)) };
    case 'checkout.session.async_payment_failed': {
      const failed = { failedAt: instant(event.created), failure: 'payment_failed' };
      return { ...base, ...newsAndOwner({ ...newsOfSession(event.data.object, event.created), ...failed }) };
    }
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
    case 'charge.refund.updated':
      return { ...base, news: newsOfRefunds([event.data.object], event.created) };
    case 'charge.refunded': {
      const refundsOf = idOf(event.data.object.payment_intent);
      return { ...base, news: undefined, ...(refundsOf === undefined ? {} : { refundsOf }) };
    }
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.closed':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.funds_reinstated':
      return { ...base, news: newsOfDispute(event.data.object, event.created) };
    default:
      return { ...base, news: undefined };
  }
}

/** A checkout without our ids is another product's, on the same account. */
function newsAndOwner(news: PaymentNews): { news: PaymentNews; isForeign?: boolean } {
  return news.payment === undefined ? { news, isForeign: true } : { news };
}
