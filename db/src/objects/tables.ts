// The columns of the migrations as drizzle sees them; a test compares the two. Policies, checks and grants stand in the SQL alone.
import { sql } from 'drizzle-orm';
import { bigint, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const uploadPurposes = ['caller-id-document', 'audio', 'logo'] as const;

export const uploads = pgTable(
  'uploads',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id')
      .notNull()
      .default(sql`new_id()`),
    purpose: text('purpose', { enum: uploadPurposes }).notNull(),
    fileName: text('file_name').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    staffId: uuid('staff_id'),
    createdAt: instant('created_at').notNull().defaultNow(),
    objectKey: text('object_key'),
    sha256: text('sha256'),
    sealedAt: instant('sealed_at'),
    takenAt: instant('taken_at'),
    cancelledAt: instant('cancelled_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
