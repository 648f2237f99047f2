import {
  dismissReplayNotices,
  listSessions,
  lockWeaker,
  recordAudit,
  revokeSession,
  revokeSessions,
  type SessionView,
} from '@yunhu/db/tenancy';
import { z } from 'zod';
import { json } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { inTenant, sessionOf } from '../../http/request.ts';
import { id, listOf } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { openSession, type OpenSession } from './schemas.ts';

const tags = ['session'];
const ended = { 204: { description: 'Ended' } };
const ofSession = z.object({ sessionId: id });
const ofStaff = z.object({ staffId: id });

const listOwnRoute = declare('own-account', {
  method: 'get',
  path: '/v1/sessions',
  tags,
  summary: 'Where one is signed in',
  responses: { 200: json(listOf(openSession)) },
});

const endOwnRoute = declare('own-account', {
  method: 'delete',
  path: '/v1/sessions/{sessionId}',
  tags,
  summary: 'End one of one’s own sessions',
  request: { params: ofSession },
  responses: ended,
});

const endOthersRoute = declare('own-account', {
  method: 'delete',
  path: '/v1/sessions',
  tags,
  summary: 'End all of one’s own sessions but this one',
  responses: ended,
});

const dismissRoute = declare('own-account', {
  method: 'post',
  path: '/v1/session/replay-notice/dismissal',
  tags,
  summary: 'One has seen that a session ended because a used refresh token came back',
  responses: { 204: { description: 'Seen' } },
});

const listOfStaffRoute = declare('staff.write', {
  method: 'get',
  path: '/v1/staff/{staffId}/sessions',
  tags: ['staff'],
  summary: 'Where one of one’s people is signed in',
  request: { params: ofStaff },
  responses: { 200: json(listOf(openSession)) },
});

const endOfStaffRoute = declare('staff.write', {
  method: 'delete',
  path: '/v1/staff/{staffId}/sessions/{sessionId}',
  tags: ['staff'],
  summary: 'End a session of one of one’s people',
  request: { params: z.object({ staffId: id, sessionId: id }) },
  responses: ended,
});

const endAllOfStaffRoute = declare('staff.write', {
  method: 'delete',
  path: '/v1/staff/{staffId}/sessions',
  tags: ['staff'],
  summary: 'End all sessions of one of one’s people',
  request: { params: ofStaff },
  responses: ended,
});

/** Where one is signed in. Ending a session holds from its next request on. */
export function openSessionRoutes({ database, clock, sessionLife }: Services) {
  const routes = newRoutes();
  const { idleSeconds } = sessionLife;
  const now = () => ({ at: clock.now(), idleSeconds });

  routes.openapi(listOwnRoute, async (c) => {
    const { id: ownId, staff } = sessionOf(c);
    const found = await inTenant(c, database, (tx) => listSessions(tx, { staffId: staff.id, ...now() }));
    return c.json({ items: found.map((one) => view(one, ownId)) }, 200);
  });

  routes.openapi(endOwnRoute, async (c) => {
    const { sessionId } = c.req.valid('param');
    const { staff } = sessionOf(c);
    const revocation = { sessionId, staffId: staff.id, reason: 'revoked', at: clock.now() } as const;
    await inTenant(c, database, (tx) => revokeSession(tx, revocation));
    return c.body(null, 204);
  });

  routes.openapi(endOthersRoute, async (c) => {
    const { id: ownId, staff } = sessionOf(c);
    await inTenant(c, database, (tx) => revokeSessions(tx, { staffId: staff.id, except: ownId, at: clock.now() }));
    return c.body(null, 204);
  });

  routes.openapi(dismissRoute, async (c) => {
    const { tenant, staff } = sessionOf(c);
    await inTenant(c, database, async (tx) => {
      const sessions = await dismissReplayNotices(tx, staff.id, clock.now());
      const subject = { subjectType: 'staff', subjectId: staff.id, details: { sessions } } as const;
      await recordAudit(tx, { tenantId: tenant.id, action: 'session.dismiss-notice', ...subject });
    });
    return c.body(null, 204);
  });

  return routes;
}

/** Where one's people are signed in. */
export function staffSessionRoutes({ database, clock, sessionLife }: Services) {
  const routes = newRoutes();
  const { idleSeconds } = sessionLife;

  routes.openapi(listOfStaffRoute, async (c) => {
    const { staffId } = c.req.valid('param');
    const found = await inTenant(c, database, async (tx) => {
      await lockWeaker(tx, staffId);
      return listSessions(tx, { staffId, at: clock.now(), idleSeconds });
    });
    return c.json({ items: found.map((one) => view(one, sessionOf(c).id)) }, 200);
  });

  routes.openapi(endOfStaffRoute, async (c) => {
    const { staffId, sessionId } = c.req.valid('param');
    const revocation = { sessionId, staffId, reason: 'revoked', at: clock.now() } as const;
    await inTenant(c, database, async (tx) => {
      await lockWeaker(tx, staffId);
      await revokeSession(tx, revocation);
    });
    return c.body(null, 204);
  });

  routes.openapi(endAllOfStaffRoute, async (c) => {
    const { staffId } = c.req.valid('param');
    // Whoever asks keeps the session that he asks with.
    const except = sessionOf(c).id;
    await inTenant(c, database, async (tx) => {
      await lockWeaker(tx, staffId);
      await revokeSessions(tx, { staffId, except, at: clock.now() });
    });
    return c.body(null, 204);
  });
  return routes;
}

function view({ createdAt, lastUsedAt, expiresAt, ...session }: SessionView, thisId: string): OpenSession {
  return {
    ...session,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    isThisOne: session.id === thisId,
  };
}
