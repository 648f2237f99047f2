import { z } from 'zod';
import { newPassword } from './session/schemas.ts';
import { id, instant, microsText, named, words } from '../http/schemas.ts';

export const tenantKinds = ['operator', 'agent', 'customer'] as const;
export const tenantStates = ['enabled', 'disabled'] as const;
/** Roles that every company has from its beginning, each as far as it has a use for it. */
export const rolePresets = ['administrator', 'finance', 'technical', 'support', 'supervisor', 'seat'] as const;

/** All there is to be permitted; a route declares one of these, or that it is public, or for anybody signed in. */
export const permissions = [
  'tenant.read',
  'tenant.write',
  'rates.read',
  'rates.write',
  'money.read',
  'money.top-up',
  'money.settings',
  'limits.write',
  'payments.write',
  'payments.refund',
  'reconcile.read',
  'cdr.read',
  'branding.write',
  'staff.read',
  'staff.write',
  'roles.read',
  'roles.write',
  'company-roles.write',
  'menus.write',
  'organisation.read',
  'organisation.write',
  'audit.read',
  'support-sessions.open',
  'customer-telephony.read',
  'customer-telephony.write',
  'caller-ids.read',
  'caller-ids.write',
  'caller-ids.review',
  'audio.read',
  'audio.write',
  'audio.review',
  'task.read',
  'task.write',
  'task.run',
  'list.write',
  'telephony.read',
] as const;

export const roleName = z.object({
  id,
  preset: z
    .enum(rolePresets)
    .nullable()
    .meta({ description: 'Called by this, in the reader’s language; else by `name`.' }),
  name: z.string().nullable(),
});

export const switchStatus = z.object({
  kind: z.enum(['asterisk', 'simulator']),
  state: z.enum(['up', 'down']),
  reason: z.string().meta({ description: 'Why this switch, or why it is down; empty when there is nothing to say.' }),
});

export const balance = z.object({
  balanceMicros: microsText,
  heldMicros: microsText,
  availableMicros: microsText.meta({ description: 'balance − held + credit limit' }),
});

export const cardPayments = z.object({
  currency: z.string(),
  minimumMicros: microsText,
  maximumMicros: microsText,
  stepMicros: microsText.meta({ description: 'Amounts are multiples of it.' }),
  testMode: z.boolean().meta({ description: 'No real card is charged.' }),
});

export const logInBody = z.strictObject({
  loginName: words(32).min(1),
  password: z.string().min(1).max(512),
});

export const supportContext = z.object({ id, reason: z.string(), openedAt: instant, until: instant });

export const session = z
  .object({
    staff: z.object({ id, name: z.string(), loginName: z.string(), role: roleName }),
    tenant: z.object({
      id,
      kind: z.enum(tenantKinds),
      name: z.string(),
      currency: z.string(),
      timeZone: z.string(),
    }),
    permissions: z.array(z.enum(permissions)),
    duty: z.enum(['change-password', 'set-up-second-factor']).nullable().meta({
      description:
        'What has to be done on the account page before anything else is open; until then nothing is permitted.',
    }),
    accessSecondsLeft: z
      .int()
      .nullable()
      .meta({ description: 'Until the session has to be renewed; null where no cookie told.' }),
    replayedAt: instant.nullable().meta({
      description:
        'When a session of this person ended because a used refresh token came back; null once that is known.',
    }),
    seesAlerts: z.boolean().meta({ description: 'Whether there are kinds of alerts that the permissions open.' }),
    balance: balance.nullable().meta({ description: 'null for who may not read money' }),
    payments: cardPayments
      .nullable()
      .meta({ description: 'How to pay by card; null where that is not set up, or not permitted.' }),
    switch: switchStatus,
    support: supportContext.nullable().meta({
      description: 'Set while one looks at a customer from inside: tenant and permissions are the customer’s then.',
    }),
  })
  .meta({ id: 'Session' });

/** null for who may not read money. */
const money = microsText.nullable();

