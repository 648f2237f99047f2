import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import { formatMicros, type Micros } from '../micros.ts';
import { toMinorUnits } from './minor-units.ts';
import { getPayment, type PaymentDetail } from './get-payment.ts';

export interface NewRefund {
  readonly paymentId: string;
  /** In the currency that was received; all that is left when absent. */
  readonly amountMicros?: Micros | undefined;
  readonly idempotencyKey: string;
}

/**
 * Writes down that the operator gives back a part of a payment, at most what is left; the service is asked once this is committed, and
 * the ledger follows when the service says that it is so. Answers the refund's id. Throws `not_found`, `invalid_amount`,
 * `refund_too_large`, `invalid_transition` where nothing was received, `second_person_needed` above what one person gives back to a payer
 * in 24 hours, `forbidden` for anybody but the operator.
 */
export async function requestRefund(tx: TenantTx, input: NewRefund): Promise<string> {
  const payment = await getPayment(tx, input.paymentId);
  const amount = input.amountMicros ?? repeatedAmount(payment) ?? payment.refundableMicros;
  const currency = payment.receivedCurrency ?? payment.currency;
  if (payment.receivedMicros === null) throw new DomainError('invalid_transition', 'nothing was received');
  if (amount <= 0n) throw new DomainError('refund_too_large', 'nothing is left to give back');
  if (toMinorUnits(amount, currency) === undefined) {
    const message = `${currency} has no such fraction`;
    throw new DomainError('invalid_amount', message, [{ field: 'amount', code: 'not_in_steps', message }]);
  }
  const [{ id, replayed }] = await tx.sql<[{ id: string; replayed: boolean }]>`
    select reversal_id as id, replayed
    from request_refund(${payment.tenantId}, ${payment.id}, ${amount}, ${input.idempotencyKey}, ${tx.actor.staffId ?? null})`;
  if (!replayed) {
    await recordAudit(tx, {
      tenantId: payment.tenantId,
      action: 'payment.refund',
      subjectType: 'payment',
      subjectId: payment.id,
      details: { amount: formatMicros(amount), currency },
    });
  }
  return id;

  /** A repeat of "all that is left" meant what was left then. */
  function repeatedAmount({ reversals }: PaymentDetail): Micros | undefined {
    return reversals.find((reversal) => reversal.idempotencyKey === input.idempotencyKey)?.amountMicros;
  }
}
