import { createPool, deletePool, getPool, listPools, updatePool } from '@yunhu/db/callerids';
import { z } from 'zod';
import { json, requiredJson } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { inTenant } from '../http/request.ts';
import { id, listOf } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { callerIdPool, poolBody } from './schemas.ts';
import { viewPool } from './views.ts';

const tags = ['caller IDs'];
const params = z.object({ callerIdPoolId: id });
const one = '/v1/caller-id-pools/{callerIdPoolId}';

const listRoute = declare('telephony.read', {
  method: 'get',
  path: '/v1/caller-id-pools',
  tags,
  summary: 'Pools of numbers that take turns, by name',
  responses: { 200: json(listOf(callerIdPool)) },
});

const createRoute = declare('caller-ids.write', {
  method: 'post',
  path: '/v1/caller-id-pools',
  tags,
  summary: 'Let numbers take turns',
  request: { body: requiredJson(poolBody) },
  responses: { 201: json(callerIdPool, 'Created') },
});

const updateRoute = declare('caller-ids.write', {
  method: 'put',
  path: one,
  tags,
  summary: 'Change a pool; running tasks follow within a second',
  request: { params, body: requiredJson(poolBody) },
  responses: { 200: json(callerIdPool) },
});

const deleteRoute = declare('caller-ids.write', {
  method: 'delete',
  path: one,
  tags,
  summary: 'Remove a pool that no task names',
  request: { params },
  responses: { 204: { description: 'Removed' } },
});

/** Pools of a customer's numbers. */
export function callerIdPoolRoutes({ database, clock }: Services) {
  const routes = newRoutes();

  routes.openapi(listRoute, async (c) => {
    const pools = await inTenant(c, database, (tx) => listPools(tx, clock.now()));
    return c.json({ items: pools.map(viewPool) }, 200);
  });

  routes.openapi(createRoute, async (c) => {
    const made = await inTenant(c, database, async (tx) =>
      getPool(tx, await createPool(tx, c.req.valid('json')), clock.now()),
    );
    return c.json(viewPool(made), 201);
  });

  routes.openapi(updateRoute, async (c) => {
    const { callerIdPoolId } = c.req.valid('param');
    const changed = await inTenant(c, database, async (tx) => {
      await updatePool(tx, callerIdPoolId, c.req.valid('json'));
      return getPool(tx, callerIdPoolId, clock.now());
    });
    return c.json(viewPool(changed), 200);
  });

  routes.openapi(deleteRoute, async (c) => {
    const { callerIdPoolId } = c.req.valid('param');
    await inTenant(c, database, (tx) => deletePool(tx, callerIdPoolId));
    return c.body(null, 204);
  });
  return routes;
}
