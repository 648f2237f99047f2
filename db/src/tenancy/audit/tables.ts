// The columns of the migrations as drizzle sees them; a test compares the two.
import { sql } from 'drizzle-orm';
import { integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const newId = sql`new_id()`;
const nothing = sql`'{}'`;

export const clientKinds = ['chrome', 'edge', 'firefox', 'safari', 'wechat', 'browser', 'program'] as const;

export const auditEntries = pgTable(
  'audit_entries',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    actorTenantId: uuid('actor_tenant_id').notNull(),
    actorStaffId: uuid('actor_staff_id'),
    action: text('action').notNull(),
    subjectType: text('subject_type').notNull(),
    subjectId: text('subject_id').notNull(),
    details: jsonb('details').notNull().default(nothing),
    before: jsonb('before'),
    after: jsonb('after'),
    address: text('address'),
    requestId: text('request_id'),
    client: text('client', { enum: clientKinds }),
    supportSessionId: uuid('support_session_id'),
    occurredAt: instant('occurred_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const auditContents = pgTable(
  'audit_contents',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull(),
    details: jsonb('details').notNull().default(nothing),
    before: jsonb('before'),
    after: jsonb('after'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const supportEnds = ['staff', 'tenant', 'time', 'replaced'] as const;

export const supportSessions = pgTable(
  'support_sessions',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    staffTenantId: uuid('staff_tenant_id').notNull(),
    staffId: uuid('staff_id').notNull(),
    staffTenantName: text('staff_tenant_name').notNull(),
    staffName: text('staff_name').notNull(),
    reason: text('reason').notNull(),
    address: text('address'),
    openedAt: instant('opened_at').notNull().defaultNow(),
    until: instant('until').notNull(),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by', { enum: supportEnds }),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const supportSessionViews = pgTable(
  'support_session_views',
  {
    tenantId: uuid('tenant_id').notNull(),
    sessionId: uuid('session_id').notNull(),
    path: text('path').notNull(),
    times: integer('times').notNull().default(1),
    firstAt: instant('first_at').notNull(),
    lastAt: instant('last_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.sessionId, t.path] })],
);
