// The session cookie: a signed token that names a session row. The row decides; the signature only keeps guesses from the database.
import type { Database } from '@yunhu/db/connect';
import { readSession } from '@yunhu/db/tenancy';
import type { Clock } from '@yunhu/db/time';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { AppEnv, SessionReader } from './request.ts';

export const sessionCookie = 'yunhu_session';
export const sessionSeconds = 12 * 60 * 60;

export interface SessionCookies {
  set(c: Context<AppEnv>, session: { tenantId: string; sessionId: string; expiresAt: Date }): Promise<void>;
  clear(c: Context<AppEnv>): void;
  /** Who is signed in: undefined without a cookie, with a forged or an expired one, and for a session that is over. */
  read: SessionReader;
}

export interface SessionCookieOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** At least 32 bytes. */
  readonly secret: Uint8Array;
  /** Over https, as the browser sees it. */
  readonly secure: boolean;
}

const algorithm = 'HS256';
const claims = z.object({ sid: z.uuid(), tid: z.uuid() });

export function sessionCookies({ database, clock, secret, secure }: SessionCookieOptions): SessionCookies {
  const attributes = { path: '/', httpOnly: true, sameSite: 'Strict', secure } as const;

  async function verify(token: string) {
    try {
      const { payload } = await jwtVerify(token, secret, { algorithms: [algorithm], currentDate: clock.now() });
      return claims.parse(payload);
    } catch {
      return undefined;
    }
  }

  return {
    set: async (c, { tenantId, sessionId, expiresAt }) => {
      const token = await new SignJWT({ sid: sessionId, tid: tenantId })
        .setProtectedHeader({ alg: algorithm })
        .setExpirationTime(expiresAt)
        .sign(secret);
      setCookie(c, sessionCookie, token, { ...attributes, maxAge: sessionSeconds });
    },
    clear: (c) => void deleteCookie(c, sessionCookie, attributes),
    read: async (c) => {
      const token = getCookie(c, sessionCookie);
      const claimed = token === undefined ? undefined : await verify(token);
      if (claimed === undefined) return undefined;
      return database.askOnce((statement) =>
        readSession(statement, { tenantId: claimed.tid, sessionId: claimed.sid }, clock.now()),
      );
    },
  };
}
