// The columns of the migrations as drizzle sees them; a test compares the two. Policies, checks and grants stand in the SQL alone.
import { sql } from 'drizzle-orm';
import { bigint, jsonb, pgTable, primaryKey, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const jobStates = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;

export const jobs = pgTable(
  'jobs',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id')
      .notNull()
      .default(sql`new_id()`),
    kind: text('kind').notNull(),
    input: jsonb('input')
      .notNull()
      .default(sql`'{}'`),
    state: text('state', { enum: jobStates }).notNull().default('waiting'),
    progressDone: bigint('progress_done', { mode: 'bigint' }).notNull().default(0n),
    progressTotal: bigint('progress_total', { mode: 'bigint' }),
    result: jsonb('result'),
    failureCode: text('failure_code'),
    failureDetail: text('failure_detail'),
    cancelRequestedAt: instant('cancel_requested_at'),
    staffId: uuid('staff_id'),
    createdAt: instant('created_at').notNull().defaultNow(),
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
    dueAt: instant('due_at').notNull().defaultNow(),
    runs: smallint('runs').notNull().default(0),
    runnerId: uuid('runner_id'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
