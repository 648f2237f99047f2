import { DomainError } from '@yunhu/db';
import {
  endSupportSession,
  getSupportSession,
  listSupportSessions,
  openSupportSession,
  type SupportSessionView,
} from '@yunhu/db/tenancy';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { actorOf, inTenant, sessionOf } from '../../http/request.ts';
import { id } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import {
  openSupportBody,
  type SupportSession,
  supportSession,
  supportSessionDetail,
  supportSessionPage,
  supportSessionsQuery,
} from './schemas.ts';

const tags = ['support sessions'];
const params = z.object({ supportSessionId: id });

const openRoute = declare('support-sessions.open', {
  method: 'post',
  path: '/v1/tenants/{tenantId}/support-sessions',
  tags,
  summary:
    'Look at a customer from inside, for a reason and a while; the customer is told, and until it ends one’s cookies act there',
  request: { params: z.object({ tenantId: id }), body: requiredJson(openSupportBody) },
  responses: { 201: json(supportSession, 'Opened') },
});

const leaveRoute = declare('signed-in', {
  method: 'delete',
  path: '/v1/support-session',
  tags,
  summary: 'Leave the support session that one is in',
  responses: { 204: { description: 'Left' } },
});

const listRoute = declare('audit.read', {
  method: 'get',
  path: '/v1/support-sessions',
  tags,
  summary: 'Support sessions, latest first: at oneself, opened by one’s own people, or at one below',
  request: { query: supportSessionsQuery },
  responses: { 200: json(supportSessionPage) },
});

const readRoute = declare('audit.read', {
  method: 'get',
  path: '/v1/support-sessions/{supportSessionId}',
  tags,
  summary: 'One support session, with what was looked at',
  request: { params },
  responses: { 200: json(supportSessionDetail) },
});

const endRoute = declare('audit.read', {
  method: 'post',
  path: '/v1/support-sessions/{supportSessionId}/end',
  tags,
  summary: 'End it at once; whoever sees it may, the customer first of all',
  request: { params },
  responses: { 200: json(supportSession) },
});

/** How somebody above looks at what is a customer's alone. */
export function supportRoutes({ database, clock, support }: Services) {
  const routes = newRoutes();

  routes.openapi(openRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const { id: sessionId, staff } = sessionOf(c);
    const asked = { ...c.req.valid('json'), tenantId };
    const actor = { ...actorOf(c), staffId: staff.id };
    const opened = await database.withPlatform('open a support session', (tx) =>
      openSupportSession(tx, actor, asked, clock.now()),
    );
    const session = await inTenant(c, database, (tx) => getSupportSession(tx, opened, clock.now()));
    await support.set(c, { id: opened, tenantId, staffId: staff.id, sessionId, until: session.until });
    return c.json(view(session), 201);
  });

  routes.openapi(leaveRoute, async (c) => {
    const { support: current, staff } = sessionOf(c);
    support.clear(c);
    if (current === undefined) throw new DomainError('not_found');
    // The end is of the person's own tenant, which the session itself stands outside of.
    const actor = { ...actorOf(c), tenantId: current.staffTenantId, staffId: staff.id };
    await database.withPlatform('end a support session', (tx) => endSupportSession(tx, actor, current.id, clock.now()));
    return c.body(null, 204);
  });

  routes.openapi(listRoute, async (c) => {
    const { tenantId, state, ...page } = c.req.valid('query');
    const filter = { tenantId, open: state === 'all' ? undefined : state === 'open' };
    const { items, nextCursor } = await inTenant(c, database, (tx) =>
      listSupportSessions(tx, filter, clock.now(), page),
    );
    return c.json({ items: items.map(view), nextCursor }, 200);
  });

  routes.openapi(readRoute, async (c) => {
    const { supportSessionId } = c.req.valid('param');
    const { viewed, ...session } = await inTenant(c, database, (tx) =>
      getSupportSession(tx, supportSessionId, clock.now()),
    );
    const looks = viewed.map(({ firstAt, lastAt, ...look }) => ({
      ...look,
      firstAt: firstAt.toISOString(),
      lastAt: lastAt.toISOString(),
    }));
    return c.json({ ...view(session), viewed: looks }, 200);
  });

  routes.openapi(endRoute, async (c) => {
    const { supportSessionId } = c.req.valid('param');
    await database.withPlatform('end a support session', (tx) =>
      endSupportSession(tx, actorOf(c), supportSessionId, clock.now()),
    );
    return c.json(view(await inTenant(c, database, (tx) => getSupportSession(tx, supportSessionId, clock.now()))), 200);
  });
  return routes;
}

function view({ openedAt, until, endedAt, ...session }: SupportSessionView): SupportSession {
  const { id: sessionId, tenant, staff, staffTenant, reason, address, endedBy, open, views } = session;
  return {
    ...{ id: sessionId, tenant, staff, staffTenant, reason, address, endedBy, open, views },
    openedAt: openedAt.toISOString(),
    until: until.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}
