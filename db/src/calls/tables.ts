// The columns of the migrations as drizzle sees them; a test compares the two. Policies, checks and grants stand in the SQL alone.
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  date,
  doublePrecision,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { callResults } from '../tasks/index.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const newId = sql`new_id()`;
const emptyArray = sql`'{}'`;

export const attemptStates = ['admitted', 'originating', 'answered', 'ended'] as const;

export const attempts = pgTable(
  'attempts',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull(),
    taskId: uuid('task_id').notNull(),
    targetId: uuid('target_id').notNull(),
    attemptNo: smallint('attempt_no').notNull(),
    number: text('number').notNull(),
    callerIdId: uuid('caller_id_id').notNull(),
    trunkTenantId: uuid('trunk_tenant_id').notNull(),
    trunkId: uuid('trunk_id').notNull(),
    workerId: uuid('worker_id').notNull(),
    state: text('state', { enum: attemptStates }).notNull().default('admitted'),
    authorisedSeconds: integer('authorised_seconds').notNull(),
    admittedAt: instant('admitted_at').notNull(),
    originatedAt: instant('originated_at'),
    answeredAt: instant('answered_at'),
    endedAt: instant('ended_at'),
    result: text('result', { enum: callResults }),
    sipStatus: smallint('sip_status'),
    cause: smallint('cause'),
    keys: text('keys'),
    seatId: uuid('seat_id'),
    transferred: boolean('transferred').notNull().default(false),
    abandoned: boolean('abandoned').notNull().default(false),
    optedOut: boolean('opted_out').notNull().default(false),
    billedSeconds: integer('billed_seconds').notNull().default(0),
    chargedMicros: bigint('charged_micros', { mode: 'bigint' }).notNull().default(0n),
    rateIds: uuid('rate_ids').array().notNull().default(emptyArray),
    mostMicros: bigint('most_micros', { mode: 'bigint' }).array().notNull().default(emptyArray),
    reason: text('reason'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const cdrs = pgTable(
  'cdrs',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    attemptId: uuid('attempt_id').notNull(),
    leg: text('leg', { enum: ['callee', 'seat'] }).notNull(),
    taskId: uuid('task_id').notNull(),
    number: text('number').notNull(),
    callerNumber: text('caller_number').notNull(),
    trunkId: uuid('trunk_id'),
    seatId: uuid('seat_id'),
    result: text('result', { enum: callResults }).notNull(),
    sipStatus: smallint('sip_status'),
    cause: smallint('cause'),
    originatedAt: instant('originated_at'),
    answeredAt: instant('answered_at'),
    endedAt: instant('ended_at').notNull(),
    ringSeconds: integer('ring_seconds').notNull().default(0),
    billedSeconds: integer('billed_seconds').notNull().default(0),
    recordedAt: instant('recorded_at').notNull().defaultNow(),
    reason: text('reason'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const attemptCharges = pgTable(
  'attempt_charges',
  {
    tenantId: uuid('tenant_id').notNull(),
    attemptId: uuid('attempt_id').notNull(),
    leg: text('leg', { enum: ['callee', 'seat'] })
      .notNull()
      .default('callee'),
    level: smallint('level').notNull(),
    payeeTenantId: uuid('payee_tenant_id').notNull(),
    rateId: uuid('rate_id').notNull(),
    rateGroupId: uuid('rate_group_id').notNull(),
    prefix: text('prefix').notNull(),
    billedSeconds: integer('billed_seconds').notNull(),
    blocks: integer('blocks').notNull(),
    amountMicros: bigint('amount_micros', { mode: 'bigint' }).notNull(),
    answeredAt: instant('answered_at').notNull(),
    recordedAt: instant('recorded_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.attemptId, t.leg] })],
);

export const frozenRates = pgTable(
  'frozen_rates',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull(),
    rateGroupId: uuid('rate_group_id').notNull(),
    prefix: text('prefix').notNull(),
    destination: text('destination').notNull().default(''),
    blockSeconds: integer('block_seconds').notNull(),
    pricePerBlockMicros: bigint('price_per_block_micros', { mode: 'bigint' }).notNull(),
    firstBlockSeconds: integer('first_block_seconds'),
    firstBlockPriceMicros: bigint('first_block_price_micros', { mode: 'bigint' }),
    connectionFeeMicros: bigint('connection_fee_micros', { mode: 'bigint' }).notNull(),
    graceSeconds: integer('grace_seconds').notNull(),
    minimumChargeMicros: bigint('minimum_charge_micros', { mode: 'bigint' }).notNull(),
    effectiveFrom: instant('effective_from').notNull(),
    effectiveUntil: instant('effective_until').notNull(),
    frozenAt: instant('frozen_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const dayTotals = pgTable(
  'day_totals',
  {
    tenantId: uuid('tenant_id').notNull(),
    day: date('day').notNull(),
    calls: integer('calls').notNull().default(0),
    billedSeconds: bigint('billed_seconds', { mode: 'bigint' }).notNull().default(0n),
    spentMicros: bigint('spent_micros', { mode: 'bigint' }).notNull().default(0n),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.day] })],
);

export const tenantLimits = pgTable(
  'tenant_limits',
  {
    tenantId: uuid('tenant_id').notNull(),
    origin: text('origin', { enum: ['seller', 'self'] }).notNull(),
    maxCalls: integer('max_calls'),
    maxCallsPerSecond: integer('max_calls_per_second'),
    dailySpendMicros: bigint('daily_spend_micros', { mode: 'bigint' }),
    international: boolean('international'),
    premium: boolean('premium'),
    allowedPrefixes: text('allowed_prefixes').array(),
    blockedPrefixes: text('blocked_prefixes').array().notNull().default(emptyArray),
    homeCountry: text('home_country'),
    changedBy: uuid('changed_by'),
    changedAt: instant('changed_at').notNull().defaultNow(),
    tokens: doublePrecision('tokens'),
    tokensAt: instant('tokens_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.origin] })],
);
