import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import { getWallet } from '../get-wallet.ts';
import { formatMicros, type Micros } from '../micros.ts';
import { paymentBounds } from './minor-units.ts';

export interface NewPayment {
  /** In the currency of the payer's own wallet. */
  readonly amountMicros: Micros;
  /** 8 to 100 characters, one a payment: a repeat with the same one and amount is the same payment. */
  readonly idempotencyKey: string;
}

/**
 * Writes down that the current tenant wants to pay into its wallet; the service is asked once this is committed. Answers the payment's
 * id. Throws `invalid_amount` for what cannot be paid by card, `currency_mismatch` where the wallet takes no money from outside, and
 * `idempotency_conflict` for a key that was used for another amount, and `too_many_payments`
 * where fifty of the last hour are still open.
 */
export async function openPayment(tx: TenantTx, { amountMicros, idempotencyKey }: NewPayment): Promise<string> {
  const { currency } = await getWallet(tx, tx.actor.tenantId);
  refuseOutOfBounds(amountMicros, currency);
  const [{ id, replayed }] = await tx.sql<[{ id: string; replayed: boolean }]>`
    select payment_id as id, replayed from open_payment(${amountMicros}, ${idempotencyKey}, ${tx.actor.staffId ?? null})`;
  if (!replayed) {
    await recordAudit(tx, {
      tenantId: tx.actor.tenantId,
      action: 'payment.create',
      subjectType: 'payment',
      subjectId: id,
      details: { amount: formatMicros(amountMicros), currency },
    });
  }
  return id;
}

function refuseOutOfBounds(amount: Micros, currency: string): void {
  const { minimumMicros, maximumMicros, stepMicros } = paymentBounds(currency);
  const refuse = (code: string, message: string) =>
    new DomainError('invalid_amount', message, [{ field: 'amount', code, message }]);
  if (amount < minimumMicros) throw refuse('below_minimum', `at least ${formatMicros(minimumMicros)} ${currency}`);
  if (amount > maximumMicros) throw refuse('above_maximum', `at most ${formatMicros(maximumMicros)} ${currency}`);
  if (amount % stepMicros !== 0n)
    throw refuse('not_in_steps', `${currency} is paid by card in steps of ${formatMicros(stepMicros)}`);
}
