// The state of one Stripe account, and what people and banks do to it. Everything that happens becomes an event.
import type { Stripe } from 'stripe';
import type { z } from 'zod';
import { makeCharge, makeIntent, makeSession } from './checkout-objects.ts';
import { makeDispute, makeEvent, makeMovement, makeRefund, seconds } from './objects.ts';
import { type refundParams, type sessionParams, StripeRefusal } from './parameters.ts';

/** How a checkout is paid: at once, or by a method that takes its time. */
export interface Paying {
  readonly amount?: number;
  readonly currency?: string;
  readonly later?: boolean;
}

const minimumSeconds = 30 * 60;
const maximumSeconds = 24 * 3600;

export class StripeAccount {
  readonly sessions = new Map<string, Stripe.Checkout.Session>();
  readonly intents = new Map<string, Stripe.PaymentIntent>();
  readonly refunds = new Map<string, Stripe.Refund>();
  readonly disputes = new Map<string, Stripe.Dispute>();
  readonly #intentMetadata = new Map<string, Stripe.Metadata>();
  readonly #origin: string;
  readonly #tell: (event: Stripe.Event) => void;
  /** What a new refund is at first. */
  refundStatus = 'succeeded';

  constructor(origin: string, tell: (event: Stripe.Event) => void) {
    this.#origin = origin;
    this.#tell = tell;
  }

  createSession(params: z.output<typeof sessionParams>): Stripe.Checkout.Session {
    const expiresAt = params.expires_at ?? seconds() + maximumSeconds;
    const inSeconds = expiresAt - seconds();
    if (inSeconds < minimumSeconds - 5 || inSeconds > maximumSeconds + 5) {
      throw new StripeRefusal(400, {
        type: 'invalid_request_error',
        message:
          'The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Checkout Session creation.',
        param: 'expires_at',
      });
    }
    const [item] = params.line_items;
    const session = makeSession({
      currency: item?.price_data.currency ?? '',
      amount: params.line_items.reduce((sum, one) => sum + one.quantity * one.price_data.unit_amount, 0),
      clientReferenceId: params.client_reference_id,
      metadata: params.metadata,
      successUrl: params.success_url,
      cancelUrl: params.cancel_url,
      expiresAt,
      origin: this.#origin,
    });
    this.sessions.set(session.id, session);
    this.#intentMetadata.set(session.id, params.payment_intent_data?.metadata ?? {});
    return session;
  }

  session(id: string): Stripe.Checkout.Session {
    return this.sessions.get(id) ?? missing('checkout.session', id);
  }

  intent(id: string): Stripe.PaymentIntent {
    return this.intents.get(id) ?? missing('payment_intent', id);
  }

  foundRefund(id: string): Stripe.Refund {
    return this.refunds.get(id) ?? missing('refund', id);
  }

  /** The payer pays; answers the payment. */
  pay(sessionId: string, { later = false, ...paid }: Paying = {}): Stripe.PaymentIntent {
    const session = this.session(sessionId);
    if (session.status !== 'open') throw new Error(`the session is ${session.status ?? 'over'}`);
    const intent = makeIntent({
      amount: paid.amount ?? session.amount_total ?? 0,
      currency: paid.currency ?? session.currency ?? '',
      metadata: this.#intentMetadata.get(sessionId) ?? {},
      status: later ? 'processing' : 'succeeded',
    });
    this.intents.set(intent.id, intent);
    Object.assign(session, {
      payment_intent: intent.id,
      amount_total: intent.amount,
      currency: intent.currency,
      status: 'complete',
      payment_status: later ? 'unpaid' : 'paid',
    });
    this.#happened('payment_intent.created', intent);
    if (!later) this.#charged(intent);
    this.#happened('checkout.session.completed', session);
    return intent;
  }

  /** What was to come later has come, or has not. */
  settle(sessionId: string, outcome: 'succeeded' | 'failed'): void {
    const session = this.session(sessionId);
    const intent = this.intent(nameOf(session.payment_intent));
    if (outcome === 'failed') {
      Object.assign(intent, { status: 'requires_payment_method' });
      this.#happened('payment_intent.payment_failed', intent);
      return this.#happened('checkout.session.async_payment_failed', session);
    }
    Object.assign(intent, { status: 'succeeded', amount_received: intent.amount });
    Object.assign(session, { payment_status: 'paid' });
    this.#charged(intent);
    this.#happened('checkout.session.async_payment_succeeded', session);
  }

