import {
  createCompanyRole,
  deleteCompanyRole,
  getCompanyRole,
  listCompanyRoles,
  resetCompanyRole,
  updateCompanyRole,
} from '@yunhu/db/tenancy';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { inTenant } from '../../http/request.ts';
import { id } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import {
  companyRole as companyRoleSchema,
  companyRoleBook,
  createCompanyRoleBody,
  deleteCompanyRoleQuery,
  updateCompanyRoleBody,
} from './schemas.ts';
import { viewCompanyRole } from './view-company-role.ts';

const tags = ['company roles'];
const params = z.object({ companyRoleId: id });

const listRoute = declare('company-roles.write', {
  method: 'get',
  path: '/v1/company-roles',
  tags,
  summary: 'What whole companies may have, by kind',
  responses: { 200: json(companyRoleBook) },
});

const createRoute = declare('company-roles.write', {
  method: 'post',
  path: '/v1/company-roles',
  tags,
  summary: 'Add a company role for a kind of company',
  request: { body: requiredJson(createCompanyRoleBody) },
  responses: { 201: json(companyRoleSchema, 'Created') },
});

const changeRoute = declare('company-roles.write', {
  method: 'patch',
  path: '/v1/company-roles/{companyRoleId}',
  tags,
  summary:
    'Rename it, say all that it holds, or make it the one of new companies; it bounds everybody at the next request',
  request: { params, body: requiredJson(updateCompanyRoleBody) },
  responses: { 200: json(companyRoleSchema) },
});

const resetRoute = declare('company-roles.write', {
  method: 'post',
  path: '/v1/company-roles/{companyRoleId}/reset',
  tags,
  summary: 'Give one that came with the system back all that its kind may have',
  request: { params },
  responses: { 200: json(companyRoleSchema) },
});

const deleteRoute = declare('company-roles.write', {
  method: 'delete',
  path: '/v1/company-roles/{companyRoleId}',
  tags,
  summary: 'Delete it; its companies get another',
  request: { params, query: deleteCompanyRoleQuery },
  responses: { 204: { description: 'Deleted' } },
});

/** What the operator lets whole companies have. */
export function companyRoleRoutes({ database }: Services) {
  const routes = newRoutes();

  routes.openapi(listRoute, async (c) => {
    const { roles, kinds } = await inTenant(c, database, (tx) => listCompanyRoles(tx));
    const ofKinds = kinds.map(({ kind, permissions, kept }) => ({
      kind,
      permissions: [...permissions],
      kept: [...kept],
    }));
    return c.json({ items: roles.map(viewCompanyRole), kinds: ofKinds }, 200);
  });

  routes.openapi(createRoute, async (c) => {
    const made = await inTenant(c, database, async (tx) =>
      getCompanyRole(tx, await createCompanyRole(tx, c.req.valid('json'))),
    );
    return c.json(viewCompanyRole(made), 201);
  });

  routes.openapi(changeRoute, async (c) => {
    const { companyRoleId } = c.req.valid('param');
    const changed = await inTenant(c, database, async (tx) => {
      await updateCompanyRole(tx, companyRoleId, c.req.valid('json'));
      return getCompanyRole(tx, companyRoleId);
    });
    return c.json(viewCompanyRole(changed), 200);
  });

  routes.openapi(resetRoute, async (c) => {
    const { companyRoleId } = c.req.valid('param');
    const changed = await inTenant(c, database, async (tx) => {
      await resetCompanyRole(tx, companyRoleId);
      return getCompanyRole(tx, companyRoleId);
    });
    return c.json(viewCompanyRole(changed), 200);
  });

  routes.openapi(deleteRoute, async (c) => {
    const { companyRoleId } = c.req.valid('param');
    await inTenant(c, database, (tx) => deleteCompanyRole(tx, companyRoleId, c.req.valid('query').moveToCompanyRoleId));
    return c.body(null, 204);
  });

  return routes;
}
