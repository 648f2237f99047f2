import { createUnit, deleteUnit, listMembers, listUnits, placeMembers, updateUnit } from '@yunhu/db/telephony';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { inTenant } from '../../http/request.ts';
import { id, listOf } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { createUnitBody, organisationMember, organisationUnit, placeMembersBody, updateUnitBody } from './schemas.ts';

const tags = ['organisation'];
const params = z.object({ unitId: id });

const listRoute = declare('organisation.read', {
  method: 'get',
  path: '/v1/organisation/units',
  tags,
  summary: 'Departments, teams and regions',
  responses: { 200: json(listOf(organisationUnit)) },
});

const createRoute = declare('organisation.write', {
  method: 'post',
  path: '/v1/organisation/units',
  tags,
  summary: 'Add a department, team or region',
  request: { body: requiredJson(createUnitBody) },
  responses: { 201: json(organisationUnit, 'Created') },
});

const changeRoute = declare('organisation.write', {
  method: 'patch',
  path: '/v1/organisation/units/{unitId}',
  tags,
  summary: 'Rename, move or order',
  request: { params, body: requiredJson(updateUnitBody) },
  responses: { 200: json(organisationUnit) },
});

const deleteRoute = declare('organisation.write', {
  method: 'delete',
  path: '/v1/organisation/units/{unitId}',
  tags,
  summary: 'Remove one that nobody and nothing stands in',
  request: { params },
  responses: { 204: { description: 'Removed' } },
});

const membersRoute = declare('organisation.read', {
  method: 'get',
  path: '/v1/organisation/members',
  tags,
  summary: 'People and seats with their places',
  responses: { 200: json(listOf(organisationMember)) },
});

const placeRoute = declare('organisation.write', {
  method: 'put',
  path: '/v1/organisation/members',
  tags,
  summary: 'Place people and seats, all of them or none',
  request: { body: requiredJson(placeMembersBody) },
  responses: { 200: json(listOf(organisationMember)) },
});

/** How a customer's people and seats are ordered. */
export function organisationRoutes({ database }: Services) {
  const routes = newRoutes();

  routes.openapi(listRoute, async (c) => c.json({ items: await inTenant(c, database, (tx) => listUnits(tx)) }, 200));

  routes.openapi(createRoute, async (c) =>
    c.json(await inTenant(c, database, (tx) => createUnit(tx, c.req.valid('json'))), 201),
  );

  routes.openapi(changeRoute, async (c) => {
    const { unitId } = c.req.valid('param');
    return c.json(await inTenant(c, database, (tx) => updateUnit(tx, unitId, c.req.valid('json'))), 200);
  });

  routes.openapi(deleteRoute, async (c) => {
    await inTenant(c, database, (tx) => deleteUnit(tx, c.req.valid('param').unitId));
    return c.body(null, 204);
  });

  routes.openapi(membersRoute, async (c) =>
    c.json({ items: await inTenant(c, database, (tx) => listMembers(tx)) }, 200),
  );

  routes.openapi(placeRoute, async (c) => {
    const { members, ...place } = c.req.valid('json');
    const items = await inTenant(c, database, async (tx) => {
      await placeMembers(
        tx,
        members.map(({ type, memberId }) => ({ type, id: memberId })),
        place,
      );
      return listMembers(tx);
    });
    return c.json({ items }, 200);
  });
  return routes;
}
