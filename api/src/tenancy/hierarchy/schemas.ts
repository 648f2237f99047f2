import { z } from 'zod';
import { id, instant, microsText, named } from '../../http/schemas.ts';
import { newPassword } from '../session/schemas.ts';
import { roleName, tenant, tenantStates } from '../schemas.ts';

const branch = z.object({
  agents: z.int(),
  customers: z.int(),
  people: z.int(),
  signedIn: z.int().meta({ description: 'People whose session is not over.' }),
  runningTasks: z.int(),
  openCalls: z.int(),
  extensions: z.int(),
});

export const tenantDetails = z
  .object({
    timeZone: z.string(),
    contactName: z.string().nullable(),
    contactPhone: z.string().nullable(),
    contactEmail: z.string().nullable(),
    parent: named.nullable().meta({ description: 'null for oneself: what lies above is not shown' }),
    disabledAbove: named.nullable().meta({ description: 'The next one above it that is disabled.' }),
    branch: branch.meta({
      description: 'Of the tenant and everybody below it together; the accounts are those below.',
    }),
  })
  .meta({ id: 'TenantDetails' });

export const tenantPerson = z
  .object({
    id,
    name: z.string(),
    loginName: z.string(),
    role: roleName,
    state: z.enum(tenantStates),
    lastLogInAt: instant.nullable(),
  })
  .meta({ id: 'TenantPerson' });

/** Why a tenant cannot move at this moment. */
export const moveObstacles = ['tasks_running', 'calls_in_progress', 'credit_in_use'] as const;

export const movePreviewQuery = z.object({ parentId: id });

export const movePreview = z
  .object({
    parent: named.meta({ description: 'Where it stands now.' }),
    branch,
    creditMicros: microsText.meta({ description: 'Lent by its present parent; the move ends it.' }),
    requests: z.int().meta({ description: 'Of its present parent’s staff about it, undecided; the move ends them.' }),
    supportSessions: z.int().meta({ description: 'Open at or below it; those of who no longer stands above end.' }),
    rateGroups: z.array(named).meta({ description: 'What the new parent sells by.' }),
    obstacles: z
      .array(z.enum(moveObstacles))
      .meta({ description: 'Why it cannot move now; running tasks may be paused.' }),
  })
  .meta({ id: 'MovePreview' });

export const moveTenantBody = z.strictObject({
  parentId: id.meta({ description: 'Oneself, or an agent below oneself that does not stand below the tenant.' }),
  rateGroupId: id.nullable().meta({
    description: 'A group of the new parent, at which it buys from then on; null: it cannot call until there is one.',
  }),
  pauseTasks: z.boolean().default(false).meta({ description: 'Pause what runs at or below it first.' }),
  downstreamLossesAccepted: z
    .boolean()
    .default(false)
    .meta({ description: 'Move although somebody further below would sell below cost.' }),
});

export const movedTenant = z
  .object({
    tenant,
    creditMicros: microsText,
    requests: z.int(),
    supportSessions: z.int(),
  })
  .meta({ id: 'MovedTenant' });

export const resetAdministratorBody = z.strictObject({
  password: newPassword,
  removeSecondFactor: z
    .boolean()
    .default(false)
    .meta({ description: 'Take away the second factor too, with its recovery codes: the person has lost them.' }),
});
export const resetAdministratorAnswer = z.object({
  loginName: z.string(),
  secondFactor: z.boolean().meta({ description: 'Whether a code is asked for beside the password.' }),
});

export type TenantDetails = z.infer<typeof tenantDetails>;
export type TenantPerson = z.infer<typeof tenantPerson>;
export type MoveObstacle = (typeof moveObstacles)[number];
export type MovePreview = z.infer<typeof movePreview>;
export type MoveTenantBody = z.input<typeof moveTenantBody>;
export type MovedTenant = z.infer<typeof movedTenant>;
export type ResetAdministratorBody = z.input<typeof resetAdministratorBody>;
export type ResetAdministratorAnswer = z.infer<typeof resetAdministratorAnswer>;
