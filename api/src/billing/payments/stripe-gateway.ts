import { DomainError } from '@yunhu/db';
import { toMinorUnits } from '@yunhu/db/billing';
import type { Clock } from '@yunhu/db/time';
import { Stripe } from 'stripe';
import { BadSignature, type PayablePayment, type PaymentGateway } from './payment-gateway.ts';
import { isLiveKey, type PaymentSettings } from './payment-settings.ts';
import { metadataKeys, newsOfRefunds, newsOfSession, readStripeEvent } from './read-stripe.ts';

/** Of one request; the library asks again twice, with the same key. Milliseconds. */
const timeoutMs = 15_000;
const maxNetworkRetries = 2;
/** How long a signature is good for. Seconds; Stripe's own recommendation. */
const toleranceSeconds = 300;
/** How long people have to pay. Stripe asks for at least half an hour from when it is told, which a retry may be later than the payment. */
const checkoutSeconds = 3600;
/** More refunds of one payment than that are not looked at by list; each still comes by its own event. */
const refundsPerPayment = 100;

/** The payment service as Stripe is. */
export function openStripeGateway(settings: PaymentSettings, clock: Clock): PaymentGateway {
  const { hostname, port, protocol } = settings.apiBase;
  const stripe = new Stripe(settings.secretKey, {
    host: hostname,
    protocol: protocol === 'http:' ? 'http' : 'https',
    ...(port === '' ? {} : { port }),
    timeout: timeoutMs,
    maxNetworkRetries,
    telemetry: false,
    appInfo: { name: 'Yunhu' },
  });
  const isLive = isLiveKey(settings.secretKey);
  return {
    testMode: !isLive,
    ...checkouts(stripe, settings.returnUrl, clock),
    ...refunds(stripe, clock),
    readEvent: (raw, signature) => {
      const { webhookSecret } = settings;
      const event = verified(() =>
        stripe.webhooks.constructEvent(
          Buffer.from(raw),
          signature ?? '',
          webhookSecret,
          toleranceSeconds,
          undefined,
          clock.nowMs(),
        ),
      );
      return readStripeEvent(event, isLive);
    },
  };
}

const secondsOf = (clock: Clock): number => Math.floor(clock.nowMs() / 1000);

type Checkouts = Pick<PaymentGateway, 'createCheckout' | 'readCheckout' | 'findPayment'>;

function checkouts(stripe: Stripe, returnUrl: URL, clock: Clock): Checkouts {
  const { sessions } = stripe.checkout;
  return {
    createCheckout: (payment) =>
      asked(async () => {
        const idempotencyKey = `checkout-${payment.id}`;
        const session = await sessions.create(checkoutParams(payment, returnUrl), { idempotencyKey });
        if (session.url === null) throw new DomainError('payments_unavailable', 'the checkout has no address');
        return { id: session.id, url: session.url, expiresAt: new Date(session.expires_at * 1000) };
      }),

    readCheckout: (checkoutId) =>
      asked(async () =>
        newsOfSession(await sessions.retrieve(checkoutId, { expand: ['payment_intent'] }), secondsOf(clock)),
      ),

    findPayment: (providerPaymentId) =>
      asked(async () => {
        const listed = sessions.list({ payment_intent: providerPaymentId, limit: 1 });
        const { data } = await unlessMissing(listed, { data: [] });
        const news = data[0] === undefined ? undefined : newsOfSession(data[0], secondsOf(clock));
        return news?.payment === undefined ? undefined : news;
      }),
  };
}

type Refunds = Pick<PaymentGateway, 'createRefund' | 'readRefund' | 'listRefunds'>;

function refunds(stripe: Stripe, clock: Clock): Refunds {
  return {
    createRefund: (refund) =>
      asked(async () => {
        const { tenantId, paymentId, refundId, providerPaymentId, amountMicros, currency } = refund;
        const amount = toMinorUnits(amountMicros, currency);
        if (amount === undefined) throw new DomainError('payment_refused', `${currency} has no such fraction`);
        const metadata = {
          [metadataKeys.tenant]: tenantId,
          [metadataKeys.payment]: paymentId,
          [metadataKeys.refund]: refundId,
        };
        const params = { payment_intent: providerPaymentId, amount, metadata };
        return (await stripe.refunds.create(params, { idempotencyKey: `refund-${refundId}` })).id;
      }),

    readRefund: (providerId) =>
      asked(async () => newsOfRefunds([await stripe.refunds.retrieve(providerId)], secondsOf(clock)) ?? {}),

    listRefunds: (providerPaymentId) =>
      asked(async () => {
        const { data } = await stripe.refunds.list({ payment_intent: providerPaymentId, limit: refundsPerPayment });
        return newsOfRefunds(data, secondsOf(clock)) ?? { providerPaymentId };
      }),
  };
}

function checkoutParams(payment: PayablePayment, returnUrl: URL): Stripe.Checkout.SessionCreateParams {
  const { tenantId, id, amountMicros, currency, createdAt } = payment;
  const amount = toMinorUnits(amountMicros, currency);
  if (amount === undefined) throw new DomainError('payment_refused', `${currency} has no such fraction`);
  const metadata = { [metadataKeys.tenant]: tenantId, [metadataKeys.payment]: id };
  const page = (outcome: string) => new URL(`/payments/${id}?return=${outcome}`, returnUrl).href;
  return {
    mode: 'payment',
    client_reference_id: id,
    metadata,
    payment_intent_data: { metadata, description: `Yunhu ${id}` },
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: currency.toLowerCase(),
          unit_amount: amount,
          product_data: { name: '云呼 账户充值 · Yunhu account top-up' },
        },
      },
    ],
    // The wallet is in one currency, and so is what is paid.
    adaptive_pricing: { enabled: false },
    submit_type: 'pay',
    success_url: page('paid'),
    cancel_url: page('cancelled'),
    expires_at: Math.floor(createdAt.getTime() / 1000) + checkoutSeconds,
  };
}

/** Whatever is wrong with what came, it was not signed by Stripe as we know it: also what is no event at all. */
function verified(read: () => Stripe.Event): Stripe.Event {
  try {
    return read();
  } catch (error) {
    throw new BadSignature('not signed with the secret of this endpoint, or too long ago', { cause: error });
  }
}

/** A payment that Stripe does not know is nobody's. */
async function unlessMissing<Found, Nothing>(found: Promise<Found>, nothing: Nothing): Promise<Found | Nothing> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError && error.code === 'resource_missing') return nothing;
    throw error;
  }
}

/** What Stripe refuses for good, and what is worth asking again. A wrong key is the operator's to mend, and not the payer's fault. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    // 409: another request with the same key is on its way.
    const isRefusal =
      ['StripeInvalidRequestError', 'StripeCardError', 'StripeIdempotencyError'].includes(error.type) &&
      error.statusCode !== 409;
    const code = isRefusal ? 'payment_refused' : 'payments_unavailable';
    throw new DomainError(code, isRefusal ? error.message.slice(0, 300) : code, [], { cause: error });
  }
}
