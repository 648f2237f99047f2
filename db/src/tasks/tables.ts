// The columns of the migrations as drizzle sees them; a test compares the two. Policies, checks and grants stand in the SQL alone.
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { taskStates } from './task-state.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const newId = sql`new_id()`;

export const targetStates = ['waiting', 'leased', 'done', 'skipped'] as const;
export const callResults = ['answered', 'busy', 'no_answer', 'failed', 'unknown'] as const;

export const flows = pgTable(
  'flows',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    name: text('name').notNull(),
    currentVersion: integer('current_version').notNull().default(1),
    createdAt: instant('created_at').notNull().defaultNow(),
    retiredAt: instant('retired_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const flowVersions = pgTable(
  'flow_versions',
  {
    tenantId: uuid('tenant_id').notNull(),
    flowId: uuid('flow_id').notNull(),
    version: integer('version').notNull(),
    audioId: uuid('audio_id').notNull(),
    queueId: uuid('queue_id'),
    definition: jsonb('definition').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.flowId, t.version] })],
);

export const tasks = pgTable(
  'tasks',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    name: text('name').notNull(),
    type: text('type', { enum: ['broadcast'] })
      .notNull()
      .default('broadcast'),
    state: text('state', { enum: taskStates }).notNull().default('draft'),
    stateReason: text('state_reason'),
    flowId: uuid('flow_id').notNull(),
    flowVersion: integer('flow_version').notNull(),
    callerIdId: uuid('caller_id_id'),
    sendRatioPercent: integer('send_ratio_percent'),
    channelLimit: integer('channel_limit'),
    dialIntervalMs: integer('dial_interval_ms').notNull().default(0),
    priority: integer('priority').notNull().default(100),
    createdAt: instant('created_at').notNull().defaultNow(),
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
    workerId: uuid('worker_id'),
    leaseUntil: instant('lease_until'),
    callerIdPoolId: uuid('caller_id_pool_id'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const taskCounters = pgTable(
  'task_counters',
  {
    tenantId: uuid('tenant_id').notNull(),
    taskId: uuid('task_id').notNull(),
    total: integer('total').notNull().default(0),
    waiting: integer('waiting').notNull().default(0),
    leased: integer('leased').notNull().default(0),
    done: integer('done').notNull().default(0),
    skipped: integer('skipped').notNull().default(0),
    attempts: integer('attempts').notNull().default(0),
    answered: integer('answered').notNull().default(0),
    transferred: integer('transferred').notNull().default(0),
    abandoned: integer('abandoned').notNull().default(0),
    optedOut: integer('opted_out').notNull().default(0),
    busy: integer('busy').notNull().default(0),
    noAnswer: integer('no_answer').notNull().default(0),
    failed: integer('failed').notNull().default(0),
    unknown: integer('unknown').notNull().default(0),
    billedSeconds: bigint('billed_seconds', { mode: 'bigint' }).notNull().default(0n),
    chargedMicros: bigint('charged_micros', { mode: 'bigint' }).notNull().default(0n),
    duplicates: integer('duplicates').notNull().default(0),
    invalid: integer('invalid').notNull().default(0),
    overLimit: integer('over_limit').notNull().default(0),
    ringing: integer('ringing').notNull().default(0),
    talking: integer('talking').notNull().default(0),
    waitingForSeat: integer('waiting_for_seat').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.taskId] })],
);

export const listImports = pgTable(
  'list_imports',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    taskId: uuid('task_id').notNull(),
    fileName: text('file_name').notNull(),
    lines: integer('lines').notNull(),
    accepted: integer('accepted').notNull(),
    duplicates: integer('duplicates').notNull(),
    invalid: integer('invalid').notNull(),
    overLimit: integer('over_limit').notNull(),
    blackListed: integer('black_listed').notNull(),
    invalidReasons: jsonb('invalid_reasons')
      .notNull()
      .default(sql`'{}'`),
    rejects: jsonb('rejects')
      .notNull()
      .default(sql`'[]'`),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const targets = pgTable(
  'targets',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    taskId: uuid('task_id').notNull(),
    number: text('number').notNull(),
    state: text('state', { enum: targetStates }).notNull().default('waiting'),
    result: text('result', { enum: callResults }),
    reason: text('reason'),
    transferred: boolean('transferred').notNull().default(false),
    abandoned: boolean('abandoned').notNull().default(false),
    optedOut: boolean('opted_out').notNull().default(false),
    attemptsMade: smallint('attempts_made').notNull().default(0),
    dueAt: instant('due_at')
      .notNull()
      .default(sql`'-infinity'`),
    leasedBy: uuid('leased_by'),
    lastAttemptAt: instant('last_attempt_at'),
    changedAt: instant('changed_at').notNull().defaultNow(),
    billedSeconds: integer('billed_seconds').notNull().default(0),
    chargedMicros: bigint('charged_micros', { mode: 'bigint' }).notNull().default(0n),
    sipStatus: smallint('sip_status'),
    keys: text('keys'),
    seatId: uuid('seat_id'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const workers = pgTable(
  'workers',
  {
    id: uuid('id').notNull(),
    slot: text('slot').notNull(),
    startedAt: instant('started_at').notNull(),
    heartbeatAt: instant('heartbeat_at').notNull(),
    switchKind: text('switch_kind', { enum: ['asterisk', 'simulator'] }).notNull(),
    switchState: text('switch_state', { enum: ['up', 'down', 'replaced'] }).notNull(),
    switchReason: text('switch_reason').notNull().default(''),
  },
  (t) => [primaryKey({ columns: [t.id] })],
);
