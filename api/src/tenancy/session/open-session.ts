import { DomainError } from '@yunhu/db';
import { createSession, findSession, type NewSession } from '@yunhu/db/tenancy';
import type { Context } from 'hono';
import type { AppEnv } from '../../http/request.ts';
import type { Services } from '../../http/services.ts';
import { newRefreshSecret } from '../../http/session-cookie.ts';
import type { Session } from '../schemas.ts';
import { viewSession } from './view-session.ts';

/**
 * Opens a new session for who has proved everything, and sets its cookies. Whatever cookies came with the request count for nothing, so
 * that nobody can plant a session and wait for somebody to sign in to it. Throws `invalid_credentials` where what was proved holds no more.
 */
export async function openSession(
  services: Services,
  c: Context<AppEnv>,
  login: NewSession['login'],
): Promise<Session> {
  const { tenantId, staffId } = login;
  const { database, clock, cookies, sessionLife } = services;
  const at = clock.now();
  const expiresAt = new Date(at.getTime() + sessionLife.longestSeconds * 1000);
  const refresh = newRefreshSecret();
  const sessionId = await database.withPlatform('log in', (tx) =>
    createSession(tx, {
      ...{ login, expiresAt, at, refreshHash: refresh.hash },
      address: c.var.address,
      userAgent: c.req.header('user-agent'),
      requestId: c.var.requestId,
    }),
  );
  const accessEndsAt = await cookies.set(c, { tenantId, sessionId, refreshSecret: refresh.secret, expiresAt });
  return database.withTenant({ tenantId, staffId }, async (tx) => {
    const session = await findSession(tx, sessionId, clock.now());
    // Disabled between the two transactions.
    if (session === undefined) throw new DomainError('invalid_credentials');
    return viewSession(tx, session, services, accessEndsAt);
  });
}
