import {
  allowBelowCost,
  createRateCopy,
  findMarginLosses,
  findRateGroup,
  findSoldRateGroup,
  findTaskTypesSold,
  listRateGroups,
  loadRatesOf,
  ratesToCopy,
  refuseBelowCost,
} from '@yunhu/db/billing';
import { DomainError } from '@yunhu/db';
import type { Context } from 'hono';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { type AppEnv, inTenant, sessionOf } from '../../http/request.ts';
import { id } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { rateGroup as rateGroupSchema } from '../schemas.ts';
import { readMarkUp } from './read-terms.ts';
import { allowBelowCostBody, copyRateGroupBody, marginLosses, type MarginLosses } from './schemas.ts';
import { viewLosses } from './views.ts';

const tags = ['rates'];
const params = z.object({ rateGroupId: id });

const copyRoute = declare('rates.write', {
  method: 'post',
  path: '/v1/rate-groups/{rateGroupId}/copies',
  tags,
  summary: 'Create a list that begins as a copy of a group one sells by or buys at',
  request: { params, body: requiredJson(copyRateGroupBody) },
  responses: { 201: json(rateGroupSchema, 'Created') },
});

const lossesRoute = declare('rates.read', {
  method: 'get',
  path: '/v1/rate-groups/{rateGroupId}/losses',
  tags,
  summary: 'Prices of a group of one’s own that are below what one pays',
  request: { params },
  responses: { 200: json(marginLosses) },
});

const allowRoute = declare('rates.write', {
  method: 'post',
  path: '/v1/rate-groups/{rateGroupId}/below-cost-allowances',
  tags,
  summary: 'Let the prices of these prefixes be below cost',
  request: { params, body: requiredJson(allowBelowCostBody) },
  responses: { 200: json(marginLosses) },
});

/** Copies, and what is sold below cost. */
export function marginRoutes({ database, clock }: Services) {
  const routes = newRoutes();

  const readLosses = async (c: Context<AppEnv>, rateGroupId: string): Promise<MarginLosses> => {
    const { tenantId } = await inTenant(c, database, (tx) => findSoldRateGroup(tx, rateGroupId));
    const losses = await database.withPlatform('compare prices with what their seller pays', async (tx) => {
      const revenue = (await loadRatesOf(tx, [rateGroupId])).get(rateGroupId) ?? [];
      const taskTypes = await findTaskTypesSold(tx, rateGroupId);
      return findMarginLosses(tx, { sellerTenantId: tenantId, revenue, taskTypes, at: clock.now() });
    });
    return viewLosses(losses);
  };

  routes.openapi(copyRoute, async (c) => {
    const { rateGroupId } = c.req.valid('param');
    const { name, markUp: terms, belowCostAllowed } = c.req.valid('json');
    const source = await inTenant(c, database, (tx) => findRateGroup(tx, rateGroupId));
    const markUp = terms === undefined ? undefined : readMarkUp(terms);
    const at = clock.now();
    const sellerTenantId = sessionOf(c).tenant.id;
    const rates = await database.withPlatform('copy a price list that its reader may read', async (tx) => {
      const known = await loadRatesOf(tx, [source.id]);
      const copied = ratesToCopy(known.get(source.id) ?? [], markUp, at);
      const losses = await findMarginLosses(tx, { sellerTenantId, revenue: copied, taskTypes: ['any'], at, known });
      if (!belowCostAllowed) refuseBelowCost(losses);
      const losing = new Set(losses.map((loss) => loss.revenueRate));
      return copied.map((rate) => (losing.has(rate) ? { ...rate, belowCostAllowed: true } : rate));
    });
    const group = await inTenant(c, database, async (tx) => {
      const created = await createRateCopy(tx, { name, rates, sourceGroupId: source.id });
      return (await listRateGroups(tx)).find((found) => found.id === created);
    });
    if (group === undefined) throw new DomainError('not_found');
    return c.json({ ...group, taskTypes: [...group.taskTypes] }, 201);
  });

  routes.openapi(lossesRoute, async (c) => c.json(await readLosses(c, c.req.valid('param').rateGroupId), 200));

  routes.openapi(allowRoute, async (c) => {
    const { rateGroupId } = c.req.valid('param');
    const { prefixes } = c.req.valid('json');
    await inTenant(c, database, (tx) => allowBelowCost(tx, rateGroupId, [...new Set(prefixes)], clock.now()));
    return c.json(await readLosses(c, rateGroupId), 200);
  });
  return routes;
}
