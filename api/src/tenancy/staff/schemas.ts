import { z } from 'zod';
import { id, instant, words } from '../../http/schemas.ts';
import { loginNameText, roleName, tenantStates } from '../schemas.ts';

const name = words(100).min(1);
const password = z.string().min(8).max(200);

export const staffMember = z
  .object({
    id,
    name: z.string(),
    loginName: z.string(),
    role: roleName,
    state: z.enum(tenantStates),
    createdAt: instant,
    lastLogInAt: instant.nullable().meta({ description: 'null for who never logged in' }),
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
  password,
  roleId: id.meta({ description: 'One of one’s own that has nothing beyond what one has.' }),
});

export const updateStaffBody = z
  .strictObject({
    name: name.optional(),
    roleId: id.optional(),
    state: z.enum(tenantStates).optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), 'name, roleId or state is needed');

export const resetPasswordBody = z.strictObject({ password });

export type StaffRole = z.infer<typeof staffRole>;
export type StaffMember = z.infer<typeof staffMember>;
export type CreateStaffBody = z.infer<typeof createStaffBody>;
export type UpdateStaffBody = z.infer<typeof updateStaffBody>;
