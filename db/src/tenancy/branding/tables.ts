import { sql } from 'drizzle-orm';
import { integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const logoVariants = ['logo', 'mark'] as const;
export const logoTypes = ['image/png', 'image/jpeg', 'image/svg+xml'] as const;
export const domainStates = ['waiting', 'verified'] as const;
/** What a check of a domain's DNS can find instead of the right record. */
export const domainCheckResults = ['no_record', 'wrong_record', 'unreachable', 'taken'] as const;

export const brandings = pgTable('brandings', {
  tenantId: uuid('tenant_id').primaryKey(),
  name: text('name'),
  accent: text('accent'),
  supportEmail: text('support_email'),
  supportPhone: text('support_phone'),
  supportNote: text('support_note'),
  staffId: uuid('staff_id'),
  changedAt: instant('changed_at').notNull().defaultNow(),
});

export const tenantLogos = pgTable(
  'tenant_logos',
  {
    tenantId: uuid('tenant_id').notNull(),
    variant: text('variant', { enum: logoVariants }).notNull().default('logo'),
    picture: text('picture')
      .notNull()
      .default(sql`replace(gen_random_uuid()::text, '-', '')`),
    objectKey: text('object_key').notNull(),
    rasterObjectKey: text('raster_object_key'),
    contentType: text('content_type', { enum: logoTypes }).notNull(),
    bytes: integer('bytes').notNull(),
    width: integer('width').notNull(),
    height: integer('height').notNull(),
    staffId: uuid('staff_id'),
    changedAt: instant('changed_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.variant] })],
);

export const tenantDomains = pgTable('tenant_domains', {
  tenantId: uuid('tenant_id').primaryKey(),
  domain: text('domain').notNull(),
  token: text('token').notNull(),
  state: text('state', { enum: domainStates }).notNull().default('waiting'),
  nextCheckAt: instant('next_check_at').notNull().defaultNow(),
  checks: integer('checks').notNull().default(0),
  checkedAt: instant('checked_at'),
  checkResult: text('check_result', { enum: domainCheckResults }),
  waitingSince: instant('waiting_since').notNull().defaultNow(),
  verifiedAt: instant('verified_at'),
  verifiedBy: text('verified_by', { enum: ['dns', 'operator'] }),
  staffId: uuid('staff_id'),
  createdAt: instant('created_at').notNull().defaultNow(),
});
