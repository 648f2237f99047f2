import { z } from 'zod';
import { id, words } from '../../http/schemas.ts';
import { permissions as allPermissions, tenantKinds, tenantStates } from '../schemas.ts';

const permission = z.enum(allPermissions);
const permissionList = z.array(permission).max(allPermissions.length);
const name = words(100).min(1);

export const companyRole = z
  .object({
    id,
    kind: z.enum(tenantKinds).meta({ description: 'The kind of company that it is for.' }),
    name: z.string().nullable().meta({ description: 'null: it came with the system, and is called by its kind' }),
    permissions: z.array(permission),
    isWhole: z.boolean().meta({ description: 'It holds all that its kind may have, also what comes later.' }),
    isDefault: z.boolean().meta({ description: 'What a new company of its kind gets.' }),
    tenants: z.int(),
    revision: z.int(),
  })
  .meta({ id: 'CompanyRole' });

export const companyRoleBook = z
  .object({
    items: z.array(companyRole),
    kinds: z.array(
      z.object({
        kind: z.enum(tenantKinds),
        permissions: z.array(permission).meta({ description: 'What this kind of company may have at all.' }),
        kept: z.array(permission).meta({ description: 'What no company role takes away.' }),
      }),
    ),
  })
  .meta({ id: 'CompanyRoleBook' });

export const companyRoleHolder = z
  .object({ id, name: z.string(), state: z.enum(tenantStates) })
  .meta({ id: 'CompanyRoleHolder' });

export const createCompanyRoleBody = z.strictObject({
  kind: z.enum(tenantKinds),
  name,
  permissions: permissionList.meta({ description: 'With all that no company role takes away.' }),
});

export const updateCompanyRoleBody = z
  .strictObject({
    name: name.optional(),
    permissions: permissionList.optional(),
    isDefault: z.literal(true).optional(),
    revision: z.int().min(1).meta({ description: 'Of what was looked at; another one since answers 409.' }),
  })
  .refine(
    ({ name: called, permissions, isDefault }) => [called, permissions, isDefault].some((value) => value !== undefined),
    'name, permissions or isDefault is needed',
  );

export const deleteCompanyRoleQuery = z.object({
  moveToCompanyRoleId: id.optional().meta({ description: 'The one of the same kind that its companies get instead.' }),
});

export const assignCompanyRoleBody = z.strictObject({ companyRoleId: id });

export type CompanyRole = z.infer<typeof companyRole>;
export type CompanyRoleBook = z.infer<typeof companyRoleBook>;
export type CompanyRoleHolder = z.infer<typeof companyRoleHolder>;
export type CreateCompanyRoleBody = z.infer<typeof createCompanyRoleBody>;
export type UpdateCompanyRoleBody = z.infer<typeof updateCompanyRoleBody>;
