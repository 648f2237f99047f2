import { DomainError } from '@yunhu/db';
import {
  checkMargins,
  checkRules,
  createRateGroup,
  createRuleGroup,
  findRateGroup,
  type ListedRate,
  listDerivedRates,
  listRateGroups,
  listRates,
  loadRulesOf,
  ratesToBe,
  withRule,
} from '@yunhu/db/billing';
import { z } from 'zod';
import { json, requiredJson } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { inTenant, sessionOf } from '../http/request.ts';
import { id, listOf, pageOf } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { readMarkUp } from './prices/read-terms.ts';
import { readPrice } from './read-amount.ts';
import {
  createRateGroupBody,
  type Rate,
  rate as rateSchema,
  rateGroup as rateGroupSchema,
  ratesQuery,
} from './schemas.ts';

const tags = ['rates'];

const listGroupsRoute = declare('rates.read', {
  method: 'get',
  path: '/v1/rate-groups',
  tags,
  summary: 'The groups one sells by, and those bought at',
  responses: { 200: json(listOf(rateGroupSchema)) },
});

const createGroupRoute = declare('rates.write', {
  method: 'post',
  path: '/v1/rate-groups',
  tags,
  summary: 'Create a price list, or a rule over what one pays',
  request: { body: requiredJson(createRateGroupBody) },
  responses: { 201: json(rateGroupSchema, 'Created') },
});

const listGroupRatesRoute = declare('rates.read', {
  method: 'get',
  path: '/v1/rate-groups/{rateGroupId}/rates',
  tags,
  summary: 'The rates of a group by prefix',
  request: { params: z.object({ rateGroupId: id }), query: ratesQuery },
  responses: { 200: json(pageOf(rateSchema)) },
});

/** Price lists: one's own, and those bought at. */
export function rateRoutes({ database, clock }: Services) {
  const routes = newRoutes();

  routes.openapi(listGroupsRoute, async (c) => {
    const groups = await inTenant(c, database, listRateGroups);
    return c.json({ items: groups.map((group) => ({ ...group, taskTypes: [...group.taskTypes] })) }, 200);
  });

  routes.openapi(createGroupRoute, async (c) => {
    const { name, rates, rule, belowCostAllowed } = c.req.valid('json');
    const priced = readPrices(rates);
    if (rule !== undefined && priced.length > 0) {
      const both = {
        field: 'rule',
        code: 'rates_too',
        message: 'a rule has no rates of its own; leave one of the two out',
      };
      throw new DomainError('invalid_input', 'a group is a list or a rule', [both]);
    }
    const sellerTenantId = sessionOf(c).tenant.id;
    const at = clock.now();
    const markUp = rule && readMarkUp(rule);
    await database.withPlatform('compare prices with what their seller pays', async (tx) => {
      if (rule && markUp) {
        const followed = { sellerTenantId, costTaskType: rule.costTaskType };
        const rules = withRule(await loadRulesOf(tx, undefined), { markUp, belowCostAllowed }, at);
        await checkRules(tx, followed, { rules, at });
      } else if (priced.length > 0) {
        await checkMargins(tx, { sellerTenantId, revenue: ratesToBe(priced), taskTypes: ['any'], at });
      }
    });
    const group = await inTenant(c, database, async (tx) => {
      const created =
        rule && markUp
          ? await createRuleGroup(tx, { name, costTaskType: rule.costTaskType, markUp, belowCostAllowed })
          : await createRateGroup(tx, { name, rates: priced });
      return (await listRateGroups(tx)).find((found) => found.id === created);
    });
    if (group === undefined) throw new DomainError('not_found');
    return c.json({ ...group, taskTypes: [...group.taskTypes] }, 201);
  });

  routes.openapi(listGroupRatesRoute, async (c) => {
    const { q, show, ...query } = c.req.valid('query');
    const filter = { q, ...(show === 'current' ? { endsAfter: clock.now() } : {}) };
    const group = await inTenant(c, database, (tx) => findRateGroup(tx, c.req.valid('param').rateGroupId));
    const page =
      group.pricing === 'list'
        ? await inTenant(c, database, (tx) => listRates(tx, group.id, query, filter))
        : await database.withPlatform('derive prices for who may read them', (tx) =>
            listDerivedRates(tx, group.id, query, filter),
          );
    return c.json({ ...page, items: page.items.map(viewRate) }, 200);
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
