import { assignCompanyRole, getTenantCompanyRole, listHolders } from '@yunhu/db/tenancy';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { inTenant } from '../../http/request.ts';
import { id, pageOf, pageQuery } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { assignCompanyRoleBody, companyRole as companyRoleSchema, companyRoleHolder } from './schemas.ts';
import { viewCompanyRole } from './view-company-role.ts';

const tags = ['company roles'];
const params = z.object({ companyRoleId: id });
const tenantParams = z.object({ tenantId: id });

const holdersRoute = declare('company-roles.write', {
  method: 'get',
  path: '/v1/company-roles/{companyRoleId}/tenants',
  tags,
  summary: 'The companies that hold it',
  request: { params, query: pageQuery },
  responses: { 200: json(pageOf(companyRoleHolder)) },
});

const readHeldRoute = declare('company-roles.write', {
  method: 'get',
  path: '/v1/tenants/{tenantId}/company-role',
  tags,
  summary: 'The company role of a tenant',
  request: { params: tenantParams },
  responses: { 200: json(companyRoleSchema) },
});

const assignRoute = declare('company-roles.write', {
  method: 'put',
  path: '/v1/tenants/{tenantId}/company-role',
  tags,
  summary: 'Give a tenant another company role of its kind',
  request: { params: tenantParams, body: requiredJson(assignCompanyRoleBody) },
  responses: { 200: json(companyRoleSchema) },
});

/** Which tenant holds which company role. */
export function companyRoleHolderRoutes({ database }: Services) {
  const routes = newRoutes();

  routes.openapi(holdersRoute, async (c) => {
    const { companyRoleId } = c.req.valid('param');
    const found = await inTenant(c, database, (tx) => listHolders(tx, companyRoleId, c.req.valid('query')));
    return c.json({ items: [...found.items], nextCursor: found.nextCursor }, 200);
  });

  routes.openapi(readHeldRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    return c.json(viewCompanyRole(await inTenant(c, database, (tx) => getTenantCompanyRole(tx, tenantId))), 200);
  });

  routes.openapi(assignRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const changed = await inTenant(c, database, async (tx) => {
      await assignCompanyRole(tx, tenantId, c.req.valid('json').companyRoleId);
      return getTenantCompanyRole(tx, tenantId);
    });
    return c.json(viewCompanyRole(changed), 200);
  });
  return routes;
}
