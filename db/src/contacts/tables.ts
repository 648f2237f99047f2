// The columns of the migrations as drizzle sees them; a test compares the two. Policies, checks and grants stand in the SQL alone.
import { sql } from 'drizzle-orm';
import { pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const blackList = pgTable(
  'black_list',
  {
    tenantId: uuid('tenant_id').notNull(),
    number: text('number').notNull(),
    reason: text('reason', { enum: ['opt_out', 'complaint', 'manual'] }).notNull(),
    source: text('source').notNull().default(''),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at')
      .notNull()
      .default(sql`'infinity'`),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.number] })],
);
