import {
  type AssignedTaskType,
  assignRateGroup,
  checkGroupMargins,
  findSoldRateGroup,
  listBought,
  listBuyers,
  lockRateGroup,
  type RateAssignment,
  removeRateGroup,
} from '@yunhu/db/billing';
import { getTenant } from '@yunhu/db/calls';
import { findChild } from '@yunhu/db/tenancy';
import type { Context } from 'hono';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { type AppEnv, inTenant, sessionOf } from '../../http/request.ts';
import { id, listOf } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { tenant as tenantSchema } from '../../tenancy/schemas.ts';
import { viewTenant } from '../../tenancy/view-tenant.ts';
import { assignRateGroupBody, boughtRateGroup, rateBuyer, removeRateGroupQuery, taskTypes } from './schemas.ts';

const tags = ['rates'];
const tenantParams = z.object({ tenantId: id });

const assignRoute = declare('rates.write', {
  method: 'put',
  path: '/v1/tenants/{tenantId}/rate-group',
  tags,
  summary: 'Say at which of one’s own groups a direct child buys, for tasks of a type or of any',
  request: { params: tenantParams, body: requiredJson(assignRateGroupBody) },
  responses: { 200: json(tenantSchema) },
});

const removeRoute = declare('rates.write', {
  method: 'delete',
  path: '/v1/tenants/{tenantId}/rate-group',
  tags,
  summary: 'Take away what a direct child buys at for tasks of a type',
  request: { params: tenantParams, query: removeRateGroupQuery },
  responses: { 200: json(tenantSchema) },
});

const listBoughtRoute = declare('rates.read', {
  method: 'get',
  path: '/v1/tenants/{tenantId}/rate-groups',
  tags,
  summary: 'What a tenant buys at, by what a task is',
  request: { params: tenantParams },
  responses: { 200: json(listOf(boughtRateGroup)) },
});

const listBuyersRoute = declare('rates.read', {
  method: 'get',
  path: '/v1/rate-groups/{rateGroupId}/buyers',
  tags,
  summary: 'Who buys at a group of one’s own',
  request: { params: z.object({ rateGroupId: id }) },
  responses: { 200: json(listOf(rateBuyer)) },
});

/** Who buys at which group. */
export function assignmentRoutes({ database, clock }: Services) {
  const routes = newRoutes();

  /** Refuses a group of one's own, which was checked to be one, whose prices lose for tasks of these types. */
  const check = async (c: Context<AppEnv>, rateGroupId: string, types: readonly AssignedTaskType[]): Promise<void> => {
    const margins = { sellerTenantId: sessionOf(c).tenant.id, rateGroupId, taskTypes: types, at: clock.now() };
    await database.withPlatform('compare prices with what their seller pays', (tx) => checkGroupMargins(tx, margins));
  };

  routes.openapi(assignRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const { rateGroupId, taskType } = c.req.valid('json');
    const { group, bought } = await inTenant(c, database, async (tx) => {
      await findChild(tx, tenantId);
      return { group: await findSoldRateGroup(tx, rateGroupId), bought: await listBought(tx, tenantId) };
    });
    const own = new Set(bought.map((row) => row.taskType));
    const types = taskType === 'any' ? taskTypes.filter((type) => !own.has(type)) : [taskType];
    await check(c, rateGroupId, types);
    const changed = await inTenant(c, database, async (tx) => {
      await lockRateGroup(tx, group.id, group.revision);
      await assignRateGroup(tx, tenantId, rateGroupId, taskType);
      return getTenant(tx, tenantId, clock.now());
    });
    return c.json(viewTenant(changed), 200);
  });

  routes.openapi(removeRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const { taskType } = c.req.valid('query');
    const bought = await inTenant(c, database, async (tx) => {
      await findChild(tx, tenantId);
      return listBought(tx, tenantId);
    });
    // What is left for these tasks is what holds for any.
    const left = bought.find((row) => row.taskType === 'any')?.rateGroup;
    if (taskType !== 'any' && left) {
      await check(c, left.id, [taskType]);
    }
    const changed = await inTenant(c, database, async (tx) => {
      await removeRateGroup(tx, tenantId, taskType);
      return getTenant(tx, tenantId, clock.now());
    });
    return c.json(viewTenant(changed), 200);
  });

  routes.openapi(listBoughtRoute, async (c) => {
    const rows = await inTenant(c, database, (tx) => listBought(tx, c.req.valid('param').tenantId));
    return c.json({ items: rows.map(({ rateGroup, ...row }) => ({ rateGroup, ...viewAssignment(row) })) }, 200);
  });

  routes.openapi(listBuyersRoute, async (c) => {
    const rows = await inTenant(c, database, (tx) => listBuyers(tx, c.req.valid('param').rateGroupId));
    return c.json({ items: rows.map(({ tenant, ...row }) => ({ tenant, ...viewAssignment(row) })) }, 200);
  });
  return routes;
}

function viewAssignment({ taskType, assignedAt }: Pick<RateAssignment, 'taskType' | 'assignedAt'>) {
  return { taskType, assignedAt: assignedAt.toISOString() };
}
