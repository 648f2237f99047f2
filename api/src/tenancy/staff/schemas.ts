import { z } from 'zod';
import { id, instant, words } from '../../http/schemas.ts';
import { newPassword } from '../session/schemas.ts';
import { loginNameText, roleName, tenantStates } from '../schemas.ts';

const name = words(100).min(1);

export const staffMember = z
  .object({
    id,
    name: z.string(),
    loginName: z.string(),
    role: roleName,
    state: z.enum(tenantStates),
    createdAt: instant,
    lastLogInAt: instant.nullable().meta({ description: 'null for who never logged in' }),
    secondFactor: z.boolean().meta({ description: 'A code is asked for beside the password.' }),
    mustChangePassword: z.boolean(),
  })
  .meta({ id: 'StaffMember' });

export const staffRole = roleName
  .extend({
    people: z.int(),
    withinReach: z.boolean().meta({ description: 'It holds nothing that one lacks: one may give it.' }),
  })
  .meta({ id: 'StaffRole' });

export const createStaffBody = z.strictObject({
  name,
  loginName: loginNameText,
  password: newPassword,
  mustChangePassword: z
    .boolean()
    .optional()
    .meta({ description: 'Before anything else, at the first log-in; false where absent.' }),
  roleId: id.meta({ description: 'One of one’s own that has nothing beyond what one has.' }),
});

export const updateStaffBody = z
  .strictObject({
    name: name.optional(),
    roleId: id.optional(),
    state: z.enum(tenantStates).optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), 'name, roleId or state is needed');

export const resetPasswordBody = z.strictObject({ password: newPassword });

export type StaffRole = z.infer<typeof staffRole>;
export type StaffMember = z.infer<typeof staffMember>;
export type CreateStaffBody = z.infer<typeof createStaffBody>;
export type UpdateStaffBody = z.infer<typeof updateStaffBody>;
