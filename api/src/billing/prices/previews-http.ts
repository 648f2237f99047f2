import { findRuleGroup, loadRulesOf, previewRules, withException, withRule } from '@yunhu/db/billing';
import { json } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { inTenant, sessionOf } from '../../http/request.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { examplePrefixes } from './example-prefixes.ts';
import { readMarkUp } from './read-terms.ts';
import { rulePreview, rulePreviewQuery } from './schemas.ts';
import { viewLosses, viewPoint } from './views.ts';

const tags = ['rates'];

const previewRoute = declare('rates.write', {
  method: 'get',
  path: '/v1/rate-rule-previews',
  tags,
  summary: 'What a rule or an exception would make of one’s cost, without writing it',
  request: { query: rulePreviewQuery },
  responses: { 200: json(rulePreview) },
});

/** What a rule would do, before anybody writes it. */
export function previewRoutes({ database, clock }: Services) {
  const routes = newRoutes();

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
