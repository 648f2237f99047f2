import { DomainError } from '@yunhu/db';
import {
  endSupportSession,
  findLogin,
  findLoginOf,
  refreshSession,
  revokeSession,
  standsAtOrBelow,
} from '@yunhu/db/tenancy';
import type { Context } from 'hono';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { networkOf } from '../../http/network.ts';
import { HttpError } from '../../http/problem-table.ts';
import { actorOf, type AppEnv, inTenant, sessionOf } from '../../http/request.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { newRefreshSecret } from '../../http/session-cookie.ts';
import { logInBody, session as sessionSchema } from '../schemas.ts';
import { openSession } from './open-session.ts';
import { answerChallengeBody, refreshed, secondFactorChallenge } from './schemas.ts';
import { takeCode } from './take-code.ts';
import { viewSession } from './view-session.ts';

const tags = ['session'];

const logInRoute = declare('public', {
  method: 'post',
  path: '/v1/session',
  tags,
  summary: 'Log in; 202 with a challenge where a second factor is asked for',
  request: { body: requiredJson(logInBody) },
  responses: { 200: json(sessionSchema), 202: json(secondFactorChallenge, 'The second factor is asked for') },
});

const answerRoute = declare('public', {
  method: 'post',
  path: '/v1/session/second-factor',
  tags,
  summary: 'Log in with the second factor, within five minutes of the password',
  request: { body: requiredJson(answerChallengeBody) },
  responses: { 200: json(sessionSchema) },
});

const refreshRoute = declare('public', {
  method: 'post',
  path: '/v1/session/refresh',
  tags,
  summary: 'Renew the session with its refresh cookie, which is used once; a used one that comes back ends the session',
  responses: { 200: json(refreshed) },
});

const readSessionRoute = declare('own-account', {
  method: 'get',
  path: '/v1/session',
  tags,
  summary: 'Who is signed in, with permissions, balance and the switch',
  responses: { 200: json(sessionSchema) },
});

const logOutRoute = declare('own-account', {
  method: 'delete',
  path: '/v1/session',
  tags,
  summary: 'Log out',
  responses: { 204: { description: 'Logged out' } },
});

/** Between a password and its second factor. */
const challengeSeconds = 5 * 60;

/** Logging in and out, staying so, and who one is. */
export function sessionRoutes(services: Services) {
  const { database, clock, cookies, tokens } = services;
  const routes = newRoutes();

  routes.openapi(logInRoute, async (c) => {
    const { loginName, password } = c.req.valid('json');
    const login = await verifyLogin(services, c, loginName, password);
    if (!login.secondFactor) return c.json(await openSession(services, c, login), 200);
    const { tenantId, staffId, passwordChangedAt } = login;
    const expiresAt = new Date(clock.nowMs() + challengeSeconds * 1000);
    const passwordChangedMs = passwordChangedAt.getTime();
    const challenge = await tokens.signChallenge({ tenantId, staffId, passwordChangedMs }, expiresAt);
    return c.json({ challenge, expiresAt: expiresAt.toISOString() }, 202);
  });

  routes.openapi(answerRoute, async (c) => {
    const { challenge, code } = c.req.valid('json');
    return c.json(await openSession(services, c, await answerChallenge(services, challenge, code)), 200);
  });

  routes.openapi(refreshRoute, async (c) => {
    const accessEndsAt = await refresh(services, c);
    return c.json({ accessEndsAt: accessEndsAt.toISOString() }, 200);
  });

  routes.openapi(readSessionRoute, async (c) =>
    c.json(await inTenant(c, database, (tx) => viewSession(tx, sessionOf(c), services, c.var.accessEndsAt)), 200),
  );

  routes.openapi(logOutRoute, async (c) => {
    const { id, staff } = sessionOf(c);
    await leaveSupport(services, c);
    await inTenant(c, database, (tx) =>
      revokeSession(tx, { sessionId: id, staffId: staff.id, reason: 'log-out', at: clock.now() }),
    );
    cookies.clear(c);
    return c.body(null, 204);
  });
  return routes;
}

