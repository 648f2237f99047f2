import { getTenantLimits, type LimitSet, setTenantLimits, type TenantLimitsView } from '@yunhu/db/calls';
import { z } from 'zod';
import { readLimit } from '../../billing/read-amount.ts';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { inTenant } from '../../http/request.ts';
import { id } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { type Limits, limits as limitsSchema, type LimitsSet, limitsBody } from './schemas.ts';

const params = z.object({ tenantId: id });
const tags = ['limits'];

const readRoute = declare('money.read', {
  method: 'get',
  path: '/v1/tenants/{tenantId}/limits',
  tags,
  summary: 'What an account may use: its own limits, those it inherits, what holds, and how much of it is used',
  request: { params },
  responses: { 200: json(limitsSchema) },
});

const setRoute = declare('limits.write', {
  method: 'put',
  path: '/v1/tenants/{tenantId}/limits',
  tags,
  summary: 'Set what a direct child may use, or what oneself allows oneself',
  request: { params, body: requiredJson(limitsBody) },
  responses: { 200: json(limitsSchema) },
});

/** How much a tenant and everybody below it may use. */
export function limitRoutes({ database, clock }: Services) {
  const routes = newRoutes();

  routes.openapi(readRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    return c.json(view(await inTenant(c, database, (tx) => getTenantLimits(tx, tenantId, clock.now()))), 200);
  });

  routes.openapi(setRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const { dailySpend, ...body } = c.req.valid('json');
    const set: LimitSet = {
      ...body,
      dailySpendMicros: dailySpend === null ? null : readLimit(dailySpend, 'dailySpend'),
    };
    const changed = await inTenant(c, database, async (tx) => {
      await setTenantLimits(tx, tenantId, set);
      return getTenantLimits(tx, tenantId, clock.now());
    });
    return c.json(view(changed), 200);
  });

  return routes;
}

function view({ seller, self, inherited, effective, ...limits }: TenantLimitsView): Limits {
  return {
    tenantId: limits.tenantId,
    seller: seller && viewSet(seller),
    self: self && viewSet(self),
    inherited: viewEffective(inherited),
    effective: viewEffective(effective),
    openCalls: limits.openCalls,
    spentMicros: String(limits.spentMicros),
    committedMicros: String(limits.committedMicros),
  };
}

function viewSet(set: NonNullable<TenantLimitsView['seller']>): LimitsSet {
  const { maxCalls, maxCallsPerSecond, international, premium, homeCountry } = set;
  return {
    ...{ maxCalls, maxCallsPerSecond, international, premium, homeCountry },
    dailySpendMicros: set.dailySpendMicros === null ? null : String(set.dailySpendMicros),
    allowedPrefixes: set.allowedPrefixes === null ? null : [...set.allowedPrefixes],
    blockedPrefixes: [...set.blockedPrefixes],
    changedAt: set.changedAt.toISOString(),
  };
}

function viewEffective(effective: TenantLimitsView['effective']): Limits['effective'] {
  const { dailySpendMicros: spend, allowedPrefixes, blockedPrefixes } = effective;
  return {
    ...effective,
    dailySpendMicros: spend && { value: String(spend.value), setBy: spend.setBy },
    allowedPrefixes: allowedPrefixes === null ? null : [...allowedPrefixes],
    blockedPrefixes: [...blockedPrefixes],
  };
}
