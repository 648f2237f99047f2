import { z } from 'zod';
import { id, words } from '../../http/schemas.ts';
import { permissions as allPermissions, roleName } from '../schemas.ts';

const permission = z.enum(allPermissions);
const permissionList = z.array(permission).max(allPermissions.length);
const name = words(100).min(1);
const revision = z.int().min(1).meta({ description: 'Of what was looked at; another one since answers 409.' });

export const role = roleName
  .extend({
    permissions: z.array(permission).meta({ description: 'Also what the company may not have at the moment.' }),
    defaults: z
      .array(permission)
      .nullable()
      .meta({ description: 'Of a preset, what it holds until it is edited; null for one’s own roles.' }),
    people: z.int(),
    withinReach: z.boolean().meta({ description: 'It holds nothing that one lacks: one may change it and give it.' }),
    revision: z.int(),
  })
  .meta({ id: 'Role' });

export const roleBook = z
  .object({
    items: z.array(role),
    gives: z.array(permission).meta({ description: 'What one may give to a role.' }),
    company: z.array(permission).meta({ description: 'What the company as a whole may have.' }),
  })
  .meta({ id: 'RoleBook' });

export const createRoleBody = z.strictObject({ name, permissions: permissionList });

export const updateRoleBody = z
  .strictObject({ name: name.optional(), permissions: permissionList.optional(), revision })
  .refine((body) => body.name !== undefined || body.permissions !== undefined, 'name or permissions is needed');

export const deleteRoleQuery = z.object({
  moveToRoleId: id.optional().meta({ description: 'The role that who holds it gets instead.' }),
});

export type Role = z.infer<typeof role>;
export type RoleBook = z.infer<typeof roleBook>;
export type CreateRoleBody = z.infer<typeof createRoleBody>;
export type UpdateRoleBody = z.infer<typeof updateRoleBody>;
