import type { PlatformTx } from '../../connect/index.ts';
import { type Micros, micros } from '../micros.ts';
import { joinDisputeStatus, joinRefundStatus } from './join-status.ts';
import { fromMinorUnits } from './minor-units.ts';
import type { DisputeNews, RefundNews } from './payment-news.ts';
import type { PaymentPlace, ReversalRow, StoredMovement } from './payment-row.ts';

/** What a payment was received in; before that is known, what it was asked for in. */
interface Money {
  readonly currency: string;
  readonly receivedMicros: Micros;
}

/** Joins what is said about a refund to what is known of it. Answers the rows as they stand afterwards. */
export async function mergeRefund(
  { sql }: PlatformTx,
  { tenantId, id: paymentId }: PaymentPlace,
  known: readonly ReversalRow[],
  news: RefundNews,
): Promise<ReversalRow[]> {
  const found = known.find(
    (row) =>
      row.kind === 'refund' &&
      (row.providerId === news.providerId || (row.providerId === null && row.id === news.ourId)),
  );
  const statusAt = new Date(news.at);
  if (found === undefined) {
    const amountMicros = fromMinorUnits(news.minor, news.currency);
    const [made] = await sql<[{ id: string }]>`
      insert into payment_reversals (tenant_id, id, payment_id, kind, provider_id, amount_micros, status, status_at, reason)
      values (${tenantId}, new_id(), ${paymentId}, 'refund', ${news.providerId}, ${amountMicros}, ${news.status}, ${statusAt},
        ${news.reason ?? null}) returning id`;
    return [
      ...known,
      {
        ...made,
        kind: 'refund',
        providerId: news.providerId,
        amountMicros,
        status: news.status,
        statusAt,
        movements: [],
      },
    ];
  }
  const status = joinRefundStatus(found.status, news.status);
  await sql`
    update payment_reversals set provider_id = ${news.providerId}, status = ${status}, status_at = greatest(status_at, ${statusAt}),
      reason = coalesce(reason, ${news.reason ?? null}) where (tenant_id, id) = (${tenantId}, ${found.id})`;
  return known.map((row) => (row === found ? { ...found, providerId: news.providerId, status } : row));
}

/** Joins what is said about a dispute to what is known of it: its newest status, and every movement that either knows. */
export async function mergeDispute(
  { sql }: PlatformTx,
  { tenantId, id: paymentId }: PaymentPlace,
  known: readonly ReversalRow[],
  { news, money }: { news: DisputeNews; money: Money },
): Promise<ReversalRow[]> {
  const found = known.find((row) => row.kind === 'dispute' && row.providerId === news.providerId);
  const inMicros = (minor: number): Micros =>
    // In a currency of its own it cannot be counted: then all that was received is taken to be in dispute.
    news.currency === money.currency ? fromMinorUnits(minor, news.currency) : money.receivedMicros;
  const said = news.movements.map(({ id, minor, out }) => ({ id, micros: inMicros(minor), out }));
  const before = found?.movements ?? [];
  const movements = [...before, ...said.filter(({ id }) => before.every((one) => one.id !== id))];
  const stored = JSON.stringify(
    movements.map(({ id, micros: moved, out }): StoredMovement => ({ id, micros: String(moved), out })),
  );
  const now = { status: news.status, at: new Date(news.at) };
  if (found === undefined) {
    const amountMicros = inMicros(news.minor);
    const [made] = await sql<[{ id: string }]>`
      insert into payment_reversals (tenant_id, id, payment_id, kind, provider_id, amount_micros, status, status_at, reason, movements)
      values (${tenantId}, new_id(), ${paymentId}, 'dispute', ${news.providerId}, ${amountMicros}, ${now.status}, ${now.at},
        ${news.reason ?? null}, ${stored}::jsonb) returning id`;
    const { status, at: statusAt } = now;
    return [
      ...known,
      { ...made, kind: 'dispute', providerId: news.providerId, amountMicros, status, statusAt, movements },
    ];
  }
  const { status, at: statusAt } = joinDisputeStatus({ status: found.status, at: found.statusAt }, now);
  await sql`
    update payment_reversals set status = ${status}, status_at = ${statusAt}, reason = coalesce(reason, ${news.reason ?? null}),
      movements = ${stored}::jsonb where (tenant_id, id) = (${tenantId}, ${found.id})`;
  return known.map((row) => (row === found ? { ...found, status, statusAt, movements } : row));
}

/** What disputes are counted in. */
export function moneyOf(payment: {
  readonly currency: string;
  readonly amountMicros: Micros;
  readonly receivedMicros: Micros | null;
  readonly receivedCurrency: string | null;
}): Money {
  return {
    currency: payment.receivedCurrency ?? payment.currency,
    receivedMicros: micros(payment.receivedMicros ?? payment.amountMicros),
  };
}
