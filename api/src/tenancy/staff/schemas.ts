import { z } from 'zod';
import { id, instant, words } from '../../http/schemas.ts';
import { roleName, tenantStates } from '../schemas.ts';

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

export const createStaffBody = z.strictObject({
  name,
  loginName: z.string().regex(/^[A-Za-z0-9]{3,32}$/, '3 to 32 ASCII letters and digits'),
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

export type StaffMember = z.infer<typeof staffMember>;
export type CreateStaffBody = z.infer<typeof createStaffBody>;
export type UpdateStaffBody = z.infer<typeof updateStaffBody>;
