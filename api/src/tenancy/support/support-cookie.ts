// The second cookie of who is in a support session: beside the person's own session it makes the reader answer one that acts inside the
// customer, with permissions to read and nothing else. The row decides at each request; without the person's own session it is nothing.
import type { Database } from '@yunhu/db/connect';
import { findSupportSession, type LiveSession, type LiveSupport } from '@yunhu/db/tenancy';
import type { Clock } from '@yunhu/db/time';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { AppEnv, SessionReader } from '../../http/request.ts';
import type { SessionTokens, SupportClaims } from '../../http/session-tokens.ts';
import { isOwnRoute, supportPermissions } from './support-rules.ts';

const supportCookie = 'yunhu_support';

export interface SupportCookies {
  set(c: Context<AppEnv>, session: SupportClaims & { readonly until: Date }): Promise<void>;
  clear(c: Context<AppEnv>): void;
  /** The support session that this session's cookie names, which may be over; undefined where it names none. */
  readOf(c: Context<AppEnv>, own: LiveSession): Promise<SupportClaims | undefined>;
  /** The same reader, acting inside the customer while a support session holds. */
  within(readOwn: SessionReader): SessionReader;
}

export interface SupportCookieOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly tokens: SessionTokens;
  readonly secure: boolean;
}

export function supportCookies({ database, clock, tokens, secure }: SupportCookieOptions): SupportCookies {
  const attributes = { path: '/', httpOnly: true, sameSite: 'Strict', secure } as const;

  async function readOf(c: Context<AppEnv>, own: LiveSession): Promise<SupportClaims | undefined> {
    const token = getCookie(c, supportCookie);
    const claimed = token === undefined ? undefined : await tokens.verifySupport(token);
    // What another person left in this browser opens nothing, nor what the same person left by logging out.
    return claimed?.staffId === own.staff.id && claimed.sessionId === own.id ? claimed : undefined;
  }

  async function findSupport(c: Context<AppEnv>, own: LiveSession): Promise<LiveSupport | undefined> {
    const claimed = await readOf(c, own);
    if (claimed === undefined) return undefined;
    // Whoever may not open them any more is in none.
    if (!own.permissions.includes('support-sessions.open')) return undefined;
    const { id, tenantId } = claimed;
    const session = { tenantId, id, staffTenantId: own.tenant.id, staffId: own.staff.id };
    return database.withPlatform('read support session', (tx) => findSupportSession(tx, session, clock.now()));
  }

  return {
    set: async (c, { until, ...claims }) => {
      const token = await tokens.signSupport(claims, until);
      const maxAge = Math.max(0, Math.ceil((until.getTime() - clock.nowMs()) / 1000));
      setCookie(c, supportCookie, token, { ...attributes, maxAge });
    },
    clear: (c) => void deleteCookie(c, supportCookie, attributes),
    readOf,
    within: (readOwn) => async (c) => {
      const own = await readOwn(c);
      if (own === undefined || isOwnRoute(c.req.method, c.req.path)) return own;
      const support = await findSupport(c, own);
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
