import type { PlatformTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { raiseAlert, resolveAlert } from '../../tenancy/index.ts';
import { formatMicros } from '../micros.ts';
import { type FoldedPayment, foldPayment, type PaymentFacts } from './fold-payment.ts';
import { isSettledWell } from './join-status.ts';
import { mergeDispute, mergeRefund, moneyOf } from './merge-reversals.ts';
import { fromMinorUnits } from './minor-units.ts';
import { type ReadNews, paymentNews } from './payment-news.ts';
import { lockPayment, type PaymentPlace, type PaymentRow, readReversals, type ReversalRow } from './payment-row.ts';
import { statesBefore } from './payment-state.ts';

/**
 * Joins news to what is known of a payment and posts what follows from all of it and was not posted before. Whatever comes, in
 * whatever order and however often, the ledger ends the same. Throws `not_found` for a payment that is not there.
 */
export async function applyNews(tx: PlatformTx, place: PaymentPlace, news: ReadNews): Promise<FoldedPayment> {
  const before = await lockPayment(tx, place);
  if (before === undefined) throw new DomainError('not_found');
  const isOther =
    before.providerPaymentId !== null &&
    news.providerPaymentId !== undefined &&
    news.providerPaymentId !== before.providerPaymentId;
  if (isOther) {
    await tellOperator(tx, before, { secondPayment: news.providerPaymentId ?? '' });
    return foldPayment(factsOf(before, await readReversals(tx, place)));
  }
  const known = await readReversals(tx, place);
  const all = [news, ...(await takeWaiting(tx, place, before, news))];
  let payment = before;
  for (const one of all) payment = await joinPayment(tx, payment, one);
  let reversals = known;
  for (const { refunds, disputes } of all) {
    for (const refund of refunds) reversals = await mergeRefund(tx, place, reversals, refund);
    for (const dispute of disputes)
      reversals = await mergeDispute(tx, place, reversals, { news: dispute, money: moneyOf(payment) });
  }
  const folded = foldPayment(factsOf(payment, reversals));
  await post(tx, place, folded);
  await writeState(tx, payment, folded);
  await tellOfDisputes(tx, payment, { known, reversals, folded });
  if (folded.state === 'mismatched' && before.state !== 'mismatched') {
    await tellOperator(tx, payment, {
      asked: `${formatMicros(payment.amountMicros)} ${payment.currency}`,
      received: `${formatMicros(payment.receivedMicros ?? payment.amountMicros)} ${payment.receivedCurrency ?? ''}`,
    });
  }
  return folded;
}

/** News that came before it could be known whose it is, now that it is. What another process holds is left to that one. */
async function takeWaiting(
  { sql }: PlatformTx,
  place: PaymentPlace,
  payment: PaymentRow,
  news: ReadNews,
): Promise<ReadNews[]> {
  const name = payment.providerPaymentId ?? news.providerPaymentId;
  if (name === undefined) return [];
  const rows = await sql<{ id: string; facts: unknown }[]>`
    select id, facts from payment_events where provider_payment_id = ${name} and processed_at is null for update skip locked`;
  if (rows.length === 0) return [];
  await sql`
    update payment_events set processed_at = now(), result = 'applied', payment_id = ${place.id}
    where id = any (${rows.map((row) => row.id)})`;
  return rows.map((row) => paymentNews.parse(row.facts));
}

/** The first word about each fact stands; a later one of the same fact adds nothing. */
async function joinPayment({ sql }: PlatformTx, payment: PaymentRow, news: ReadNews): Promise<PaymentRow> {
  const received =
    news.received !== undefined && news.providerPaymentId !== undefined && payment.receivedMicros === null
      ? { ...news.received, micros: fromMinorUnits(news.received.minor, news.received.currency) }
      : undefined;
  const instant = (known: Date | null, said: string | undefined): Date | null =>
    known ?? (said === undefined ? null : new Date(said));
  const joined: PaymentRow = {
    ...payment,
    checkoutId: payment.checkoutId ?? news.checkoutId ?? null,
    providerPaymentId: payment.providerPaymentId ?? news.providerPaymentId ?? null,
    receivedMicros: payment.receivedMicros ?? received?.micros ?? null,
    receivedCurrency: payment.receivedCurrency ?? received?.currency ?? null,
    processingAt: instant(payment.processingAt, news.processingAt),
    expiredAt: instant(payment.expiredAt, news.expiredAt),
    failedAt: instant(payment.failedAt, news.failedAt),
  };
  await sql`
    update payments set checkout_id = ${joined.checkoutId}, provider_payment_id = ${joined.providerPaymentId},
      received_micros = ${joined.receivedMicros}, received_currency = ${joined.receivedCurrency},
      received_at = coalesce(received_at, ${received === undefined ? null : new Date(received.at)}),
      processing_at = ${joined.processingAt}, expired_at = ${joined.expiredAt}, failed_at = ${joined.failedAt},
      failure = coalesce(failure, ${news.failure ?? null})
    where (tenant_id, id) = (${payment.tenantId}, ${payment.id})`;
  return joined;
}

function factsOf(payment: PaymentRow, reversals: readonly ReversalRow[]): PaymentFacts {
  const { receivedMicros, receivedCurrency, providerPaymentId } = payment;
  const isReceived = receivedMicros !== null && receivedCurrency !== null && providerPaymentId !== null;
  return {
    askedMicros: payment.amountMicros,
    askedCurrency: payment.currency,
    received: isReceived ? { micros: receivedMicros, currency: receivedCurrency, providerPaymentId } : undefined,
    isProcessing: payment.processingAt !== null,
    isExpired: payment.expiredAt !== null,
    isFailed: payment.failedAt !== null,
    reversals,
  };
}

async function post({ sql }: PlatformTx, { tenantId, id }: PaymentPlace, { postings }: FoldedPayment): Promise<void> {
  for (const { kind, providerId, amountMicros } of postings) {
    if (kind === 'payment') await sql`select post_payment(${tenantId}, ${id})`;
    else await sql`select post_payment_reversal(${tenantId}, ${id}, ${kind}, ${providerId}, ${amountMicros})`;
  }
}

async function writeState({ sql }: PlatformTx, { tenantId, id }: PaymentRow, folded: FoldedPayment): Promise<void> {
  const { state, refundedMicros, disputedMicros } = folded;
  const rows = await sql`
    update payments set state = ${state}, refunded_micros = ${refundedMicros}, disputed_micros = ${disputedMicros}
    where (tenant_id, id) = (${tenantId}, ${id}) and state = any (${statesBefore(state)}) returning id`;
  if (rows.length === 0) throw new DomainError('invalid_transition');
}

/** One alert a payment, from its first open dispute until all of them ended well. A lost one stays until somebody has seen it. */
async function tellOfDisputes(
  tx: PlatformTx,
  { tenantId, id, currency }: PaymentRow,
  {
    known,
    reversals,
    folded,
  }: { known: readonly ReversalRow[]; reversals: readonly ReversalRow[]; folded: FoldedPayment },
): Promise<void> {
  const disputes = reversals.filter((reversal) => reversal.kind === 'dispute');
  const statusBefore = new Map(known.map((row) => [row.id, row.status]));
  if (disputes.every((dispute) => statusBefore.get(dispute.id) === dispute.status)) return;
  const subject = { tenantId, kind: 'payment_disputed', subjectType: 'payment', subjectId: id } as const;
  const open = disputes.filter(({ status }) => !isSettledWell(status));
  if (open.length === 0) return resolveAlert(tx, subject);
  const isMoneyGone = folded.disputedMicros > 0n;
  await raiseAlert(tx, {
    ...subject,
    level: isMoneyGone ? 'critical' : 'warning',
    details: { disputedMicros: String(folded.disputedMicros), currency, status: open.at(-1)?.status ?? '' },
  });
}

/** What only the operator can put right: money that was received and cannot be credited. */
async function tellOperator(
  tx: PlatformTx,
  { id, tenantId }: PaymentRow,
  details: Readonly<Record<string, string>>,
): Promise<void> {
  const [operator] = await tx.sql<[{ id: string }]>`select id from tenants where parent_id is null`;
  await raiseAlert(tx, {
    tenantId: operator.id,
    kind: 'payment_mismatched',
    level: 'critical',
    subjectType: 'payment',
    subjectId: id,
    details: { ...details, payerTenantId: tenantId },
  });
}
