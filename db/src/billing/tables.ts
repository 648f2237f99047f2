// The columns of the migrations as drizzle sees them; a test compares the two. Policies, checks and grants stand in the SQL alone.
import { sql } from 'drizzle-orm';
import { bigint, boolean, char, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export * from './decks/tables.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const newId = sql`new_id()`;

export const transferKinds = [
  'top_up',
  'withdrawal',
  'correction',
  'payment',
  'refund',
  'dispute',
  'dispute_reversal',
] as const;

export const entryKinds = [
  'top_up',
  'withdrawal',
  'correction',
  'payment',
  'refund',
  'dispute',
  'dispute_reversal',
  'call_charge',
  'call_revenue',
  'call_overrun',
] as const;

export const wallets = pgTable(
  'wallets',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    kind: text('kind', { enum: ['main', 'external', 'loss'] })
      .notNull()
      .default('main'),
    currency: char('currency', { length: 3 }).notNull(),
    balanceMicros: bigint('balance_micros', { mode: 'bigint' }).notNull().default(0n),
    heldMicros: bigint('held_micros', { mode: 'bigint' }).notNull().default(0n),
    creditLimitMicros: bigint('credit_limit_micros', { mode: 'bigint' }).notNull().default(0n),
    lastSeq: bigint('last_seq', { mode: 'bigint' }).notNull().default(0n),
    state: text('state', { enum: ['active', 'blocked'] })
      .notNull()
      .default('active'),
    reservedMicros: bigint('reserved_micros', { mode: 'bigint' }).notNull().default(0n),
    availableMicros: bigint('available_micros', { mode: 'bigint' })
      .notNull()
      .generatedAlwaysAs(sql`balance_micros - held_micros + credit_limit_micros - reserved_micros`),
    blockedReason: text('blocked_reason', { enum: ['negative_balance', 'by_seller'] }),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const transfers = pgTable(
  'transfers',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    kind: text('kind', { enum: transferKinds }).notNull(),
    fromWalletId: uuid('from_wallet_id').notNull(),
    toWalletId: uuid('to_wallet_id').notNull(),
    amountMicros: bigint('amount_micros', { mode: 'bigint' }).notNull(),
    note: text('note'),
    idempotencyKey: text('idempotency_key').notNull(),
    actorStaffId: uuid('actor_staff_id'),
    recordedAt: instant('recorded_at').notNull().defaultNow(),
    correctsId: uuid('corrects_id'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const transferRequestStates = ['pending', 'approved', 'rejected', 'withdrawn', 'expired'] as const;
export const transferRequestKinds = ['top_up', 'withdrawal', 'correction', 'credit_limit', 'approval_limit'] as const;

export const transferRequests = pgTable(
  'transfer_requests',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    kind: text('kind', { enum: transferRequestKinds }).notNull(),
    childTenantId: uuid('child_tenant_id').notNull(),
    upward: boolean('upward').notNull(),
    amountMicros: bigint('amount_micros', { mode: 'bigint' }).notNull(),
    note: text('note'),
    correctsId: uuid('corrects_id'),
    idempotencyKey: text('idempotency_key').notNull(),
    state: text('state', { enum: transferRequestStates }).notNull().default('pending'),
    requestedBy: uuid('requested_by').notNull(),
    requestedAt: instant('requested_at').notNull().defaultNow(),
    expiresAt: instant('expires_at')
      .notNull()
      .default(sql`now() + interval '7 days'`),
    decidedBy: uuid('decided_by'),
    decidedAt: instant('decided_at'),
    decisionReason: text('decision_reason'),
    transferId: uuid('transfer_id'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const moneyRequests = pgTable(
  'money_requests',
  {
    tenantId: uuid('tenant_id').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    content: jsonb('content').notNull(),
    answer: jsonb('answer').notNull(),
    staffId: uuid('staff_id'),
    aloneMicros: bigint('alone_micros', { mode: 'bigint' }).notNull().default(0n),
    recordedAt: instant('recorded_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.idempotencyKey] })],
);

export const moneySettings = pgTable('money_settings', {
  tenantId: uuid('tenant_id').primaryKey(),
  transferApprovalLimitMicros: bigint('transfer_approval_limit_micros', { mode: 'bigint' }),
  lowBalanceInfoMicros: bigint('low_balance_info_micros', { mode: 'bigint' }).notNull().default(200_000_000n),
  lowBalanceWarningMicros: bigint('low_balance_warning_micros', { mode: 'bigint' }).notNull().default(50_000_000n),
  lowBalanceCriticalMicros: bigint('low_balance_critical_micros', { mode: 'bigint' }).notNull().default(10_000_000n),
});

export const entries = pgTable(
  'entries',
  {
    tenantId: uuid('tenant_id').notNull(),
    walletId: uuid('wallet_id').notNull(),
    seq: bigint('seq', { mode: 'bigint' }).notNull(),
    transferId: uuid('transfer_id').notNull(),
    kind: text('kind', { enum: entryKinds }).notNull(),
    amountMicros: bigint('amount_micros', { mode: 'bigint' }).notNull(),
    balanceAfterMicros: bigint('balance_after_micros', { mode: 'bigint' }).notNull(),
    counterpartyTenantId: uuid('counterparty_tenant_id').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    recordedAt: instant('recorded_at')
      .notNull()
      .default(sql`clock_timestamp()`),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.walletId, t.seq] })],
);

export const holds = pgTable(
  'holds',
  {
    tenantId: uuid('tenant_id').notNull(),
    walletId: uuid('wallet_id').notNull(),
    attemptId: uuid('attempt_id').notNull(),
    amountMicros: bigint('amount_micros', { mode: 'bigint' }).notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.walletId, t.attemptId] })],
);

/** What a buyer's group is for: tasks of one type, or those that have none of their own. */
export const assignedTaskTypes = ['any', 'broadcast', 'predictive', 'preview'] as const;

export const rateGroups = pgTable(
  'rate_groups',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    name: text('name').notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    revision: bigint('revision', { mode: 'bigint' }).notNull().default(0n),
    pricing: text('pricing', { enum: ['list', 'rule'] })
      .notNull()
      .default('list'),
    costTaskType: text('cost_task_type', { enum: assignedTaskTypes }),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const rates = pgTable(
  'rates',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    rateGroupId: uuid('rate_group_id').notNull(),
    prefix: text('prefix').notNull(),
    destination: text('destination').notNull().default(''),
    blockSeconds: integer('block_seconds').notNull(),
    pricePerBlockMicros: bigint('price_per_block_micros', { mode: 'bigint' }).notNull(),
    firstBlockSeconds: integer('first_block_seconds'),
    firstBlockPriceMicros: bigint('first_block_price_micros', { mode: 'bigint' }),
    connectionFeeMicros: bigint('connection_fee_micros', { mode: 'bigint' }).notNull().default(0n),
    graceSeconds: integer('grace_seconds').notNull().default(0),
    minimumChargeMicros: bigint('minimum_charge_micros', { mode: 'bigint' }).notNull().default(0n),
    effectiveFrom: instant('effective_from')
      .notNull()
      .default(sql`'-infinity'`),
    effectiveUntil: instant('effective_until')
      .notNull()
      .default(sql`'infinity'`),
    createdAt: instant('created_at').notNull().defaultNow(),
    versionId: uuid('version_id'),
    closedByVersionId: uuid('closed_by_version_id'),
    belowCostAllowedBy: uuid('below_cost_allowed_by'),
    belowCostAllowedAt: instant('below_cost_allowed_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const rateAssignments = pgTable(
  'rate_assignments',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    sellerTenantId: uuid('seller_tenant_id').notNull(),
    rateGroupId: uuid('rate_group_id').notNull(),
    assignedAt: instant('assigned_at').notNull().defaultNow(),
    taskType: text('task_type', { enum: assignedTaskTypes }).notNull().default('any'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
