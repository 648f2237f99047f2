import { DomainError } from '@yunhu/db';
import {
  askForCheck,
  claimDomain,
  findOwnDomain,
  findTenant,
  listDomains,
  readDomainName,
  releaseDomain,
  settleDomain,
  type TenantDomain,
} from '@yunhu/db/tenancy';
import type { Context } from 'hono';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { actorOf, type AppEnv, inTenant, sessionOf } from '../../http/request.ts';
import { id } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { claimDomainBody, type ClaimedDomain, claimedDomains, domain as domainSchema } from './schemas.ts';
import { viewDomain } from './view-brand.ts';

const tags = ['branding'];
const path = '/v1/branding/domain';
const params = z.object({ tenantId: id });
const gone = { 204: { description: 'Done' } };

const claimRoute = declare('branding.write', {
  method: 'put',
  path,
  tags,
  summary: 'Say which domain is one’s own; it is served once its DNS says so too',
  request: { body: requiredJson(claimDomainBody) },
  responses: { 200: json(domainSchema) },
});

const checkRoute = declare('branding.write', {
  method: 'post',
  path: `${path}/check`,
  tags,
  summary: 'Have the DNS of one’s waiting domain looked at now',
  responses: { 200: json(domainSchema) },
});

const releaseRoute = declare('branding.write', {
  method: 'delete',
  path,
  tags,
  summary: 'Give one’s domain up; it is served no more',
  responses: gone,
});

const listRoute = declare('branding.write', {
  method: 'get',
  path: '/v1/branding/domains',
  tags,
  summary: 'Domains of oneself and everybody below, those that wait first',
  responses: { 200: json(claimedDomains) },
});

const confirmRoute = declare('branding.write', {
  method: 'post',
  path: '/v1/branding/domains/{tenantId}/confirm',
  tags,
  summary: 'Of the operator: verify a claimed domain by hand',
  request: { params },
  responses: gone,
});

const takeAwayRoute = declare('branding.write', {
  method: 'delete',
  path: '/v1/branding/domains/{tenantId}',
  tags,
  summary: 'Of the operator: take a domain away from who claims it',
  request: { params },
  responses: gone,
});

/** Domains that tenants are reached by. */
export function brandDomainRoutes({ database, brands, clock, publicUrl }: Services) {
  const routes = newRoutes();

  const own = async (c: Context<AppEnv>) => {
    const found = await inTenant(c, database, findOwnDomain);
    if (found === undefined) throw new DomainError('not_found');
    return viewDomain(found);
  };

  routes.openapi(claimRoute, async (c) => {
    const domain = readDomainName(c.req.valid('json').domain);
    if (domain === undefined) throw refused('not_a_domain', 'a domain such as calls.example.com');
    if (domain === publicUrl?.hostname) throw refused('reserved', 'this domain is the platform’s own');
    await inTenant(c, database, (tx) => claimDomain(tx, domain));
    brands.forget();
    return c.json(await own(c), 200);
  });

  routes.openapi(checkRoute, async (c) => {
    await inTenant(c, database, (tx) => askForCheck(tx, clock.now()));
    return c.json(await own(c), 200);
  });

  routes.openapi(releaseRoute, async (c) => {
    if (!(await inTenant(c, database, releaseDomain))) throw new DomainError('not_found');
    brands.forget();
    return c.body(null, 204);
  });

  routes.openapi(listRoute, async (c) =>
    c.json({ items: (await inTenant(c, database, listDomains)).map(viewClaimed) }, 200),
  );

  /** For everybody but the operator there is no such thing, whoever is named. */
  const settle = async (c: Context<AppEnv>, tenantId: string, decision: 'confirm' | 'release') => {
    if (sessionOf(c).tenant.kind !== 'operator') throw new DomainError('not_found');
    await inTenant(c, database, (tx) => findTenant(tx, tenantId));
    const settled = { tenantId, decision, at: clock.now() };
    await database.withPlatform('settle a domain', (tx) => settleDomain(tx, actorOf(c), settled));
    brands.forget();
  };

  routes.openapi(confirmRoute, async (c) => {
    await settle(c, c.req.valid('param').tenantId, 'confirm');
    return c.body(null, 204);
  });

  routes.openapi(takeAwayRoute, async (c) => {
    await settle(c, c.req.valid('param').tenantId, 'release');
    return c.body(null, 204);
  });
  return routes;
}

function viewClaimed(claimed: TenantDomain): ClaimedDomain {
  return { ...viewDomain(claimed), tenant: { id: claimed.tenantId, name: claimed.tenantName } };
}

function refused(code: string, message: string): DomainError {
  return new DomainError('invalid_input', message, [{ field: 'domain', code, message }]);
}