export const tenant = z
  .object({
    id,
    parentId: id.nullable().meta({ description: 'null for oneself: what lies above is not shown' }),
    depth: z.int().meta({ description: '0 is oneself' }),
    kind: z.enum(tenantKinds),
    name: z.string(),
    loginName: z.string().nullable().meta({ description: 'of the first administrator; null where that is not shown' }),
    state: z.enum(tenantStates),
    currency: z.string(),
    createdAt: instant,
    balanceMicros: money,
    heldMicros: money,
    creditLimitMicros: money,
    availableMicros: money.meta({ description: 'balance − held + credit limit − credit granted to others' }),
    walletBlocked: z
      .enum(['negative_balance', 'by_seller'])
      .nullable()
      .meta({ description: 'Why the wallet is blocked; null while it is not, and for who may not read money.' }),
    lowBalance: z
      .enum(['info', 'warning', 'critical'])
      .nullable()
      .meta({ description: 'The level of the alert that is open for its balance; null as above.' }),
    rateGroup: named
      .nullable()
      .meta({ description: 'What it buys at; null where none is assigned or not ours to see.' }),
    callsToday: z.int().meta({ description: 'Answered calls that ended today, in the time zone of the tenant.' }),
    chargedTodayMicros: money.meta({ description: 'What it paid for them; of the operator, what it earned.' }),
    marginTodayMicros: money.meta({ description: 'Earned from below minus paid above; 0 for a customer.' }),
  })
  .meta({ id: 'Tenant' });

export const tenantsQuery = z.object({
  kind: z.enum(tenantKinds).optional(),
  state: z.enum(tenantStates).optional(),
  q: words(100).optional().meta({ description: 'Part of a name or of a login name.' }),
});

const tenantName = words(100).min(1);

/** How a person signs in, unique over the platform whatever the case. ASCII alone, so that no two look alike. */
export const loginNameText = z
  .string()
  .regex(
    /^[A-Za-z0-9]{3,32}$/,
    '3 to 32 ASCII letters and digits: no spaces, dots, accents, full-width or look-alike letters',
  );

/** A name of the IANA database that this machine knows. */
const timeZoneText = words(60).min(1).refine(isTimeZone, 'a time zone such as Asia/Shanghai');

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '' && /^[A-Z]/.test(name);
  } catch {
    return false;
  }
}

export const createTenantBody = z.strictObject({
  parentId: id.optional().meta({ description: 'Oneself (the default) or an agent below oneself.' }),
  kind: z.enum(['agent', 'customer']),
  name: tenantName,
  loginName: loginNameText,
  password: newPassword,
  mustChangePassword: z
    .boolean()
    .optional()
    .meta({ description: 'Before anything else, at the first log-in; false where absent.' }),
  rateGroupId: id.optional().meta({ description: "One of the parent's own groups." }),
});

export const updateTenantBody = z
  .strictObject({
    name: tenantName.optional(),
    state: z.enum(tenantStates).optional(),
    timeZone: timeZoneText.optional().meta({ description: 'Days of its figures begin by it.' }),
    contactName: words(100).min(1).nullable().optional(),
    contactPhone: z
      .string()
      .trim()
      .regex(/^[0-9+() -]{3,40}$/, 'digits, spaces, + ( ) and -')
      .nullable()
      .optional(),
    contactEmail: z.email().max(254).nullable().optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), 'something to change is needed');

export type TenantKind = (typeof tenantKinds)[number];
export type TenantState = (typeof tenantStates)[number];
export type RolePreset = (typeof rolePresets)[number];
export type RoleName = z.infer<typeof roleName>;
export type Permission = (typeof permissions)[number];
export type SwitchStatus = z.infer<typeof switchStatus>;
export type Balance = z.infer<typeof balance>;
export type LogInBody = z.infer<typeof logInBody>;
export type Session = z.infer<typeof session>;
export type Tenant = z.infer<typeof tenant>;
export type CreateTenantBody = z.infer<typeof createTenantBody>;
export type UpdateTenantBody = z.infer<typeof updateTenantBody>;
