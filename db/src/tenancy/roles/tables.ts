// The columns of roles and company roles as drizzle sees them; a test compares them with the migrations.
import { sql } from 'drizzle-orm';
import { boolean, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { presets } from '../permissions.ts';
import { tenantKinds } from '../tables.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const newId = sql`new_id()`;

export const tenantKindPermissions = pgTable('tenant_kinds', {
  kind: text('kind', { enum: tenantKinds }).primaryKey(),
  permissions: text('permissions').array().notNull(),
  kept: text('kept').array().notNull(),
});

export const presetRoles = pgTable(
  'preset_roles',
  {
    kind: text('kind', { enum: tenantKinds }).notNull(),
    preset: text('preset', { enum: presets }).notNull(),
    permissions: text('permissions').array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.preset] })],
);

export const companyRoles = pgTable(
  'company_roles',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    kind: text('kind', { enum: tenantKinds }).notNull(),
    name: text('name'),
    permissions: text('permissions').array(),
    isDefault: boolean('is_default').notNull().default(false),
    revision: integer('revision').notNull().default(1),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const tenantCompanyRoles = pgTable('tenant_company_roles', {
  tenantId: uuid('tenant_id').primaryKey(),
  keeperTenantId: uuid('keeper_tenant_id').notNull(),
  companyRoleId: uuid('company_role_id').notNull(),
});

export const roles = pgTable(
  'roles',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid('id').notNull().default(newId),
    preset: text('preset', { enum: presets }),
    name: text('name'),
    permissions: text('permissions').array(),
    revision: integer('revision').notNull().default(1),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
