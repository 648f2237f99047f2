import { z } from 'zod';
import { id, instant, microsText, named, pageQuery } from '../../http/schemas.ts';

export const paymentStates = [
  'created',
  'processing',
  'paid',
  'partly_refunded',
  'refunded',
  'disputed',
  'mismatched',
  'expired',
  'failed',
] as const;

/** A decimal amount in currency units: "100.00". Never rounded. */
const amountText = z.string().min(1).max(40);

export const paymentHeaders = z.object({
  'idempotency-key': z
    .string()
    .min(8)
    .max(100)
    .meta({ description: 'Chosen by the client, one a payment or refund; a repeat with the same one is the same.' }),
});

export const createPaymentBody = z.strictObject({ amount: amountText });

export const createRefundBody = z.strictObject({
  amount: amountText.optional().meta({ description: 'All that is left when absent.' }),
});

export const paymentsQuery = pageQuery.extend({
  tenantId: id.optional().meta({ description: 'One tenant’s; oneself and everybody below when absent.' }),
  state: z.enum(paymentStates).optional(),
});

export const receiptQuery = z.object({ locale: z.enum(['zh-CN', 'en']).default('zh-CN') });

export const payment = z
  .object({
    id,
    tenant: named,
    amountMicros: microsText.meta({ description: 'What was asked for.' }),
    currency: z.string(),
    state: z.enum(paymentStates),
    receivedMicros: microsText.nullable(),
    receivedCurrency: z.string().nullable().meta({ description: 'Another than asked for only where mismatched.' }),
    receivedAt: instant.nullable(),
    refundedMicros: microsText,
    disputedMicros: microsText.meta({ description: 'What the payer’s bank holds.' }),
    checkoutUrl: z.string().nullable().meta({ description: 'Where to pay, while that is possible.' }),
    reference: z.string().nullable().meta({ description: 'The payment service’s name of it.' }),
    failure: z.string().nullable(),
    hasReceipt: z.boolean(),
    createdAt: instant,
  })
  .meta({ id: 'Payment' });

export const paymentReversal = z
  .object({
    id,
    kind: z.enum(['refund', 'dispute']),
    amountMicros: microsText,
    status: z.string().meta({ description: 'requested and refused are ours; the rest is the payment service’s word.' }),
    reason: z.string().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'PaymentReversal' });

export const paymentDetail = payment
  .extend({
    reversals: z.array(paymentReversal),
    refundableMicros: microsText.meta({ description: 'What may still be given back.' }),
  })
  .meta({ id: 'PaymentDetail' });

export type PaymentState = (typeof paymentStates)[number];
export type CreatePaymentBody = z.infer<typeof createPaymentBody>;
export type CreateRefundBody = z.infer<typeof createRefundBody>;
export type Payment = z.infer<typeof payment>;
export type PaymentReversal = z.infer<typeof paymentReversal>;
export type PaymentDetail = z.infer<typeof paymentDetail>;
