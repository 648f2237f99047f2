import { createRole, deleteRole, getRole, listRoles, resetRole, type RoleView, updateRole } from '@yunhu/db/tenancy';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { inTenant } from '../../http/request.ts';
import { id } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { createRoleBody, deleteRoleQuery, type Role, role as roleSchema, roleBook, updateRoleBody } from './schemas.ts';

const tags = ['roles'];
const params = z.object({ roleId: id });

const listRoute = declare('roles.read', {
  method: 'get',
  path: '/v1/roles',
  tags,
  summary: 'One’s own roles, what each holds, and what one may give to them',
  responses: { 200: json(roleBook) },
});

const createRoute = declare('roles.write', {
  method: 'post',
  path: '/v1/roles',
  tags,
  summary: 'Add a role with permissions that one has oneself',
  request: { body: requiredJson(createRoleBody) },
  responses: { 201: json(roleSchema, 'Created') },
});

const changeRoute = declare('roles.write', {
  method: 'patch',
  path: '/v1/roles/{roleId}',
  tags,
  summary: 'Rename one’s own role, or say all that a role holds; it holds for the next request of whoever has it',
  request: { params, body: requiredJson(updateRoleBody) },
  responses: { 200: json(roleSchema) },
});

const resetRoute = declare('roles.write', {
  method: 'post',
  path: '/v1/roles/{roleId}/reset',
  tags,
  summary: 'Give a preset back what it held at first',
  request: { params },
  responses: { 200: json(roleSchema) },
});

const deleteRoute = declare('roles.write', {
  method: 'delete',
  path: '/v1/roles/{roleId}',
  tags,
  summary: 'Delete one’s own role; who holds it gets another',
  request: { params, query: deleteRoleQuery },
  responses: { 204: { description: 'Deleted' } },
});

/** The roles of the tenant that asks. */
export function roleRoutes({ database }: Services) {
  const routes = newRoutes();

  routes.openapi(listRoute, async (c) => {
    const { roles, gives, company } = await inTenant(c, database, (tx) => listRoles(tx));
    return c.json({ items: roles.map(view), gives: [...gives], company: [...company] }, 200);
  });

  routes.openapi(createRoute, async (c) => {
    const made = await inTenant(c, database, async (tx) => getRole(tx, await createRole(tx, c.req.valid('json'))));
    return c.json(view(made), 201);
  });

  routes.openapi(changeRoute, async (c) => {
    const { roleId } = c.req.valid('param');
    const changed = await inTenant(c, database, async (tx) => {
      await updateRole(tx, roleId, c.req.valid('json'));
      return getRole(tx, roleId);
    });
    return c.json(view(changed), 200);
  });

  routes.openapi(resetRoute, async (c) => {
    const { roleId } = c.req.valid('param');
    const changed = await inTenant(c, database, async (tx) => {
      await resetRole(tx, roleId);
      return getRole(tx, roleId);
    });
    return c.json(view(changed), 200);
  });

  routes.openapi(deleteRoute, async (c) => {
    const { roleId } = c.req.valid('param');
    await inTenant(c, database, (tx) => deleteRole(tx, roleId, c.req.valid('query').moveToRoleId));
    return c.body(null, 204);
  });
  return routes;
}

function view(role: RoleView): Role {
  return { ...role, permissions: [...role.permissions], defaults: role.defaults === null ? null : [...role.defaults] };
}
