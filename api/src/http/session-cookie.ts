// The cookies of a session. The access token names its row for a few minutes; the row decides at each request, so that an end holds at
// once, and the signature only keeps guesses from the database. The refresh token goes to the session's own routes alone, is known here
// by its hash, and is used once.
import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '@yunhu/db/connect';
import { readSession } from '@yunhu/db/tenancy';
import type { Clock } from '@yunhu/db/time';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { AppEnv, SessionReader } from './request.ts';
import type { SessionTokens } from './session-tokens.ts';

export const sessionCookie = 'yunhu_session';
const refreshCookie = 'yunhu_refresh';
const refreshPath = '/v1/session';

/** How long sessions live. Seconds. */
export interface SessionLife {
  /** Of an access token: what a stolen one is good for where nobody ends the session. */
  readonly accessSeconds: number;
  /** Without being renewed; an open page renews by itself. */
  readonly idleSeconds: number;
  /** At most, whatever happens: then the password is asked for again. */
  readonly longestSeconds: number;
}

export const defaultSessionLife: SessionLife = {
  accessSeconds: 10 * 60,
  idleSeconds: 12 * 3_600,
  longestSeconds: 30 * 24 * 3_600,
};

/** A refresh token: what the browser keeps, and what the record does. */
export interface RefreshToken {
  readonly tenantId: string;
  readonly sessionId: string;
  readonly hash: Buffer;
}

export interface SessionCookies {
  /** Sets both; answers when the access token ends. */
  set(
    c: Context<AppEnv>,
    session: { tenantId: string; sessionId: string; refreshSecret: string; expiresAt: Date },
  ): Promise<Date>;
  clear(c: Context<AppEnv>): void;
  /** Who is signed in: undefined without a cookie, with a forged or an expired one, and for a session that is over. */
  read: SessionReader;
  /** The refresh token that came, whoever made it up; undefined where none did. */
  readRefresh(c: Context<AppEnv>): RefreshToken | undefined;
}

export interface SessionCookieOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly tokens: SessionTokens;
  readonly life: SessionLife;
  /** Over https, as the browser sees it. */
  readonly secure: boolean;
}

const refreshForm =
  /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})$/;

/** A new refresh token's random part, with the hash that the record keeps. */
export function newRefreshSecret(): { readonly secret: string; readonly hash: Buffer } {
  const secret = randomBytes(32).toString('base64url');
  return { secret, hash: hashOf(secret) };
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export function sessionCookies({ database, clock, tokens, life, secure }: SessionCookieOptions): SessionCookies {
  const attributes = { httpOnly: true, sameSite: 'Strict', secure } as const;
  const secondsTo = (end: Date) => Math.max(0, Math.floor((end.getTime() - clock.nowMs()) / 1000));

  return {
    set: async (c, { tenantId, sessionId, refreshSecret, expiresAt }) => {
      // A token's life is told in whole seconds.
      const ends = Math.min(clock.nowMs() + life.accessSeconds * 1000, expiresAt.getTime());
      const accessEnds = new Date(Math.floor(ends / 1000) * 1000);
      const token = await tokens.signAccess({ tenantId, sessionId, expiresAt: accessEnds });
      const refreshEnds = new Date(Math.min(clock.nowMs() + life.idleSeconds * 1000, expiresAt.getTime()));
      setCookie(c, sessionCookie, token, { ...attributes, path: '/', maxAge: secondsTo(accessEnds) });
      setCookie(c, refreshCookie, `${tenantId}.${sessionId}.${refreshSecret}`, {
        ...attributes,
        path: refreshPath,
        maxAge: secondsTo(refreshEnds),
      });
      return accessEnds;
    },
    clear: (c) => {
      deleteCookie(c, sessionCookie, { ...attributes, path: '/' });
      deleteCookie(c, refreshCookie, { ...attributes, path: refreshPath });
    },
    read: async (c) => {
      const token = getCookie(c, sessionCookie);
      const claims = token === undefined ? undefined : await tokens.verifyAccess(token);
      if (claims === undefined) return undefined;
      c.set('accessEndsAt', claims.expiresAt);
      return database.askOnce((statement) => readSession(statement, claims, clock.now()));
    },
    readRefresh: (c) => {
      const [, tenantId, sessionId, secret] = refreshForm.exec(getCookie(c, refreshCookie) ?? '') ?? [];
      if (tenantId === undefined || sessionId === undefined || secret === undefined) return undefined;
      return { tenantId, sessionId, hash: hashOf(secret) };
    },
  };
}
