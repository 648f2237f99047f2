import { DomainError } from '@yunhu/db';
import { assignRateGroup, createRateGroup, type ListedRate, listRateGroups, listRates } from '@yunhu/db/billing';
import { getTenant } from '@yunhu/db/calls';
import { z } from 'zod';
import { json, requiredJson } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { inTenant } from '../http/request.ts';
import { id, listOf, pageOf, pageQuery } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { tenant as tenantSchema } from '../tenancy/schemas.ts';
import { viewTenant } from '../tenancy/view-tenant.ts';
import { readPrice } from './read-amount.ts';
import {
  assignRateGroupBody,
  createRateGroupBody,
  type Rate,
  rate as rateSchema,
  rateGroup as rateGroupSchema,
} from './schemas.ts';

const tags = ['rates'];

const listGroupsRoute = declare('rates.read', {
  method: 'get',
  path: '/v1/rate-groups',
  tags,
  summary: 'The groups one sells by, and the one bought at',
  responses: { 200: json(listOf(rateGroupSchema)) },
});

const createGroupRoute = declare('rates.write', {
  method: 'post',
  path: '/v1/rate-groups',
  tags,
  summary: 'Create a price list',
  request: { body: requiredJson(createRateGroupBody) },
  responses: { 201: json(rateGroupSchema, 'Created') },
});

const listGroupRatesRoute = declare('rates.read', {
  method: 'get',
  path: '/v1/rate-groups/{rateGroupId}/rates',
  tags,
  summary: 'The rates of a group by prefix',
  request: { params: z.object({ rateGroupId: id }), query: pageQuery },
  responses: { 200: json(pageOf(rateSchema)) },
});

const assignGroupRoute = declare('rates.write', {
  method: 'put',
  path: '/v1/tenants/{tenantId}/rate-group',
  tags,
  summary: 'Say at which of one’s own groups a direct child buys',
  request: { params: z.object({ tenantId: id }), body: requiredJson(assignRateGroupBody) },
  responses: { 200: json(tenantSchema) },
});

/** Price lists: one's own, the one bought at, and who below buys at which. */
export function rateRoutes({ database, clock }: Services) {
  const routes = newRoutes();

  routes.openapi(listGroupsRoute, async (c) => c.json({ items: await inTenant(c, database, listRateGroups) }, 200));

  routes.openapi(createGroupRoute, async (c) => {
    const { name, rates } = c.req.valid('json');
    const priced = readPrices(rates);
    const group = await inTenant(c, database, async (tx) => {
      const created = await createRateGroup(tx, { name, rates: priced });
      return (await listRateGroups(tx)).find((found) => found.id === created);
    });
    if (group === undefined) throw new DomainError('not_found');
    return c.json(group, 201);
  });

  routes.openapi(listGroupRatesRoute, async (c) => {
    const { rateGroupId } = c.req.valid('param');
    const page = await inTenant(c, database, (tx) => listRates(tx, rateGroupId, c.req.valid('query')));
    return c.json({ ...page, items: page.items.map(viewRate) }, 200);
  });

  routes.openapi(assignGroupRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const changed = await inTenant(c, database, async (tx) => {
      await assignRateGroup(tx, tenantId, c.req.valid('json').rateGroupId);
      return getTenant(tx, tenantId, clock.now());
    });
    return c.json(viewTenant(changed), 200);
  });
  return routes;
}

function readPrices<Rate extends { pricePerBlock: string }>(rates: readonly Rate[]) {
  const read = rates.map((rate, i) => ({ rate, price: readPrice(rate.pricePerBlock, `rates.${i}.pricePerBlock`) }));
  const wrong = read.flatMap(({ price }) => ('error' in price ? [price.error] : []));
  if (wrong.length > 0) throw new DomainError('invalid_amount', 'some prices are wrong', wrong);
  return read.flatMap(({ rate, price }) => ('micros' in price ? [{ ...rate, pricePerBlockMicros: price.micros }] : []));
}

function viewRate(rate: ListedRate): Rate {
  return {
    ...rate,
    pricePerBlockMicros: String(rate.pricePerBlockMicros),
    firstBlockPriceMicros: rate.firstBlockPriceMicros === null ? null : String(rate.firstBlockPriceMicros),
    connectionFeeMicros: String(rate.connectionFeeMicros),
    minimumChargeMicros: String(rate.minimumChargeMicros),
    effectiveFrom: rate.effectiveFrom?.toISOString() ?? null,
    effectiveUntil: rate.effectiveUntil?.toISOString() ?? null,
  };
}
