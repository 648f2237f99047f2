import { sql } from 'drizzle-orm';
import { boolean, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const mailKinds = ['confirm', 'alerts', 'test'] as const;
export const mailStates = ['waiting', 'sending', 'sent', 'failed'] as const;
export const mailLocales = ['zh', 'en'] as const;

export const mails = pgTable(
  'mails',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id')
      .notNull()
      .default(sql`new_id()`),
    key: text('key').notNull(),
    kind: text('kind', { enum: mailKinds }).notNull(),
    staffId: uuid('staff_id'),
    address: text('address').notNull(),
    locale: text('locale', { enum: mailLocales }).notNull(),
    details: jsonb('details')
      .notNull()
      .default(sql`'{}'`),
    state: text('state', { enum: mailStates }).notNull().default('waiting'),
    tries: integer('tries').notNull().default(0),
    nextAt: instant('next_at').notNull().defaultNow(),
    unsure: boolean('unsure').notNull().default(false),
    reason: text('reason'),
    createdAt: instant('created_at').notNull().defaultNow(),
    endedAt: instant('ended_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const emailConfirmations = pgTable(
  'email_confirmations',
  {
    tenantId: uuid('tenant_id').notNull(),
    staffId: uuid('staff_id').notNull(),
    email: text('email').notNull(),
    tokenHashes: text('token_hashes')
      .array()
      .notNull()
      .default(sql`'{}'`),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.staffId] })],
);

export const alertMailTurns = pgTable('alert_mail_turns', {
  tenantId: uuid('tenant_id').primaryKey(),
  mailedAt: instant('mailed_at').notNull(),
});
