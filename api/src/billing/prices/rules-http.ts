import { changeRule, findRuleGroup, lockRateGroup, startOf, withRule } from '@yunhu/db/billing';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { inTenant } from '../../http/request.ts';
import { id } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { writeAsChecked } from './checked-write.ts';
import { readMarkUp } from './read-terms.ts';
import { checkChange, dateOf, viewRules } from './rule-changes.ts';
import { changeRuleBody, rateRules } from './schemas.ts';

const tags = ['rates'];
const params = z.object({ rateGroupId: id });

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

/** Price lists that follow what their seller pays. */
export function ruleRoutes(services: Services) {
  const { database, clock } = services;
  const routes = newRoutes();

  routes.openapi(readRoute, async (c) => {
    const group = await inTenant(c, database, (tx) => findRuleGroup(tx, c.req.valid('param').rateGroupId));
    return c.json(await viewRules(c, services, group), 200);
  });

  routes.openapi(changeRoute, async (c) => {
    const { effectiveFrom, belowCostAllowed, downstreamLossesAccepted: accepted, ...terms } = c.req.valid('json');
    const { rateGroupId } = c.req.valid('param');
    await inTenant(c, database, (tx) => findRuleGroup(tx, rateGroupId));
    const change = { markUp: readMarkUp(terms), belowCostAllowed };
    const from = startOf(dateOf(effectiveFrom), clock.now());
    const checked = await checkChange(c, services, { rateGroupId, accepted }, (rules) => withRule(rules, change, from));
    const { group } = checked;
    await writeAsChecked(c, services, checked, async (tx) => {
      await lockRateGroup(tx, group.id, group.revision);
      await changeRule(tx, group.id, change, from);
    });
    return c.json(await viewRules(c, services, group), 200);
  });
  return routes;
}
