import {
  endException,
  findRuleGroup,
  lockRateGroup,
  type RateRules,
  setException,
  startOf,
  withException,
} from '@yunhu/db/billing';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { inTenant } from '../../http/request.ts';
import { id } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { writeAsChecked } from './checked-write.ts';
import { readTerms } from './read-terms.ts';
import { checkChange, dateOf, viewRules } from './rule-changes.ts';
import { downstreamLossesQuery, prefixText, rateRules, setExceptionBody } from './schemas.ts';

const tags = ['rates'];
const exceptionParams = z.object({ rateGroupId: id, prefix: prefixText });

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
  request: { params: exceptionParams, query: downstreamLossesQuery },
  responses: { 200: json(rateRules) },
});

/** What a rule does not say for everybody. */
export function exceptionRoutes(services: Services) {
  const { database, clock } = services;
  const routes = newRoutes();

  routes.openapi(setExceptionRoute, async (c) => {
    const body = c.req.valid('json');
    const { rateGroupId, prefix } = c.req.valid('param');
    await inTenant(c, database, (tx) => findRuleGroup(tx, rateGroupId));
    const { destination, belowCostAllowed, downstreamLossesAccepted: accepted } = body;
    const change = { prefix, destination, terms: readTerms(body), belowCostAllowed };
    const from = startOf(dateOf(body.effectiveFrom), clock.now());
    const changed = (rules: RateRules) => withException(rules, prefix, change, from);
    const checked = await checkChange(c, services, { rateGroupId, accepted }, changed);
    const { group } = checked;
    await writeAsChecked(c, services, checked, async (tx) => {
      await lockRateGroup(tx, group.id, group.revision);
      await setException(tx, group.id, change, from);
    });
    return c.json(await viewRules(c, services, group), 200);
  });

  routes.openapi(endExceptionRoute, async (c) => {
    const { rateGroupId, prefix } = c.req.valid('param');
    const at = clock.now();
    const accepted = c.req.valid('query').downstreamLossesAccepted === 'true';
    const changed = (rules: RateRules) => withException(rules, prefix, undefined, at);
    const checked = await checkChange(c, services, { rateGroupId, accepted }, changed);
    const { group } = checked;
    await writeAsChecked(c, services, checked, async (tx) => {
      await lockRateGroup(tx, group.id, group.revision);
      await endException(tx, group.id, prefix, at);
    });
    return c.json(await viewRules(c, services, group), 200);
  });
  return routes;
}
