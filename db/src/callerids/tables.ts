// The columns of the migrations as drizzle sees them; a test compares the two. Policies, checks and grants stand in the SQL alone.
import { sql } from 'drizzle-orm';
import {
  boolean,
  date,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { callerIdEventKinds, callerIdStates } from './caller-id-state.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const newId = sql`new_id()`;

export const documentKinds = ['licence', 'receipt'] as const;
export const documentTypes = ['image/jpeg', 'image/png', 'application/pdf'] as const;
export const poolStrategies = ['round_robin', 'random'] as const;

export const callerIds = pgTable(
  'caller_ids',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    number: text('number').notNull(),
    state: text('state', { enum: callerIdStates }).notNull().default('submitted'),
    approvedUntil: instant('approved_until'),
    createdAt: instant('created_at').notNull().defaultNow(),
    submission: smallint('submission').notNull().default(1),
    renewing: boolean('renewing').notNull().default(false),
    submittedAt: instant('submitted_at').notNull().defaultNow(),
    note: text('note').notNull().default(''),
    decidedAt: instant('decided_at'),
    reason: text('reason').notNull().default(''),
    remindedDays: smallint('reminded_days'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const callerIdEvents = pgTable(
  'caller_id_events',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    callerIdId: uuid('caller_id_id').notNull(),
    submission: smallint('submission').notNull(),
    kind: text('kind', { enum: callerIdEventKinds }).notNull(),
    reason: text('reason').notNull().default(''),
    approvedUntil: instant('approved_until'),
    before: jsonb('before'),
    actorTenantId: uuid('actor_tenant_id'),
    actorStaffId: uuid('actor_staff_id'),
    actorName: text('actor_name'),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const callerIdDocuments = pgTable(
  'caller_id_documents',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    kind: text('kind', { enum: documentKinds }).notNull(),
    fileName: text('file_name').notNull(),
    contentType: text('content_type', { enum: documentTypes }).notNull(),
    bytes: integer('bytes').notNull(),
    sha256: text('sha256').notNull(),
    pages: smallint('pages').notNull(),
    createdBy: uuid('created_by'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const callerIdDocumentPages = pgTable(
  'caller_id_document_pages',
  {
    tenantId: uuid('tenant_id').notNull(),
    documentId: uuid('document_id').notNull(),
    page: smallint('page').notNull(),
    objectKey: text('object_key').notNull(),
    width: integer('width').notNull(),
    height: integer('height').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.documentId, t.page] })],
);

export const callerIdPapers = pgTable(
  'caller_id_papers',
  {
    tenantId: uuid('tenant_id').notNull(),
    callerIdId: uuid('caller_id_id').notNull(),
    submission: smallint('submission').notNull(),
    documentId: uuid('document_id').notNull(),
    position: smallint('position').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.callerIdId, t.submission, t.documentId] })],
);

export const callerIdPools = pgTable(
  'caller_id_pools',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    name: text('name').notNull(),
    strategy: text('strategy', { enum: poolStrategies }).notNull().default('round_robin'),
    dailyCap: integer('daily_cap'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const callerIdPoolMembers = pgTable(
  'caller_id_pool_members',
  {
    tenantId: uuid('tenant_id').notNull(),
    poolId: uuid('pool_id').notNull(),
    callerIdId: uuid('caller_id_id').notNull(),
    position: smallint('position').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.poolId, t.callerIdId] })],
);

export const callerIdDays = pgTable(
  'caller_id_days',
  {
    tenantId: uuid('tenant_id').notNull(),
    callerIdId: uuid('caller_id_id').notNull(),
    day: date('day').notNull(),
    calls: integer('calls').notNull().default(0),
    lastAt: instant('last_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.callerIdId, t.day] })],
);
