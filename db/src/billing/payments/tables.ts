// The columns of the migrations as drizzle sees them; a test compares the two. Policies, checks and grants stand in the SQL alone.
import { sql } from 'drizzle-orm';
import { bigint, char, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { paymentStates } from './payment-state.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const money = (name: string) => bigint(name, { mode: 'bigint' });
const newId = sql`new_id()`;

export const postingKinds = ['payment', 'refund', 'refund_failed', 'dispute', 'dispute_reversal'] as const;
export const reversalKinds = ['refund', 'dispute'] as const;

export const payments = pgTable(
  'payments',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    provider: text('provider', { enum: ['stripe'] })
      .notNull()
      .default('stripe'),
    amountMicros: money('amount_micros').notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    state: text('state', { enum: paymentStates }).notNull().default('created'),
    idempotencyKey: text('idempotency_key').notNull(),
    staffId: uuid('staff_id'),
    checkoutId: text('checkout_id'),
    checkoutUrl: text('checkout_url'),
    checkoutExpiresAt: instant('checkout_expires_at'),
    providerPaymentId: text('provider_payment_id'),
    receivedMicros: money('received_micros'),
    receivedCurrency: char('received_currency', { length: 3 }),
    receivedAt: instant('received_at'),
    processingAt: instant('processing_at'),
    expiredAt: instant('expired_at'),
    failedAt: instant('failed_at'),
    failure: text('failure'),
    refundedMicros: money('refunded_micros').notNull().default(0n),
    disputedMicros: money('disputed_micros').notNull().default(0n),
    askedAt: instant('asked_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const paymentReversals = pgTable(
  'payment_reversals',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    paymentId: uuid('payment_id').notNull(),
    kind: text('kind', { enum: reversalKinds }).notNull(),
    providerId: text('provider_id'),
    amountMicros: money('amount_micros').notNull(),
    status: text('status').notNull(),
    statusAt: instant('status_at').notNull(),
    reason: text('reason'),
    movements: jsonb('movements')
      .notNull()
      .default(sql`'[]'`),
    idempotencyKey: text('idempotency_key'),
    staffId: uuid('staff_id'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const paymentPostings = pgTable(
  'payment_postings',
  {
    tenantId: uuid('tenant_id').notNull(),
    paymentId: uuid('payment_id').notNull(),
    kind: text('kind', { enum: postingKinds }).notNull(),
    providerId: text('provider_id').notNull(),
    amountMicros: money('amount_micros').notNull(),
    transferId: uuid('transfer_id').notNull(),
    postedAt: instant('posted_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.paymentId, t.kind, t.providerId] })],
);

export const eventResults = ['applied', 'ignored', 'not_ours', 'waiting'] as const;

export const paymentEvents = pgTable(
  'payment_events',
  {
    id: text('id').notNull(),
    type: text('type').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    facts: jsonb('facts')
      .notNull()
      .default(sql`'{}'`),
    providerPaymentId: text('provider_payment_id'),
    paymentId: uuid('payment_id'),
    receivedAt: instant('received_at').notNull().defaultNow(),
    processedAt: instant('processed_at'),
    result: text('result', { enum: eventResults }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.id] })],
);
