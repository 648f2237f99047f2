// The columns of the migrations as drizzle sees them; a test compares the two. Policies, checks and grants stand in the SQL alone.
import { sql } from 'drizzle-orm';
import { boolean, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const newId = sql`new_id()`;

export const seatStates = ['offline', 'ready', 'reserved', 'busy', 'wrap-up', 'paused'] as const;

export const trunks = pgTable(
  'trunks',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    name: text('name').notNull(),
    host: text('host').notNull(),
    port: integer('port').notNull().default(5060),
    transport: text('transport', { enum: ['udp', 'tcp', 'tls'] })
      .notNull()
      .default('udp'),
    codecs: text('codecs').notNull().default('ulaw'),
    numberFormat: text('number_format', { enum: ['national', 'e164', 'e164_plus'] })
      .notNull()
      .default('national'),
    stripPrefix: text('strip_prefix').notNull().default(''),
    addPrefix: text('add_prefix').notNull().default(''),
    maxChannels: integer('max_channels').notNull().default(100),
    maxCallsPerSecond: integer('max_calls_per_second').notNull().default(50),
    enabled: boolean('enabled').notNull().default(true),
    accountUser: text('account_user'),
    sealedPassword: text('sealed_password'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const routes = pgTable(
  'routes',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    prefix: text('prefix').notNull(),
    trunkId: uuid('trunk_id').notNull(),
    priority: integer('priority').notNull().default(10),
    weight: integer('weight').notNull().default(1),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const extensions = pgTable(
  'extensions',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    number: text('number').notNull(),
    sipId: text('sip_id').notNull(),
    ha1: text('ha1').notNull(),
    enabled: boolean('enabled').notNull().default(true),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const seats = pgTable(
  'seats',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    name: text('name').notNull(),
    extensionId: uuid('extension_id'),
    state: text('state', { enum: seatStates }).notNull().default('offline'),
    stateSince: instant('state_since').notNull().defaultNow(),
    attemptId: uuid('attempt_id'),
    readyAt: instant('ready_at'),
    retiredAt: instant('retired_at'),
    departmentId: uuid('department_id'),
    teamId: uuid('team_id'),
    regionId: uuid('region_id'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const queues = pgTable(
  'queues',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    name: text('name').notNull(),
    ringbackAudioId: uuid('ringback_audio_id'),
    wrapUpSeconds: integer('wrap_up_seconds').notNull().default(0),
    retiredAt: instant('retired_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const queueSeats = pgTable(
  'queue_seats',
  {
    tenantId: uuid('tenant_id').notNull(),
    queueId: uuid('queue_id').notNull(),
    seatId: uuid('seat_id').notNull(),
    position: integer('position').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.queueId, t.seatId] })],
);

export const organisationUnits = pgTable(
  'organisation_units',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    kind: text('kind', { enum: ['department', 'team', 'region'] }).notNull(),
    parentId: uuid('parent_id'),
    name: text('name').notNull(),
    position: integer('position').notNull().default(0),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
