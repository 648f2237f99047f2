import {
  checkGroupMargins,
  createTenant,
  findSoldRateGroup,
  lockPrices,
  readPriceStamp,
  requirePriceStamp,
  taskTypes,
} from '@yunhu/db/billing';
import { DomainError } from '@yunhu/db';
import { getTenant, listTenants } from '@yunhu/db/calls';
import { setTenantState } from '@yunhu/db/tasks';
import { findTenant, type TenantPlace, updateTenant } from '@yunhu/db/tenancy';
import { z } from 'zod';
import { json, requiredJson } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { askingOf } from '../http/password-queue.ts';
import { actorOf, inTenant, sessionOf } from '../http/request.ts';
import { id, listOf } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { createTenantBody, tenant as tenantSchema, tenantsQuery, updateTenantBody } from './schemas.ts';
import { loginNamesFrom, viewTenant } from './view-tenant.ts';

const params = z.object({ tenantId: id });
const tags = ['tenants'];

/** Whoever moves money sees whose it is: names and money, see `viewTenant`. */
const seen = ['tenant.read', 'money.top-up'] as const;

const listAllRoute = declare(seen, {
  method: 'get',
  path: '/v1/tenants',
  tags,
  summary: 'Oneself and everybody below, flat, parents before their children',
  request: { query: tenantsQuery },
  responses: { 200: json(listOf(tenantSchema)) },
});

const readOneRoute = declare(seen, {
  method: 'get',
  path: '/v1/tenants/{tenantId}',
  tags,
  summary: 'One tenant',
  request: { params },
  responses: { 200: json(tenantSchema) },
});

const createRoute = declare('tenant.write', {
  method: 'post',
  path: '/v1/tenants',
  tags,
  summary: 'Create an agent or a customer with its first administrator',
  request: { body: requiredJson(createTenantBody) },
  responses: { 201: json(tenantSchema, 'Created') },
});

const changeRoute = declare('tenant.write', {
  method: 'patch',
  path: '/v1/tenants/{tenantId}',
  tags,
  summary: 'Change what it is called and how it is reached; enable or disable it with everybody below it',
  request: { params, body: requiredJson(updateTenantBody) },
  responses: { 200: json(tenantSchema) },
});

/** The hierarchy below whoever asks. */
export function tenantRoutes({ database, clock, passwords }: Services) {
  const routes = newRoutes();

  routes.openapi(listAllRoute, async (c) => {
    const { q, ...filter } = c.req.valid('query');
    const { permissions } = sessionOf(c);
    const asked = { ...filter, text: q, loginNamesFrom: loginNamesFrom(permissions) };
    const tenants = await inTenant(c, database, (tx) => listTenants(tx, asked, clock.now()));
    return c.json({ items: tenants.map((tenant) => viewTenant(tenant, permissions)) }, 200);
  });

  routes.openapi(readOneRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const found = await inTenant(c, database, (tx) => getTenant(tx, tenantId, clock.now()));
    return c.json(viewTenant(found, sessionOf(c).permissions), 200);
  });

  routes.openapi(createRoute, async (c) => {
    const { password, ...input } = c.req.valid('json');
    const context = { loginName: input.loginName, tenantName: input.name };
    const passwordHash = await passwords.hashNew(password, context, askingOf(c));
    const { rateGroupId } = input;
    const sellerTenantId = sessionOf(c).tenant.id;
    if (rateGroupId !== undefined) await inTenant(c, database, (tx) => findSoldRateGroup(tx, rateGroupId));
    const stamp = await database.withPlatform('compare prices with what their seller pays', async (tx) => {
      if (rateGroupId === undefined) return undefined;
      const read = await readPriceStamp(tx, { sellerTenantId, rateGroupId, buyers: [] });
      await checkGroupMargins(tx, { sellerTenantId, rateGroupId, taskTypes, at: clock.now() });
      return read;
    });
    const created = await inTenant(c, database, async (tx) => {
      if (stamp !== undefined) {
        await lockPrices(tx, stamp);
        await database.withPlatform('see that prices are as they were checked', (at) => requirePriceStamp(at, stamp));
      }
      const tenantId = await createTenant(tx, { ...input, passwordHash });
      return getTenant(tx, tenantId, clock.now());
    });
    return c.json(viewTenant(created, sessionOf(c).permissions), 201);
  });

  routes.openapi(changeRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const { state, ...facts } = c.req.valid('json');
    await inTenant(c, database, async (tx) => {
      const place = await findTenant(tx, tenantId);
      if (place.depth === 0) refuseOwn(place, { state, timeZone: facts.timeZone });
      if (Object.keys(facts).length > 0) await updateTenant(tx, tenantId, facts);
    });
    if (state !== undefined) {
      await database.withPlatform('enable or disable a tenant with all below it', (tx) =>
        setTenantState(tx, { actor: actorOf(c), tenantId, state, at: clock.now() }),
      );
    }
    const changed = await inTenant(c, database, (tx) => getTenant(tx, tenantId, clock.now()));
    return c.json(viewTenant(changed, sessionOf(c).permissions), 200);
  });

  return routes;
}

/** What stands above decides: whether one is enabled, and when one's days of spending begin. Only the operator has nobody above. */
function refuseOwn(own: TenantPlace, { state, timeZone }: { state: unknown; timeZone: string | undefined }): void {
  const asked =
    state !== undefined
      ? { field: 'state', code: 'own_state' }
      : own.kind !== 'operator' && timeZone !== undefined && timeZone !== own.timeZone
        ? { field: 'timeZone', code: 'own_time_zone' }
        : undefined;
  if (asked === undefined) return;
  const message = 'ask the tenant above';
  throw new DomainError('invalid_input', 'that is not for oneself to decide', [{ ...asked, message }]);
}
