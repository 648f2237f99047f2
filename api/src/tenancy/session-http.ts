import { DomainError } from '@yunhu/db';
import { getWallet, paymentBounds } from '@yunhu/db/billing';
import type { TenantTx } from '@yunhu/db/connect';
import { getSwitchStatus } from '@yunhu/db/tasks';
import { createSession, findLogin, findSession, type LiveSession, revokeSession } from '@yunhu/db/tenancy';
import type { Context } from 'hono';
import { json, requiredJson } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { type AppEnv, actorOf, inTenant, sessionOf } from '../http/request.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { sessionSeconds } from '../http/session-cookie.ts';
import { logInBody, type Session, session as sessionSchema } from './schemas.ts';

const logInRoute = declare('public', {
  method: 'post',
  path: '/v1/session',
  tags: ['session'],
  summary: 'Log in',
  request: { body: requiredJson(logInBody) },
  responses: { 200: json(sessionSchema) },
});

const readSessionRoute = declare('own-account', {
  method: 'get',
  path: '/v1/session',
  tags: ['session'],
  summary: 'Who is signed in, with permissions, balance and the switch',
  responses: { 200: json(sessionSchema) },
});

const logOutRoute = declare('own-account', {
  method: 'delete',
  path: '/v1/session',
  tags: ['session'],
  summary: 'Log out',
  responses: { 204: { description: 'Logged out' } },
});

/** Logging in and out, and who one is. */
export function sessionRoutes(services: Services) {
  const { database, clock, cookies } = services;
  const routes = newRoutes();

  routes.openapi(logInRoute, async (c) => {
    const { loginName, password } = c.req.valid('json');
    const login = await verifyLogin(services, c, loginName, password);
    const opened = await openSession(services, c, login);
    await cookies.set(c, opened);
    return c.json(opened.view, 200);
  });

  routes.openapi(readSessionRoute, async (c) =>
    c.json(await inTenant(c, database, (tx) => viewSession(tx, sessionOf(c), services)), 200),
  );

  routes.openapi(logOutRoute, async (c) => {
    await database.withTenant(actorOf(c), (tx) => revokeSession(tx, sessionOf(c).id, clock.now()));
    cookies.clear(c);
    return c.body(null, 204);
  });
  return routes;
}

/** Refuses an unknown name, a wrong password and a disabled account alike, and in the same time. */
async function verifyLogin(services: Services, c: Context<AppEnv>, loginName: string, password: string) {
  const { address } = c.var;
  await services.loginThrottle.begin(loginName, address);
  const login = await services.database.withPlatform('log in', (tx) => findLogin(tx, loginName));
  const matches = await services.passwords.verify(login?.passwordHash, password);
  if (login === undefined || !matches || !login.active) {
    c.var.log.info({ address }, 'session.refused');
    throw new DomainError('invalid_credentials');
  }
  await services.loginThrottle.succeeded(loginName, address);
  return login;
}

async function openSession(
  services: Services,
  c: Context<AppEnv>,
  { tenantId, staffId }: { tenantId: string; staffId: string },
) {
  const { database, clock } = services;
  const expiresAt = new Date(clock.nowMs() + sessionSeconds * 1000);
  const sessionId = await database.withPlatform('log in', (tx) =>
    createSession(tx, {
      tenantId,
      staffId,
      expiresAt,
      address: c.var.address,
      userAgent: c.req.header('user-agent'),
      requestId: c.var.requestId,
    }),
  );
  const view = await database.withTenant({ tenantId, staffId }, async (tx) => {
    const session = await findSession(tx, sessionId, clock.now());
    // Disabled between the two transactions.
    if (session === undefined) throw new DomainError('invalid_credentials');
    return viewSession(tx, session, services);
  });
  return { tenantId, sessionId, expiresAt, view };
}

async function viewSession(
  tx: TenantTx,
  { staff, tenant, permissions, support }: LiveSession,
  { clock, payments }: Services,
): Promise<Session> {
  const wallet = permissions.includes('money.read') ? await getWallet(tx, tenant.id) : undefined;
  return {
    staff,
    tenant,
    permissions: [...permissions],
    balance:
      wallet === undefined
        ? null
        : {
            balanceMicros: String(wallet.balanceMicros),
            heldMicros: String(wallet.heldMicros),
            availableMicros: String(wallet.availableMicros),
          },
    payments: permissions.includes('payments.write') ? viewCardPayments(payments, tenant.currency) : null,
    switch: await getSwitchStatus(tx, clock.now()),
    support: support === undefined ? null : viewSupport(support),
  };
}

function viewSupport({ id, reason, openedAt, until }: NonNullable<LiveSession['support']>): Session['support'] {
  return { id, reason, openedAt: openedAt.toISOString(), until: until.toISOString() };
}

function viewCardPayments(payments: Services['payments'], currency: string): Session['payments'] {
  if (payments === undefined) return null;
  const { minimumMicros, maximumMicros, stepMicros } = paymentBounds(currency);
  return {
    currency,
    minimumMicros: String(minimumMicros),
    maximumMicros: String(maximumMicros),
    stepMicros: String(stepMicros),
    testMode: payments.gateway.testMode,
  };
}
