import { getTarget } from '@yunhu/db/calls';
import { listTargets } from '@yunhu/db/tasks';
import { z } from 'zod';
import { json } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { inTenant } from '../http/request.ts';
import { id, pageOf } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { target as targetSchema, targetDetail, targetsQuery } from './schemas.ts';
import { viewAttempt, viewTarget } from './views.ts';

const tags = ['targets'];

const listRoute = declare('task.read', {
  method: 'get',
  path: '/v1/tasks/{taskId}/targets',
  tags,
  summary: 'Targets, the latest changed first',
  request: { params: z.object({ taskId: id }), query: targetsQuery },
  responses: { 200: json(pageOf(targetSchema)) },
});

const readOneRoute = declare('task.read', {
  method: 'get',
  path: '/v1/tasks/{taskId}/targets/{targetId}',
  tags,
  summary: 'One target with its attempts',
  request: { params: z.object({ taskId: id, targetId: id }) },
  responses: { 200: json(targetDetail) },
});

/** The numbers of a task and what became of each. */
export function targetRoutes({ database }: Services) {
  const routes = newRoutes();

  routes.openapi(listRoute, async (c) => {
    const { taskId } = c.req.valid('param');
    const { result, q, ...page } = c.req.valid('query');
    const search = { result, digits: q?.replaceAll(' ', '') };
    const { items, nextCursor } = await inTenant(c, database, (tx) => listTargets(tx, taskId, search, page));
    return c.json({ items: items.map(viewTarget), nextCursor }, 200);
  });

  routes.openapi(readOneRoute, async (c) => {
    const { taskId, targetId } = c.req.valid('param');
    const { target, attempts } = await inTenant(c, database, (tx) => getTarget(tx, taskId, targetId));
    return c.json({ ...viewTarget(target), attempts: attempts.map(viewAttempt) }, 200);
  });
  return routes;
}
