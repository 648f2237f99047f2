import type { PlatformTx } from '../../connect/index.ts';
import type { Micros } from '../micros.ts';
import type { PaymentPlace } from './payment-row.ts';

export interface Checkout {
  readonly id: string;
  /** Where the person pays. */
  readonly url: string;
  readonly expiresAt: Date;
}

/** Writes down where a payment can be paid, once: a second answer to the same request is the same checkout. */
export async function recordCheckout(
  { sql }: PlatformTx,
  { tenantId, id }: PaymentPlace,
  made: Checkout,
): Promise<void> {
  await sql`
    update payments set checkout_id = ${made.id}, checkout_url = ${made.url}, checkout_expires_at = ${made.expiresAt}
    where (tenant_id, id) = (${tenantId}, ${id}) and (checkout_id is null or (checkout_id = ${made.id} and checkout_url is null))`;
}

/** Writes down the service's name of a refund that it has taken. Its money follows when the service tells of it. */
export async function recordRefundTaken(
  { sql }: PlatformTx,
  { tenantId, refundId, providerId }: { tenantId: string; refundId: string; providerId: string },
): Promise<void> {
  await sql`
    update payment_reversals set provider_id = ${providerId}
    where (tenant_id, id) = (${tenantId}, ${refundId}) and provider_id is null
      and not exists (select from payment_reversals o where (o.tenant_id, o.kind, o.provider_id) = (${tenantId}, 'refund', ${providerId}))`;
}

/** Writes down that the service would not take a refund: nothing is given back. */
export async function recordRefundRefused(
  { sql }: PlatformTx,
  { tenantId, refundId, reason }: { tenantId: string; refundId: string; reason: string },
): Promise<void> {
  await sql`
    update payment_reversals set status = 'refused', reason = ${reason.slice(0, 300)}
    where (tenant_id, id) = (${tenantId}, ${refundId}) and status = 'requested'`;
}

/**
 * Takes the turn to ask the service about a payment. False when somebody did within `sinceMs`: people who reload a page ask it no more
 * often than that.
 */
export async function takeTurnToAsk(
  { sql }: PlatformTx,
  { tenantId, id }: PaymentPlace,
  { now, sinceMs }: { now: Date; sinceMs: number },
): Promise<boolean> {
  const rows = await sql`
    update payments set asked_at = ${now} where (tenant_id, id) = (${tenantId}, ${id})
      and (asked_at is null or asked_at <= ${new Date(now.getTime() - sinceMs)}) returning id`;
  return rows.length > 0;
}

export interface OpenCheckout extends PaymentPlace {
  /** null where the process died between asking the service and writing down its answer. */
  readonly checkoutId: string | null;
  readonly createdAt: Date;
}

/** Payments whose end we may have missed, longest waiting first: not paid yet, older than `olderThan`, not asked about since `askedBefore`. */
export async function findOpenCheckouts(
  { sql }: PlatformTx,
  { olderThan, askedBefore, limit }: { olderThan: Date; askedBefore: Date; limit: number },
): Promise<OpenCheckout[]> {
  return sql<OpenCheckout[]>`
    select tenant_id as "tenantId", id, checkout_id as "checkoutId", created_at as "createdAt" from payments
    where state in ('created', 'processing') and created_at <= ${olderThan} and (asked_at is null or asked_at <= ${askedBefore})
    order by asked_at nulls first, created_at limit ${limit}`;
}

export interface RequestedRefund {
  readonly tenantId: string;
  readonly paymentId: string;
  readonly refundId: string;
  readonly providerId: string | null;
  readonly providerPaymentId: string;
  readonly amountMicros: Micros;
  readonly currency: string;
}

/** Refunds that were asked for and of which the service has not told us yet; or one of them, by its id. */
export async function findRequestedRefunds(
  { sql }: PlatformTx,
  { olderThan, refundId, limit }: { olderThan?: Date; refundId?: string; limit: number },
): Promise<RequestedRefund[]> {
  return sql<RequestedRefund[]>`
    select r.tenant_id as "tenantId", r.payment_id as "paymentId", r.id as "refundId", r.provider_id as "providerId",
      p.provider_payment_id as "providerPaymentId", r.amount_micros as "amountMicros", p.received_currency as currency
    from payment_reversals r join payments p on (p.tenant_id, p.id) = (r.tenant_id, r.payment_id)
    where r.status = 'requested' ${olderThan === undefined ? sql`` : sql`and r.created_at <= ${olderThan}`}
      ${refundId === undefined ? sql`` : sql`and r.id = ${refundId}`}
      and p.provider_payment_id is not null and p.received_currency is not null
    order by r.created_at limit ${limit}`;
}

export interface WaitingEvent {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly facts: unknown;
}

/** Events whose payment is not known yet, oldest first. */
export async function findWaitingEvents({ sql }: PlatformTx, limit: number): Promise<WaitingEvent[]> {
  return sql<WaitingEvent[]>`
    select id, type, occurred_at as "occurredAt", facts from payment_events where processed_at is null order by received_at limit ${limit}`;
}
