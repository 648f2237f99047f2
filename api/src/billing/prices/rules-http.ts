import {
  changeRule,
  checkRules,
  endException,
  findRuleGroup,
  listRules,
  loadRulesOf,
  lockRateGroup,
  previewRules,
  type RateGroupFacts,
  type RateRules,
  setException,
  startOf,
  withException,
  withRule,
} from '@yunhu/db/billing';
import type { Context } from 'hono';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { type AppEnv, inTenant, sessionOf } from '../../http/request.ts';
import { id } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { examplePrefixes } from './example-prefixes.ts';
import { readMarkUp, readTerms } from './read-terms.ts';
import {
  changeRuleBody,
  prefixText,
  rateRules,
  type RateRules as RateRulesView,
  rulePreview,
  rulePreviewQuery,
  setExceptionBody,
} from './schemas.ts';
import { viewException, viewLosses, viewPoint, viewRule } from './views.ts';

const tags = ['rates'];
const params = z.object({ rateGroupId: id });
const exceptionParams = params.extend({ prefix: prefixText });

const readRoute = declare('rates.read', {
  method: 'get',
  path: '/v1/rate-groups/{rateGroupId}/rule',
  tags,
  summary: 'The rule of a group of one’s own, its versions and exceptions',
  request: { params },
  responses: { 200: json(rateRules) },
});

const changeRoute = declare('rates.write', {
  method: 'put',
  path: '/v1/rate-groups/{rateGroupId}/rule',
  tags,
  summary: 'Change the rule of a group, now or at a time',
  request: { params, body: requiredJson(changeRuleBody) },
  responses: { 200: json(rateRules) },
});

const setExceptionRoute = declare('rates.write', {
  method: 'put',
  path: '/v1/rate-groups/{rateGroupId}/exceptions/{prefix}',
  tags,
  summary: 'Price a prefix, and all longer ones up to the next exception, otherwise than the rule',
  request: { params: exceptionParams, body: requiredJson(setExceptionBody) },
  responses: { 200: json(rateRules) },
});

const endExceptionRoute = declare('rates.write', {
  method: 'delete',
  path: '/v1/rate-groups/{rateGroupId}/exceptions/{prefix}',
  tags,
  summary: 'Let the rule price a prefix again',
  request: { params: exceptionParams },
  responses: { 200: json(rateRules) },
});

const previewRoute = declare('rates.write', {
  method: 'get',
  path: '/v1/rate-rule-previews',
  tags,
  summary: 'What a rule or an exception would make of one’s cost, without writing it',
  request: { query: rulePreviewQuery },
  responses: { 200: json(rulePreview) },
});

/** Price lists that follow what their seller pays. */
export function ruleRoutes({ database, clock }: Services) {
  const routes = newRoutes();

  const view = (c: Context<AppEnv>, group: RateGroupFacts): Promise<RateRulesView> =>
    inTenant(c, database, async (tx) => {
      const { rules, exceptions } = await listRules(tx, group.id, clock.now());
      const costTaskType = group.costTaskType ?? 'any';
      return { costTaskType, versions: rules.map(viewRule), exceptions: exceptions.map(viewException) };
    });

  /** Refuses what would sell below cost, and answers the group as it was checked. */
  const check = async (c: Context<AppEnv>, rateGroupId: string, change: (rules: RateRules) => RateRules) => {
    const group = await inTenant(c, database, (tx) => findRuleGroup(tx, rateGroupId));
    const followed = { sellerTenantId: group.tenantId, costTaskType: group.costTaskType ?? 'any' };
    await database.withPlatform('compare a rule with what its seller pays', async (tx) => {
      const rules = change(await loadRulesOf(tx, rateGroupId));
      await checkRules(tx, followed, { rules, rateGroupId, at: clock.now() });
    });
    return group;
  };

  routes.openapi(readRoute, async (c) => {
    const group = await inTenant(c, database, (tx) => findRuleGroup(tx, c.req.valid('param').rateGroupId));
    return c.json(await view(c, group), 200);
  });

  routes.openapi(changeRoute, async (c) => {
    const { effectiveFrom, belowCostAllowed, ...terms } = c.req.valid('json');
    const { rateGroupId } = c.req.valid('param');
    await inTenant(c, database, (tx) => findRuleGroup(tx, rateGroupId));
    const change = { markUp: readMarkUp(terms), belowCostAllowed };
    const from = startOf(dateOf(effectiveFrom), clock.now());
    const group = await check(c, rateGroupId, (rules) => withRule(rules, change, from));
    await inTenant(c, database, async (tx) => {
      await lockRateGroup(tx, group.id, group.revision);
      await changeRule(tx, group.id, change, from);
    });
    return c.json(await view(c, group), 200);
  });

  routes.openapi(setExceptionRoute, async (c) => {
    const body = c.req.valid('json');
    const { rateGroupId, prefix } = c.req.valid('param');
    await inTenant(c, database, (tx) => findRuleGroup(tx, rateGroupId));
    const { destination, belowCostAllowed } = body;
    const change = { prefix, destination, terms: readTerms(body), belowCostAllowed };
    const from = startOf(dateOf(body.effectiveFrom), clock.now());
    const group = await check(c, rateGroupId, (rules) => withException(rules, prefix, change, from));
    await inTenant(c, database, async (tx) => {
      await lockRateGroup(tx, group.id, group.revision);
      await setException(tx, group.id, change, from);
    });
    return c.json(await view(c, group), 200);
  });

  routes.openapi(endExceptionRoute, async (c) => {
    const { rateGroupId, prefix } = c.req.valid('param');
    const at = clock.now();
    const group = await check(c, rateGroupId, (rules) => withException(rules, prefix, undefined, at));
    await inTenant(c, database, async (tx) => {
      await lockRateGroup(tx, group.id, group.revision);
      await endException(tx, group.id, prefix, at);
    });
    return c.json(await view(c, group), 200);
  });

  routes.openapi(previewRoute, async (c) => {
    const { rateGroupId, exception, prefixes, costTaskType, ...terms } = c.req.valid('query');
    const at = clock.now();
    const group =
      rateGroupId === undefined ? undefined : await inTenant(c, database, (tx) => findRuleGroup(tx, rateGroupId));
    const followed = {
      sellerTenantId: sessionOf(c).tenant.id,
      costTaskType: group?.costTaskType ?? costTaskType,
    };
    const markUp = readMarkUp(terms);
    const preview = await database.withPlatform('show what a rule makes of what its seller pays', async (tx) => {
      const known = await loadRulesOf(tx, rateGroupId);
      const change = { destination: '', terms: { kind: 'rule', markUp }, belowCostAllowed: false } as const;
      const rules =
        exception === undefined
          ? withRule(known, { markUp, belowCostAllowed: false }, at)
          : withException(known, exception, { ...change, prefix: exception }, at);
      const shown =
        prefixes?.split(',') ?? (exception === undefined ? examplePrefixes : [exception, ...examplePrefixes]);
      return previewRules(tx, followed, { rules, prefixes: [...new Set(shown)], rateGroupId, at });
    });
    const point = (rate: (typeof preview.examples)[number]['cost']) => (rate === null ? null : viewPoint(rate));
    return c.json(
      {
        examples: preview.examples.map(({ prefix, cost, price }) => ({
          prefix,
          cost: point(cost),
          price: point(price),
        })),
        rateCount: preview.rateCount,
        losses: viewLosses(preview.losses),
      },
      200,
    );
  });
  return routes;
}

function dateOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