/** Refuses an unknown name, a wrong password and a disabled account alike, and in the same time. */
async function verifyLogin(services: Services, c: Context<AppEnv>, loginName: string, password: string) {
  const { address } = c.var;
  const attempt = await services.loginThrottle.begin(loginName, address);
  const known = await services.database.withPlatform('log in', (tx) => findLogin(tx, loginName));
  // At a tenant's own domain nobody is known but its people and those of whoever stands below it.
  const login = known !== undefined && (await isAtHome(services, c, known.tenantId)) ? known : undefined;
  const asking = { network: networkOf(address), person: attempt.name };
  // Refused because too many wait, or failed: that was our doing, and no attempt of theirs.
  const matches = await services.passwords
    .verify(login?.passwordHash, password, asking)
    .catch(async (error: unknown) => {
      await attempt.takeBack();
      throw error;
    });
  if (login === undefined || !matches || !login.active) {
    c.var.log.info({ address }, 'session.refused');
    if (login !== undefined) {
      const { tenantId, staffId } = login;
      const details = { reason: matches ? 'disabled' : 'password' };
      // Not waited for: how long an answer takes tells nothing about whether there is such a person.
      void services.refusals.note(
        { tenantId, staffId, action: 'session.refuse', details, address, requestId: c.var.requestId },
        c.var.log,
      );
    }
    throw new DomainError('invalid_credentials');
  }
  await attempt.succeeded();
  return login;
}

async function isAtHome({ brands, database }: Services, c: Context<AppEnv>, tenantId: string): Promise<boolean> {
  const ownerId = await brands.tenantOf(c);
  return ownerId === undefined || database.askOnce((statement) => standsAtOrBelow(statement, tenantId, ownerId));
}

/** Whose challenge it is, with a code that fits. Throws `unauthenticated` for a challenge of no worth, `invalid_code`, `throttled`. */
async function answerChallenge(services: Services, challenge: string, code: string) {
  const { database, loginThrottle, tokens } = services;
  const claims = await tokens.verifyChallenge(challenge);
  if (claims === undefined) throw new HttpError('challenge_over');
  const { tenantId, staffId } = claims;
  await loginThrottle.beginProof('code', staffId);
  const login = await database.withPlatform('log in', async (tx) => {
    const found = await findLoginOf(tx, tenantId, staffId);
    const isSame = found?.passwordChangedAt.getTime() === claims.passwordChangedMs;
    if (found === undefined || !found.active || !isSame) throw new HttpError('challenge_over');
    await takeCode(services, tx, { tenantId, staffId }, code);
    return found;
  });
  await loginThrottle.proved('code', staffId);
  return login;
}

/** Whoever leaves leaves the customer too that he was looking at. */
async function leaveSupport({ database, clock, support }: Services, c: Context<AppEnv>): Promise<void> {
  const inside = await support.readOf(c, sessionOf(c));
  support.clear(c);
  if (inside === undefined) return;
  const leave = database.withPlatform('end a support session', (tx) =>
    endSupportSession(tx, actorOf(c), inside.id, clock.now()),
  );
  await leave.catch((error: unknown) => {
    // The customer has moved away meanwhile, which ended it.
    if (!(error instanceof DomainError && error.code === 'not_found')) throw error;
  });
}

/** Throws `unauthenticated`, after the record has written what the token that came means. */
async function refresh({ database, clock, cookies, sessionLife }: Services, c: Context<AppEnv>): Promise<Date> {
  const token = cookies.readRefresh(c);
  if (token === undefined) throw new HttpError('unauthenticated');
  const next = newRefreshSecret();
  const result = await database.withPlatform('refresh session', (tx) =>
    refreshSession(tx, {
      ...token,
      nextHash: next.hash,
      at: clock.now(),
      idleSeconds: sessionLife.idleSeconds,
      address: c.var.address,
      requestId: c.var.requestId,
    }),
  );
  if (result.kind !== 'refreshed') {
    if (result.kind === 'replayed') c.var.log.warn({ sessionId: token.sessionId }, 'session.replayed');
    cookies.clear(c);
    throw new HttpError('unauthenticated');
  }
  return cookies.set(c, { ...token, refreshSecret: next.secret, expiresAt: result.expiresAt });
}
