// The columns of the migrations as drizzle sees them; a test compares the two. Policies, checks and grants stand in the SQL alone.
import { sql } from 'drizzle-orm';
import {
  boolean,
  char,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const newId = sql`new_id()`;

export const tenantKinds = ['operator', 'agent', 'customer'] as const;
export type TenantKind = (typeof tenantKinds)[number];
const enabledStates = ['enabled', 'disabled'] as const;

export const tenants = pgTable(
  'tenants',
  {
    id: uuid('id').notNull().default(newId),
    parentId: uuid('parent_id'),
    kind: text('kind', { enum: tenantKinds }).notNull(),
    name: text('name').notNull(),
    state: text('state', { enum: enabledStates }).notNull().default('enabled'),
    currency: char('currency', { length: 3 }).notNull().default('CNY'),
    timeZone: text('time_zone').notNull().default('Asia/Shanghai'),
    secondFactorRequired: boolean('second_factor_required').notNull().default(false),
    contactName: text('contact_name'),
    contactPhone: text('contact_phone'),
    contactEmail: text('contact_email'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.id] })],
);

export const tenantClosure = pgTable(
  'tenant_closure',
  {
    ancestor: uuid('ancestor').notNull(),
    descendant: uuid('descendant').notNull(),
    depth: smallint('depth').notNull(),
  },
  (t) => [primaryKey({ columns: [t.ancestor, t.descendant] })],
);

export const staff = pgTable(
  'staff',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    loginName: text('login_name').notNull(),
    name: text('name').notNull(),
    roleId: uuid('role_id').notNull(),
    state: text('state', { enum: enabledStates }).notNull().default('enabled'),
    mustChangePassword: boolean('must_change_password').notNull().default(false),
    secondFactorAt: instant('second_factor_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
    departmentId: uuid('department_id'),
    teamId: uuid('team_id'),
    regionId: uuid('region_id'),
    email: text('email'),
    emailLocale: text('email_locale', { enum: ['zh', 'en'] })
      .notNull()
      .default('zh'),
    wantsMail: boolean('wants_mail').notNull().default(true),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const staffCredentials = pgTable(
  'staff_credentials',
  {
    tenantId: uuid('tenant_id').notNull(),
    staffId: uuid('staff_id').notNull(),
    passwordHash: text('password_hash').notNull(),
    changedAt: instant('changed_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.staffId] })],
);

export const sessions = pgTable(
  'sessions',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    staffId: uuid('staff_id').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    lastUsedAt: instant('last_used_at').notNull().defaultNow(),
    revokedAt: instant('revoked_at'),
    revokedReason: text('revoked_reason'),
    replaySeenAt: instant('replay_seen_at'),
    address: text('address'),
    userAgent: text('user_agent'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export { auditContents, auditEntries, supportSessions, supportSessionViews } from './audit/tables.ts';

export const alertLevels = ['info', 'warning', 'critical'] as const;

export const alerts = pgTable(
  'alerts',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    kind: text('kind').notNull(),
    level: text('level', { enum: alertLevels }).notNull(),
    subjectType: text('subject_type').notNull(),
    subjectId: text('subject_id').notNull(),
    details: jsonb('details')
      .notNull()
      .default(sql`'{}'`),
    times: integer('times').notNull().default(1),
    raisedAt: instant('raised_at').notNull().defaultNow(),
    lastRaisedAt: instant('last_raised_at').notNull().defaultNow(),
    acknowledgedAt: instant('acknowledged_at'),
    acknowledgedBy: uuid('acknowledged_by'),
    resolvedAt: instant('resolved_at'),
    mailedLevel: text('mailed_level', { enum: alertLevels }),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export { brandings, tenantDomains, tenantLogos } from './branding/tables.ts';
export { alertMailTurns, emailConfirmations, mails } from './mail/tables.ts';

export const menuEntries = pgTable(
  'menu_entries',
  {
    tenantId: uuid('tenant_id').notNull(),
    key: text('key').notNull(),
    own: boolean('own').notNull(),
    parent: text('parent'),
    nameZh: text('name_zh'),
    nameEn: text('name_en'),
    icon: text('icon'),
    path: text('path'),
    position: integer('position'),
    kinds: text('kinds').array(),
    roles: text('roles').array(),
    hidden: boolean('hidden').notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.key] })],
);

export { loginAttempts, recoveryCodes, refreshTokens, secondFactors } from './sessions/tables.ts';
