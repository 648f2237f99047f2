import { getTenantFacts, listTenantPeople, readTenantBranch } from '@yunhu/db/calls';
import { findTenant, resetAdministrator } from '@yunhu/db/tenancy';
import { DomainError } from '@yunhu/db';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { askingOf } from '../../http/password-queue.ts';
import { actorOf, inTenant, sessionOf } from '../../http/request.ts';
import { id, listOf } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { resetAdministratorAnswer, resetAdministratorBody, tenantDetails, tenantPerson } from './schemas.ts';

const params = z.object({ tenantId: id });
const tags = ['tenants'];

const detailsRoute = declare('tenant.read', {
  method: 'get',
  path: '/v1/tenants/{tenantId}/details',
  tags,
  summary: 'How a tenant is reached, and what stands below it',
  request: { params },
  responses: { 200: json(tenantDetails) },
});

const peopleRoute = declare('tenant.read', {
  method: 'get',
  path: '/v1/tenants/{tenantId}/people',
  tags,
  summary: 'The people of a tenant, the first 200; one’s own for who may read staff',
  request: { params },
  responses: { 200: json(listOf(tenantPerson)) },
});

const resetRoute = declare('tenant.write', {
  method: 'post',
  path: '/v1/tenants/{tenantId}/administrator/reset-password',
  tags,
  summary:
    'Give the first administrator of a tenant below a password, to be changed at the next log-in; takes away a lost second factor',
  request: { params, body: requiredJson(resetAdministratorBody) },
  responses: { 200: json(resetAdministratorAnswer) },
});

/** What one sees of a tenant below, and how its administrator gets in again. */
export function tenantDetailRoutes({ database, clock, passwords }: Services) {
  const routes = newRoutes();

  routes.openapi(detailsRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const facts = await inTenant(c, database, (tx) => getTenantFacts(tx, tenantId));
    const branch = await database.withPlatform('count what stands below a tenant', (tx) =>
      readTenantBranch(tx, tenantId, clock.now()),
    );
    return c.json({ ...facts, branch }, 200);
  });

  routes.openapi(peopleRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const { depth } = await inTenant(c, database, (tx) => findTenant(tx, tenantId));
    // One's own people are for who looks after them.
    if (depth === 0 && !sessionOf(c).permissions.includes('staff.read')) throw new DomainError('forbidden');
    const people = await database.withPlatform('list the people of a tenant below', (tx) =>
      listTenantPeople(tx, tenantId),
    );
    const items = people.map((person) => ({ ...person, lastLogInAt: person.lastLogInAt?.toISOString() ?? null }));
    return c.json({ items }, 200);
  });

  routes.openapi(resetRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    await inTenant(c, database, async (tx) => {
      const { depth } = await findTenant(tx, tenantId);
      if (depth > 0) return;
      throw new DomainError('invalid_input', 'one’s own people are on the staff page', [
        { field: 'tenantId', code: 'own_tenant', message: 'name a tenant below' },
      ]);
    });
    const { password, removeSecondFactor } = c.req.valid('json');
    const passwordHash = await passwords.hashNew(password, {}, askingOf(c));
    const actor = actorOf(c);
    const within = { ...actor, tenantId, staffTenantId: actor.tenantId };
    const reset = { passwordHash, removeSecondFactor, at: clock.now() };
    return c.json(await database.withTenant(within, (tx) => resetAdministrator(tx, reset)), 200);
  });

  return routes;
}
