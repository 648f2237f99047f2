// The columns of the rules over a cost as drizzle sees them; a test compares the two.
import { sql } from 'drizzle-orm';
import { bigint, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const newId = sql`new_id()`;
const markUpUnits = ['block', 'minute'] as const;

export const rateRules = pgTable(
  'rate_rules',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    rateGroupId: uuid('rate_group_id').notNull(),
    version: integer('version').notNull(),
    percentPpm: integer('percent_ppm').notNull(),
    per: text('per', { enum: markUpUnits }).notNull(),
    fixedMicros: bigint('fixed_micros', { mode: 'bigint' }).notNull(),
    stepMicros: bigint('step_micros', { mode: 'bigint' }).notNull(),
    floorMicros: bigint('floor_micros', { mode: 'bigint' }).notNull(),
    effectiveFrom: instant('effective_from')
      .notNull()
      .default(sql`'-infinity'`),
    effectiveUntil: instant('effective_until')
      .notNull()
      .default(sql`'infinity'`),
    belowCostAllowedBy: uuid('below_cost_allowed_by'),
    belowCostAllowedAt: instant('below_cost_allowed_at'),
    staffId: uuid('staff_id'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const rateRuleExceptions = pgTable(
  'rate_rule_exceptions',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    rateGroupId: uuid('rate_group_id').notNull(),
    prefix: text('prefix').notNull(),
    destination: text('destination').notNull().default(''),
    kind: text('kind', { enum: ['rule', 'fixed'] }).notNull(),
    percentPpm: integer('percent_ppm'),
    per: text('per', { enum: markUpUnits }),
    fixedMicros: bigint('fixed_micros', { mode: 'bigint' }),
    stepMicros: bigint('step_micros', { mode: 'bigint' }),
    floorMicros: bigint('floor_micros', { mode: 'bigint' }),
    blockSeconds: integer('block_seconds'),
    pricePerBlockMicros: bigint('price_per_block_micros', { mode: 'bigint' }),
    firstBlockSeconds: integer('first_block_seconds'),
    firstBlockPriceMicros: bigint('first_block_price_micros', { mode: 'bigint' }),
    connectionFeeMicros: bigint('connection_fee_micros', { mode: 'bigint' }),
    graceSeconds: integer('grace_seconds'),
    minimumChargeMicros: bigint('minimum_charge_micros', { mode: 'bigint' }),
    effectiveFrom: instant('effective_from')
      .notNull()
      .default(sql`'-infinity'`),
    effectiveUntil: instant('effective_until')
      .notNull()
      .default(sql`'infinity'`),
    belowCostAllowedBy: uuid('below_cost_allowed_by'),
    belowCostAllowedAt: instant('below_cost_allowed_at'),
    staffId: uuid('staff_id'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const rateRuleAllowances = pgTable(
  'rate_rule_allowances',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    rateGroupId: uuid('rate_group_id').notNull(),
    prefix: text('prefix').notNull(),
    pricedBy: uuid('priced_by').notNull(),
    allowedBy: uuid('allowed_by'),
    allowedAt: instant('allowed_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
