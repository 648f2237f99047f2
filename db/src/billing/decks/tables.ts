// The columns of the migrations as drizzle sees them; a test compares the two. Policies, checks and grants stand in the SQL alone.
import { sql } from 'drizzle-orm';
import { bigint, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const newId = sql`new_id()`;

export const versionKinds = ['deck', 'edit', 'undo'] as const;
export const deckStates = ['uploaded', 'previewed', 'applied'] as const;
export const deckRowKinds = ['added', 'changed', 'unchanged', 'removed', 'rejected', 'repeated'] as const;

export const rateGroupVersions = pgTable(
  'rate_group_versions',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    rateGroupId: uuid('rate_group_id').notNull(),
    seq: integer('seq').notNull(),
    kind: text('kind', { enum: versionKinds }).notNull(),
    fileName: text('file_name'),
    undoesVersionId: uuid('undoes_version_id'),
    effectiveAt: instant('effective_at').notNull(),
    added: integer('added').notNull(),
    changed: integer('changed').notNull(),
    removed: integer('removed').notNull(),
    staffId: uuid('staff_id'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const rateDecks = pgTable(
  'rate_decks',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    rateGroupId: uuid('rate_group_id').notNull(),
    fileName: text('file_name').notNull(),
    objectKey: text('object_key').notNull(),
    bytes: bigint('bytes', { mode: 'bigint' }).notNull(),
    state: text('state', { enum: deckStates }).notNull().default('uploaded'),
    head: jsonb('head').notNull(),
    mapping: jsonb('mapping'),
    previewJobId: uuid('preview_job_id'),
    applyJobId: uuid('apply_job_id'),
    basedOnRevision: bigint('based_on_revision', { mode: 'bigint' }),
    costStamp: text('cost_stamp'),
    summary: jsonb('summary'),
    versionId: uuid('version_id'),
    staffId: uuid('staff_id'),
    createdAt: instant('created_at').notNull().defaultNow(),
    previewedAt: instant('previewed_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const rateDeckRows = pgTable(
  'rate_deck_rows',
  {
    tenantId: uuid('tenant_id').notNull(),
    deckId: uuid('deck_id').notNull(),
    kind: text('kind', { enum: deckRowKinds }).notNull(),
    place: integer('place').notNull(),
    line: integer('line'),
    prefix: text('prefix'),
    destination: text('destination'),
    blockSeconds: integer('block_seconds'),
    pricePerBlockMicros: bigint('price_per_block_micros', { mode: 'bigint' }),
    firstBlockSeconds: integer('first_block_seconds'),
    firstBlockPriceMicros: bigint('first_block_price_micros', { mode: 'bigint' }),
    connectionFeeMicros: bigint('connection_fee_micros', { mode: 'bigint' }),
    graceSeconds: integer('grace_seconds'),
    minimumChargeMicros: bigint('minimum_charge_micros', { mode: 'bigint' }),
    previousRateId: uuid('previous_rate_id'),
    field: text('field'),
    reason: text('reason'),
    cell: text('cell'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.deckId, t.kind, t.place] })],
);

export const rateDeckLosses = pgTable(
  'rate_deck_losses',
  {
    tenantId: uuid('tenant_id').notNull(),
    deckId: uuid('deck_id').notNull(),
    place: integer('place').notNull(),
    sellerTenantId: uuid('seller_tenant_id').notNull(),
    sellerName: text('seller_name').notNull(),
    soldGroupId: uuid('sold_group_id').notNull(),
    soldGroupName: text('sold_group_name').notNull(),
    prefix: text('prefix').notNull(),
    destination: text('destination').notNull(),
    costPrefix: text('cost_prefix').notNull(),
    costBlockSeconds: integer('cost_block_seconds').notNull(),
    costPerBlockMicros: bigint('cost_per_block_micros', { mode: 'bigint' }).notNull(),
    soldPrefix: text('sold_prefix').notNull(),
    soldBlockSeconds: integer('sold_block_seconds').notNull(),
    soldPerBlockMicros: bigint('sold_per_block_micros', { mode: 'bigint' }).notNull(),
    lossBeforeMicros: bigint('loss_before_micros', { mode: 'bigint' }).notNull(),
    lossMicros: bigint('loss_micros', { mode: 'bigint' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.deckId, t.place] })],
);

export const rateDeckMappings = pgTable(
  'rate_deck_mappings',
  {
    tenantId: uuid('tenant_id').notNull(),
    signature: text('signature').notNull(),
    mapping: jsonb('mapping').notNull(),
    usedAt: instant('used_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.signature] })],
);
