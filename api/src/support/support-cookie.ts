// The second cookie of who is in a support session: beside the person's own session it makes the reader answer one that acts inside the
// customer, with permissions to read and nothing else. The row decides at each request; without the person's own session it is nothing.
import type { Database } from '@yunhu/db/connect';
import { findSupportSession, type LiveSession, type LiveSupport } from '@yunhu/db/tenancy';
import type { Clock } from '@yunhu/db/time';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { AppEnv, SessionReader } from '../http/request.ts';
import { isOwnRoute, supportPermissions } from './support-rules.ts';

const supportCookie = 'yunhu_support';

export interface SupportCookies {
  set(c: Context<AppEnv>, session: { id: string; tenantId: string; staffId: string; until: Date }): Promise<void>;
  clear(c: Context<AppEnv>): void;
  /** The same reader, acting inside the customer while a support session holds. */
  within(readOwn: SessionReader): SessionReader;
}

export interface SupportCookieOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** At least 32 bytes. */
  readonly secret: Uint8Array;
  readonly secure: boolean;
}

const algorithm = 'HS256';
/** Keeps tokens of other uses of the same secret away. */
const audience = 'yunhu-support';
const claims = z.object({ sup: z.uuid(), cus: z.uuid(), per: z.uuid() });

export function supportCookies({ database, clock, secret, secure }: SupportCookieOptions): SupportCookies {
  const attributes = { path: '/', httpOnly: true, sameSite: 'Strict', secure } as const;

  async function verify(token: string) {
    try {
      const { payload } = await jwtVerify(token, secret, {
        algorithms: [algorithm],
        audience,
        currentDate: clock.now(),
      });
      return claims.parse(payload);
    } catch {
      return undefined;
    }
  }

  async function findSupport(own: LiveSession, token: string): Promise<LiveSupport | undefined> {
    const claimed = await verify(token);
    // A cookie that another person left in this browser opens nothing.
    if (claimed === undefined || claimed.per !== own.staff.id) return undefined;
    // Whoever may not open them any more is in none.
    if (!own.permissions.includes('support-sessions.open')) return undefined;
    const session = { tenantId: claimed.cus, id: claimed.sup, staffTenantId: own.tenant.id, staffId: own.staff.id };
    return database.withPlatform('read support session', (tx) => findSupportSession(tx, session, clock.now()));
  }

  return {
    set: async (c, { id, tenantId, staffId, until }) => {
      const token = await new SignJWT({ sup: id, cus: tenantId, per: staffId })
        .setProtectedHeader({ alg: algorithm })
        .setAudience(audience)
        .setExpirationTime(until)
        .sign(secret);
      const maxAge = Math.max(0, Math.ceil((until.getTime() - clock.nowMs()) / 1000));
      setCookie(c, supportCookie, token, { ...attributes, maxAge });
    },
    clear: (c) => void deleteCookie(c, supportCookie, attributes),
    within: (readOwn) => async (c) => {
      const own = await readOwn(c);
      const token = getCookie(c, supportCookie);
      if (own === undefined || token === undefined || isOwnRoute(c.req.method, c.req.path)) return own;
      const support = await findSupport(own, token);
      return support === undefined ? own : inside(own, support);
    },
  };
}

/** The person's session as it is inside the customer. */
function inside(own: LiveSession, { tenant, permissions, ...support }: LiveSupport): LiveSession {
  return {
    ...own,
    tenant,
    permissions: supportPermissions.filter((permission) => permissions.includes(permission)),
    support: { ...support, staffTenantId: own.tenant.id },
  };
}
