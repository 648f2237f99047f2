// What is done with the payment service. Each step is a transaction of its own, and the service is asked between two of them, never
// inside one: an intent is committed first, and whatever dies on the way is taken up again from there, with the same key.
import { DomainError } from '@yunhu/db';
import {
  applyNews,
  findPaymentOf,
  findRequestedRefunds,
  getPayment,
  type ListedPayment,
  openPayment,
  openStates,
  type PaymentDetail,
  type PaymentNews,
  type PaymentPlace,
  paymentNews,
  recordCheckout,
  recordEvent,
  type RecordedEvent,
  recordRefundRefused,
  recordRefundTaken,
  type RequestedRefund,
  requestRefund,
  takeTurnToAsk,
} from '@yunhu/db/billing';
import type { Actor, Database } from '@yunhu/db/connect';
import type { Clock } from '@yunhu/db/time';
import type { PaymentGateway, ReceivedEvent } from './payment-gateway.ts';

export interface CardPayments {
  readonly gateway: PaymentGateway;
  readonly database: Database;
  readonly clock: Clock;
}

/** People who come back ask at once; those who wait on the page, not more often than this. Milliseconds. */
const askAgainMs = 3_000;

/**
 * Opens a payment and its checkout. A repeat with the same key answers with the same ones, and goes on where an earlier request was
 * cut off. Throws what `openPayment` does, `payment_refused`, and `payments_unavailable`: then the same request may be sent again.
 */
export async function pay(
  { database, gateway, clock }: CardPayments,
  actor: Actor,
  input: Parameters<typeof openPayment>[1],
): Promise<PaymentDetail> {
  const payment = await database.withTenant(actor, async (tx) => getPayment(tx, await openPayment(tx, input)));
  if (payment.state !== 'created' || payment.checkoutUrl !== null) return payment;
  try {
    const made = await gateway.createCheckout(payment);
    await database.withPlatform('record checkout', (tx) => recordCheckout(tx, payment, made));
  } catch (error) {
    if (error instanceof DomainError && error.code === 'payment_refused') {
      const news = paymentNews.parse({ failedAt: clock.now().toISOString(), failure: error.message });
      await database.withPlatform('record refused checkout', (tx) => applyNews(tx, payment, news));
    }
    throw error;
  }
  return database.withTenant(actor, (tx) => getPayment(tx, payment.id));
}

/** A payment as it stands; while it is open the service is asked first, so that nobody waits for an event that was lost. */
export async function look(payments: CardPayments, actor: Actor, id: string): Promise<PaymentDetail> {
  const { database } = payments;
  const known = await database.withTenant(actor, (tx) => getPayment(tx, id));
  if (!isOpen(known) || known.checkoutId === null) return known;
  try {
    const asked = await askAbout(payments, { ...known, checkoutId: known.checkoutId }, askAgainMs);
    return asked ? await database.withTenant(actor, (tx) => getPayment(tx, id)) : known;
  } catch (error) {
    // What we know is an answer too.
    if (error instanceof DomainError) return known;
    throw error;
  }
}

const isOpen = ({ state }: ListedPayment): boolean => openStates.some((open) => open === state);

/** Asks the service about a checkout, unless somebody just did; answers whether it asked. */
export async function askAbout(
  { database, gateway, clock }: CardPayments,
  payment: PaymentPlace & { readonly checkoutId: string },
  sinceMs: number,
): Promise<boolean> {
  const isMine = await database.withPlatform('ask about payment', (tx) =>
    takeTurnToAsk(tx, payment, { now: clock.now(), sinceMs }),
  );
  if (!isMine) return false;
  const news = paymentNews.parse(await gateway.readCheckout(payment.checkoutId));
  await database.withPlatform('apply payment', (tx) => applyNews(tx, payment, news));
  return true;
}

/**
 * Gives back a part of a payment. The ledger follows when the service tells that it is so. A service that does not answer leaves the
 * refund asked for; the sweep asks again, with the same key. Throws what `requestRefund` does, and `payment_refused`.
 */
export async function refund(
  payments: CardPayments,
  actor: Actor,
  input: Parameters<typeof requestRefund>[1],
): Promise<PaymentDetail> {
  const { database } = payments;
  const refundId = await database.withTenant(actor, (tx) => requestRefund(tx, input));
  const [asked] = await database.withPlatform('find refund', (tx) => findRequestedRefunds(tx, { refundId, limit: 1 }));
  try {
    if (asked !== undefined && asked.providerId === null) await carryOut(payments, asked);
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'payments_unavailable')) throw error;
  }
  return database.withTenant(actor, (tx) => getPayment(tx, input.paymentId));
}

/** Tells the service of a refund that was asked for. */
export async function carryOut({ database, gateway }: CardPayments, asked: RequestedRefund): Promise<void> {
  const { tenantId, refundId } = asked;
  try {
    const providerId = await gateway.createRefund(asked);
    await database.withPlatform('record refund', (tx) => recordRefundTaken(tx, { tenantId, refundId, providerId }));
  } catch (error) {
    if (error instanceof DomainError && error.code === 'payment_refused') {
      const reason = error.message;
      await database.withPlatform('record refused refund', (tx) =>
        recordRefundRefused(tx, { tenantId, refundId, reason }),
      );
    }
    throw error;
  }
}

/**
 * Takes an event: what it does not say is asked for first, and then it is stored and all that follows is done in one transaction.
 * Throws where that failed, and then nothing of it is kept: the service sends it again.
 */
export async function receive({ database, gateway }: CardPayments, event: ReceivedEvent): Promise<RecordedEvent> {
  const news = event.refundsOf === undefined ? event.news : await gateway.listRefunds(event.refundsOf);
  const owner = event.isForeign === true ? { isForeign: true } : await findOwner({ database, gateway }, news);
  const whole = {
    ...event,
    ...owner,
    news: news === undefined ? undefined : { ...owner.found, ...news, ...owner.payment },
  };
  return database.withPlatform('payment event', (tx) => recordEvent(tx, whole));
}

interface Owner {
  readonly isForeign?: boolean;
  /** What the service knows of the payment, where we had not heard of it. */
  readonly found?: PaymentNews;
  readonly payment?: Pick<PaymentNews, 'payment'>;
}

/** Refunds and disputes name the payment in the service's words. Before we have heard of it being paid, the service knows whose it is. */
async function findOwner(
  { database, gateway }: Pick<CardPayments, 'database' | 'gateway'>,
  news: PaymentNews | undefined,
): Promise<Owner> {
  const providerPaymentId = news?.providerPaymentId;
  if (news === undefined || providerPaymentId === undefined || news.received !== undefined) return {};
  const known = await database.withPlatform('find payment', (tx) =>
    findPaymentOf(tx, paymentNews.parse({ providerPaymentId })),
  );
  if (known !== undefined) return {};
  try {
    const found = await gateway.findPayment(providerPaymentId);
    return found === undefined ? { isForeign: true } : { found, payment: { payment: found.payment } };
  } catch (error) {
    // It waits in the record until it is known.
    if (error instanceof DomainError && error.code === 'payments_unavailable') return {};
    throw error;
  }
}
