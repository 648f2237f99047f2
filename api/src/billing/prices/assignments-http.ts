import {
  type AssignedTaskType,
  assignRateGroup,
  checkGroupMargins,
  findLossesOfAssignment,
  findSoldRateGroup,
  listBought,
  listBuyers,
  lockRateGroup,
  type RateAssignment,
  readPriceStamp,
  refuseDownstreamLosses,
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
import { type CheckedPrices, writeAsChecked } from './checked-write.ts';
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

interface Assigning {
  readonly tenantId: string;
  readonly taskType: AssignedTaskType;
  /** At which it buys from then on; undefined: at none. */
  readonly rateGroupId: string | undefined;
  /** For which tasks it is sold then. */
  readonly types: readonly AssignedTaskType[];
  readonly accepted: boolean;
}

/** Who buys at which group. */
export function assignmentRoutes(services: Services) {
  const { database, clock } = services;
  const routes = newRoutes();

  /** Refuses a group of one's own, checked to be one, whose prices lose for these tasks, or by which those below lose unawares. */
  const check = (c: Context<AppEnv>, assigning: Assigning): Promise<CheckedPrices> => {
    const { tenantId, taskType, rateGroupId, types, accepted } = assigning;
    const sellerTenantId = sessionOf(c).tenant.id;
    const at = clock.now();
    return database.withPlatform('compare prices with what their seller pays', async (tx) => {
      const stamp = await readPriceStamp(tx, { sellerTenantId, rateGroupId, buyers: [tenantId] });
      if (rateGroupId !== undefined) {
        await checkGroupMargins(tx, { sellerTenantId, rateGroupId, taskTypes: types, at });
      }
      const losses = await findLossesOfAssignment(tx, { buyerTenantId: tenantId, taskType, rateGroupId, at });
      refuseDownstreamLosses(losses, accepted);
      return { stamp, losses };
    });
  };

  routes.openapi(assignRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const { rateGroupId, taskType, downstreamLossesAccepted: accepted } = c.req.valid('json');
    const { group, bought } = await inTenant(c, database, async (tx) => {
      await findChild(tx, tenantId);
      return { group: await findSoldRateGroup(tx, rateGroupId), bought: await listBought(tx, tenantId) };
    });
    const own = new Set(bought.map((row) => row.taskType));
    const types = taskType === 'any' ? taskTypes.filter((type) => !own.has(type)) : [taskType];
    const checked = await check(c, { tenantId, taskType, rateGroupId, types, accepted });
    const changed = await writeAsChecked(c, services, checked, async (tx) => {
      await lockRateGroup(tx, group.id, group.revision);
      await assignRateGroup(tx, tenantId, rateGroupId, taskType);
      return getTenant(tx, tenantId, clock.now());
    });
    return c.json(viewTenant(changed, sessionOf(c).permissions), 200);
  });

  routes.openapi(removeRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const { taskType, downstreamLossesAccepted } = c.req.valid('query');
    const bought = await inTenant(c, database, async (tx) => {
      await findChild(tx, tenantId);
      return listBought(tx, tenantId);
    });
    // What is left for these tasks is what holds for any.
    const left = taskType === 'any' ? undefined : bought.find((row) => row.taskType === 'any')?.rateGroup?.id;
    const accepted = downstreamLossesAccepted === 'true';
    const checked = await check(c, { tenantId, taskType, rateGroupId: left, types: [taskType], accepted });
    const changed = await writeAsChecked(c, services, checked, async (tx) => {
      await removeRateGroup(tx, tenantId, taskType);
      return getTenant(tx, tenantId, clock.now());
    });
    return c.json(viewTenant(changed, sessionOf(c).permissions), 200);
  });

  readAssignments(routes, services);
  return routes;
}

function readAssignments(routes: ReturnType<typeof newRoutes>, { database }: Services): void {
  routes.openapi(listBoughtRoute, async (c) => {
    const rows = await inTenant(c, database, (tx) => listBought(tx, c.req.valid('param').tenantId));
    return c.json({ items: rows.map(({ rateGroup, ...row }) => ({ rateGroup, ...viewAssignment(row) })) }, 200);
  });

  routes.openapi(listBuyersRoute, async (c) => {
    const rows = await inTenant(c, database, (tx) => listBuyers(tx, c.req.valid('param').rateGroupId));
    return c.json({ items: rows.map(({ tenant, ...row }) => ({ tenant, ...viewAssignment(row) })) }, 200);
  });
}

function viewAssignment({ taskType, assignedAt }: Pick<RateAssignment, 'taskType' | 'assignedAt'>) {
  return { taskType, assignedAt: assignedAt.toISOString() };
}
