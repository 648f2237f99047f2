// The columns of the migrations as drizzle sees them; a test compares the two. Policies, checks and grants stand in the SQL alone.
import { sql } from 'drizzle-orm';
import { bigint, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const newId = sql`new_id()`;

export const proofModes = ['recent', 'full'] as const;
export const differenceKinds = ['only_ours', 'only_theirs', 'duration', 'amount'] as const;

export const ledgerProofs = pgTable(
  'ledger_proofs',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    mode: text('mode', { enum: proofModes }).notNull(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at').notNull(),
    examined: bigint('examined', { mode: 'bigint' }).notNull(),
    drift: bigint('drift', { mode: 'bigint' }).notNull(),
    results: jsonb('results').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const ledgerCheckpoints = pgTable(
  'ledger_checkpoints',
  {
    tenantId: uuid('tenant_id').notNull(),
    walletId: uuid('wallet_id').notNull(),
    seq: bigint('seq', { mode: 'bigint' }).notNull(),
    balanceMicros: bigint('balance_micros', { mode: 'bigint' }).notNull(),
    provenAt: instant('proven_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.walletId] })],
);

export const carrierFiles = pgTable(
  'carrier_files',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    fileName: text('file_name').notNull(),
    objectKey: text('object_key').notNull(),
    bytes: bigint('bytes', { mode: 'bigint' }).notNull(),
    staffId: uuid('staff_id'),
    createdAt: instant('created_at').notNull().defaultNow(),
    trunkId: uuid('trunk_id'),
    settings: jsonb('settings'),
    jobId: uuid('job_id'),
    summary: jsonb('summary'),
    matchedAt: instant('matched_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const carrierDifferences = pgTable(
  'carrier_differences',
  {
    tenantId: uuid('tenant_id').notNull(),
    carrierFileId: uuid('carrier_file_id').notNull(),
    seq: integer('seq').notNull(),
    kind: text('kind', { enum: differenceKinds }).notNull(),
    numberMasked: text('number_masked').notNull(),
    line: integer('line'),
    attemptId: uuid('attempt_id'),
    ourStartedAt: instant('our_started_at'),
    ourSeconds: integer('our_seconds'),
    ourMicros: bigint('our_micros', { mode: 'bigint' }),
    theirStartedAt: instant('their_started_at'),
    theirSeconds: integer('their_seconds'),
    theirMicros: bigint('their_micros', { mode: 'bigint' }),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.carrierFileId, t.seq] })],
);
