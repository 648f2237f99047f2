import { z } from 'zod';

const minor = z.int().positive();
const currency = z.string().regex(/^[A-Z]{3}$/);
const instant = z.iso.datetime();
const name = z.string().min(1).max(200);

const refundNews = z.object({
  providerId: name,
  /** Our own id of it, where we asked for it. */
  ourId: z.uuid().optional(),
  minor,
  currency,
  status: z.string().min(1).max(40),
  at: instant,
  reason: z.string().max(300).optional(),
});

const disputeNews = z.object({
  providerId: name,
  minor,
  currency,
  status: z.string().min(1).max(40),
  at: instant,
  reason: z.string().max(300).optional(),
  /** Every movement so far, in the dispute's currency. */
  movements: z.array(z.object({ id: name, minor, out: z.boolean() })).max(50),
});

/**
 * What the payment service says about a payment, in our words and its minor units. Partial on purpose: each event tells what it knows.
 * It is kept with the event until its payment is known, so it is JSON.
 */
export const paymentNews = z.object({
  /** Ours, where the service's object carries it. */
  payment: z.object({ tenantId: z.uuid(), id: z.uuid() }).optional(),
  providerPaymentId: name.optional(),
  checkoutId: name.optional(),
  received: z.object({ minor, currency, at: instant }).optional(),
  processingAt: instant.optional(),
  expiredAt: instant.optional(),
  failedAt: instant.optional(),
  failure: z.string().max(500).optional(),
  refunds: z.array(refundNews).max(200).default([]),
  disputes: z.array(disputeNews).max(20).default([]),
});

export type PaymentNews = z.input<typeof paymentNews>;
export type ReadNews = z.output<typeof paymentNews>;
export type RefundNews = z.output<typeof refundNews>;
export type DisputeNews = z.output<typeof disputeNews>;
