import type { PlatformTx } from '../../connect/index.ts';
import { type Micros, micros } from '../micros.ts';
import type { DisputeMovement, ReversalFacts } from './fold-payment.ts';
import type { PaymentState } from './payment-state.ts';

/** A payment as the processing of news needs it. */
export interface PaymentRow {
  readonly tenantId: string;
  readonly id: string;
  readonly amountMicros: Micros;
  readonly currency: string;
  readonly state: PaymentState;
  readonly checkoutId: string | null;
  readonly providerPaymentId: string | null;
  readonly receivedMicros: Micros | null;
  readonly receivedCurrency: string | null;
  readonly processingAt: Date | null;
  readonly expiredAt: Date | null;
  readonly failedAt: Date | null;
}

export interface PaymentPlace {
  readonly tenantId: string;
  readonly id: string;
}

/** Locks and reads a payment: whoever has news of the same one waits. Undefined where there is none. */
export async function lockPayment(
  { sql }: PlatformTx,
  { tenantId, id }: PaymentPlace,
): Promise<PaymentRow | undefined> {
  const [row] = await sql<PaymentRow[]>`
    select tenant_id as "tenantId", id, amount_micros as "amountMicros", currency, state, checkout_id as "checkoutId",
      provider_payment_id as "providerPaymentId", received_micros as "receivedMicros", received_currency as "receivedCurrency",
      processing_at as "processingAt", expired_at as "expiredAt", failed_at as "failedAt"
    from payments where (tenant_id, id) = (${tenantId}, ${id}) for update`;
  return row;
}

export interface ReversalRow extends ReversalFacts {
  readonly id: string;
  readonly statusAt: Date;
}

/** As they stand in the record; a bigint has no place in JSON. */
export interface StoredMovement {
  readonly id: string;
  readonly micros: string;
  readonly out: boolean;
}

const readMovement = ({ id, micros: moved, out }: StoredMovement): DisputeMovement => ({
  id,
  micros: micros(moved),
  out,
});

/** The refunds and disputes of a payment that is locked. */
export async function readReversals({ sql }: PlatformTx, { tenantId, id }: PaymentPlace): Promise<ReversalRow[]> {
  const rows = await sql<(Omit<ReversalRow, 'movements'> & { movements: StoredMovement[] })[]>`
    select id, kind, provider_id as "providerId", amount_micros as "amountMicros", status, status_at as "statusAt", movements
    from payment_reversals where (tenant_id, payment_id) = (${tenantId}, ${id}) order by id`;
  return rows.map((row) => ({ ...row, movements: row.movements.map(readMovement) }));
}