  expire(sessionId: string): void {
    const session = Object.assign(this.session(sessionId), { status: 'expired', url: null });
    this.#happened('checkout.session.expired', session);
  }

  /** Over the API or the dashboard; at most what is left. */
  refund({
    payment_intent: id,
    amount,
    metadata,
  }: Omit<z.output<typeof refundParams>, 'metadata'> & { metadata?: Stripe.Metadata }): Stripe.Refund {
    const intent = this.intent(id);
    const left = intent.amount_received - this.#refundedOf(id);
    const wanted = amount ?? left;
    if (left === 0)
      throw refusedRefund(
        'charge_already_refunded',
        `Charge ${nameOf(intent.latest_charge)} has already been refunded.`,
      );
    if (wanted > left)
      throw refusedRefund(
        'amount_too_large',
        `Refund amount (${wanted}) is greater than unrefunded amount on charge (${left})`,
      );
    if ([...this.disputes.values()].some((dispute) => dispute.payment_intent === id && dispute.status === 'lost'))
      throw refusedRefund(
        'charge_disputed',
        `Charge ${nameOf(intent.latest_charge)} has been charged back; cannot issue a refund.`,
      );
    const refund = makeRefund({ intent, amount: wanted, metadata: metadata ?? {}, status: this.refundStatus });
    this.refunds.set(refund.id, refund);
    this.#happened('refund.created', refund);
    this.#happened('charge.refunded', makeCharge(intent, this.#refundedOf(id)));
    return refund;
  }

  changeRefund(id: string, status: 'succeeded' | 'failed' | 'canceled'): void {
    const refund = Object.assign(this.foundRefund(id), { status });
    if (status === 'failed') Object.assign(refund, { failure_reason: 'lost_or_stolen_card' });
    this.#happened('refund.updated', refund);
    if (status === 'failed') this.#happened('refund.failed', refund);
  }

  /** The payer's bank asks (no money moves), or takes the money at once. */
  dispute(intentId: string, { amount, enquiry = false }: { amount?: number; enquiry?: boolean } = {}): Stripe.Dispute {
    const intent = this.intent(intentId);
    const taken = amount ?? intent.amount;
    const dispute = makeDispute(intent, {
      amount: taken,
      status: enquiry ? 'warning_needs_response' : 'needs_response',
    });
    this.disputes.set(dispute.id, dispute);
    if (enquiry) this.#happened('charge.dispute.created', dispute);
    else {
      dispute.balance_transactions.push(makeMovement(-taken, intent.currency));
      this.#happened('charge.dispute.created', dispute);
      this.#happened('charge.dispute.funds_withdrawn', dispute);
    }
    return dispute;
  }

  updateDispute(id: string, status: Stripe.Dispute.Status): void {
    this.#happened('charge.dispute.updated', Object.assign(this.#dispute(id), { status }));
  }

  closeDispute(id: string, status: 'won' | 'lost' | 'warning_closed'): void {
    const dispute = Object.assign(this.#dispute(id), { status });
    this.#happened('charge.dispute.closed', dispute);
    if (status !== 'won') return;
    dispute.balance_transactions.push(makeMovement(dispute.amount, dispute.currency));
    this.#happened('charge.dispute.funds_reinstated', dispute);
  }

  #dispute(id: string): Stripe.Dispute {
    return this.disputes.get(id) ?? missing('dispute', id);
  }

  #charged(intent: Stripe.PaymentIntent): void {
    const charge = makeCharge(intent, 0);
    Object.assign(intent, { latest_charge: charge.id });
    this.#happened('charge.succeeded', charge);
    this.#happened('payment_intent.succeeded', intent);
  }

  #refundedOf(intentId: string): number {
    return [...this.refunds.values()]
      .filter(
        (refund) => refund.payment_intent === intentId && refund.status !== 'failed' && refund.status !== 'canceled',
      )
      .reduce((sum, refund) => sum + refund.amount, 0);
  }

  #happened(type: string, object: unknown): void {
    this.#tell(makeEvent(type, object));
  }
}

function missing(kind: string, id: string): never {
  throw new StripeRefusal(404, {
    type: 'invalid_request_error',
    message: `No such ${kind}: '${id}'`,
    code: 'resource_missing',
    param: 'id',
  });
}

const refusedRefund = (code: string, message: string): StripeRefusal =>
  new StripeRefusal(400, { type: 'invalid_request_error', message, code });

const nameOf = (value: string | { readonly id: string } | null): string =>
  typeof value === 'string' ? value : (value?.id ?? '');
