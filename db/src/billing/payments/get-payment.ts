import type { Sql, TenantTx } from '../../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../../cursor.ts';
import { DomainError } from '../../errors.ts';
import { findTenant } from '../../tenancy/index.ts';
import { type Micros, micros, zeroMicros } from '../micros.ts';
import type { PaymentState } from './payment-state.ts';

export interface ListedPayment {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly id: string;
  readonly amountMicros: Micros;
  readonly currency: string;
  readonly state: PaymentState;
  readonly receivedMicros: Micros | null;
  readonly receivedCurrency: string | null;
  readonly receivedAt: Date | null;
  readonly refundedMicros: Micros;
  readonly disputedMicros: Micros;
  readonly checkoutId: string | null;
  readonly checkoutUrl: string | null;
  readonly checkoutExpiresAt: Date | null;
  readonly providerPaymentId: string | null;
  readonly failure: string | null;
  readonly askedAt: Date | null;
  readonly createdAt: Date;
}

export interface ListedReversal {
  readonly id: string;
  readonly kind: 'refund' | 'dispute';
  readonly amountMicros: Micros;
  readonly status: string;
  readonly reason: string | null;
  readonly providerId: string | null;
  readonly idempotencyKey: string | null;
  readonly createdAt: Date;
}

export interface PaymentDetail extends ListedPayment {
  readonly reversals: readonly ListedReversal[];
  /** What may still be given back. */
  readonly refundableMicros: Micros;
}

const columns = (sql: Sql) => sql`
  p.tenant_id as "tenantId", t.name as "tenantName", p.id, p.amount_micros as "amountMicros", p.currency, p.state,
  p.received_micros as "receivedMicros", p.received_currency as "receivedCurrency", p.received_at as "receivedAt",
  p.refunded_micros as "refundedMicros", p.disputed_micros as "disputedMicros", p.checkout_id as "checkoutId",
  p.checkout_url as "checkoutUrl", p.checkout_expires_at as "checkoutExpiresAt", p.provider_payment_id as "providerPaymentId",
  p.failure, p.asked_at as "askedAt", p.created_at as "createdAt"`;

/** A payment of the current tenant or one below it, with what became of it. Throws `not_found` for any other. */
export async function getPayment({ sql }: TenantTx, id: string): Promise<PaymentDetail> {
  const [payment] = await sql<ListedPayment[]>`
    select ${columns(sql)} from payments p join tenants t on t.id = p.tenant_id where p.id = ${id}`;
  if (payment === undefined) throw new DomainError('not_found');
  const reversals = await sql<ListedReversal[]>`
    select id, kind, amount_micros as "amountMicros", status, reason, provider_id as "providerId", idempotency_key as "idempotencyKey",
      created_at as "createdAt"
    from payment_reversals where (tenant_id, payment_id) = (${payment.tenantId}, ${payment.id}) order by created_at, id`;
  return { ...payment, reversals: [...reversals], refundableMicros: refundableOf(payment, reversals) };
}

/** As `request_refund` counts it. */
function refundableOf(payment: ListedPayment, reversals: readonly ListedReversal[]): Micros {
  const gone = reversals
    .filter(({ kind, status }) => kind === 'refund' && !['failed', 'canceled', 'refused'].includes(status))
    .reduce((sum, { amountMicros }) => sum + amountMicros, 0n);
  const left = (payment.receivedMicros ?? 0n) - gone - payment.disputedMicros;
  return left > 0n ? micros(left) : zeroMicros;
}

export interface PaymentFilter {
  /** One tenant's, at or below the current one; everybody's at and below when absent. */
  readonly tenantId?: string | undefined;
  readonly state?: PaymentState | undefined;
}

/** Payments of the current tenant and those below it, newest first. */
export async function listPayments(
  tx: TenantTx,
  filter: PaymentFilter,
  page: PageRequest,
): Promise<Page<ListedPayment>> {
  const { sql } = tx;
  if (filter.tenantId !== undefined) await findTenant(tx, filter.tenantId);
  const [at, id] = page.cursor === undefined ? [] : readCursor(page.cursor, [cursorForms.integer, cursorForms.uuid]);
  const rows = await sql<(ListedPayment & { createdAtMicros: string })[]>`
    select ${columns(sql)}, (extract(epoch from p.created_at) * 1000000)::bigint::text as "createdAtMicros"
    from payments p join tenants t on t.id = p.tenant_id
    where ${
      filter.tenantId === undefined
        ? sql`p.tenant_id = any (array(select descendant from tenant_closure where ancestor = ${tx.actor.tenantId}))`
        : sql`p.tenant_id = ${filter.tenantId}`
    }
      ${filter.state === undefined ? sql`` : sql`and p.state = ${filter.state}`}
      ${
        at === undefined || id === undefined
          ? sql``
          : sql`and (p.created_at, p.id) < (timestamptz 'epoch' + ${at}::bigint * interval '1 microsecond', ${id}::uuid)`
      }
    order by p.created_at desc, p.id desc limit ${page.limit + 1}`;
  return toPage(rows, page.limit, {
    item: (row): ListedPayment => row,
    key: (row) => [row.createdAtMicros, row.id],
  });
}
