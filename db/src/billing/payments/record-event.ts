import type { PlatformTx } from '../../connect/index.ts';
import { applyNews } from './apply-news.ts';
import { type PaymentNews, paymentNews, type ReadNews } from './payment-news.ts';
import type { PaymentPlace } from './payment-row.ts';
import type { eventResults } from './tables.ts';

export interface ServiceEvent {
  /** The service's own name of it. */
  readonly id: string;
  readonly type: string;
  readonly occurredAt: Date;
  /** undefined for a kind of event that tells nothing about payments. */
  readonly news: PaymentNews | undefined;
  /** True where it is certain that the payment is none of ours. */
  readonly isForeign?: boolean;
}

export type RecordedEvent = (typeof eventResults)[number] | 'duplicate';

/**
 * Stores an event and does all that follows from it, in the one transaction that it is given: neither is ever there without the
 * other. An event that was processed before is a duplicate and changes nothing; one that waits is tried again.
 */
export async function recordEvent(tx: PlatformTx, event: ServiceEvent): Promise<RecordedEvent> {
  const { sql } = tx;
  const news = event.news === undefined ? undefined : paymentNews.parse(event.news);
  const made = await sql`
    insert into payment_events (id, type, occurred_at, facts, provider_payment_id, result)
    values (${event.id}, ${event.type}, ${event.occurredAt}, ${JSON.stringify(news ?? {})}::jsonb, ${news?.providerPaymentId ?? null}, 'waiting')
    on conflict (id) do nothing returning id`;
  if (made.length === 0) {
    const waiting = await sql`select id from payment_events where id = ${event.id} and processed_at is null for update`;
    if (waiting.length === 0) return 'duplicate';
  }
  if (news === undefined) return finish(tx, event.id, 'ignored');
  if (event.isForeign === true) return finish(tx, event.id, 'not_ours');
  const place = await findPaymentOf(tx, news);
  if (place === undefined) {
    // An id of ours that we do not have is another installation's, on the same account.
    if (news.payment !== undefined) return finish(tx, event.id, 'not_ours');
    return 'waiting';
  }
  // Before, so that it is not taken for one that waits.
  const result = await finish(tx, event.id, 'applied', place.id);
  await applyNews(tx, place, news);
  return result;
}

/** Whose payment news is about: by our own id where it carries one, else by the service's name of the payment. */
export async function findPaymentOf({ sql }: PlatformTx, news: ReadNews): Promise<PaymentPlace | undefined> {
  const { payment, providerPaymentId } = news;
  const [place] =
    payment === undefined
      ? await sql<PaymentPlace[]>`
          select tenant_id as "tenantId", id from payments where provider_payment_id = ${providerPaymentId ?? null}`
      : await sql<PaymentPlace[]>`
          select tenant_id as "tenantId", id from payments where (tenant_id, id) = (${payment.tenantId}, ${payment.id})`;
  return place;
}

async function finish<Result extends RecordedEvent>(
  { sql }: PlatformTx,
  id: string,
  result: Result,
  paymentId?: string,
): Promise<Result> {
  await sql`
    update payment_events set processed_at = now(), result = ${result}, payment_id = ${paymentId ?? null} where id = ${id}`;
  return result;
}
