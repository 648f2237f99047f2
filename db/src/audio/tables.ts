// The columns of the migrations as drizzle sees them; a test compares the two. Policies, checks and grants stand in the SQL alone.
import { sql } from 'drizzle-orm';
import { boolean, integer, pgTable, primaryKey, real, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { audioEventKinds, audioKinds, audioStates, previewTypes } from './audio-state.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const newId = sql`new_id()`;

export const audio = pgTable(
  'audio',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    name: text('name').notNull(),
    kind: text('kind', { enum: audioKinds }).notNull(),
    sha256: text('sha256'),
    durationMs: integer('duration_ms'),
    state: text('state', { enum: audioStates }).notNull().default('submitted'),
    fileName: text('file_name'),
    uploadKey: text('upload_object_key'),
    ulawKey: text('ulaw_object_key'),
    alawKey: text('alaw_object_key'),
    previewKey: text('preview_object_key'),
    previewType: text('preview_type', { enum: previewTypes }),
    alawSha256: text('alaw_sha256'),
    previewSha256: text('preview_sha256'),
    peaks: text('peaks'),
    loudnessLufs: real('loudness_lufs'),
    failureCode: text('failure_code'),
    decisionReason: text('decision_reason'),
    createdAt: instant('created_at').notNull().defaultNow(),
    changedAt: instant('changed_at').notNull().defaultNow(),
    deletedAt: instant('deleted_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const audioEvents = pgTable(
  'audio_events',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    audioId: uuid('audio_id').notNull(),
    kind: text('kind', { enum: audioEventKinds }).notNull(),
    sha256: text('sha256'),
    reason: text('reason'),
    heard: boolean('heard'),
    actorTenantId: uuid('actor_tenant_id'),
    actorStaffId: uuid('actor_staff_id'),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
