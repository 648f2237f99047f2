// What every request carries from its first to its last step.
import { randomUUID } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Actor, Database } from '@yunhu/db/connect';
import { findSession, type LiveSession } from '@yunhu/db/tenancy';
import type { Clock } from '@yunhu/db/time';
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import type { Context } from 'hono';
import type { Logger } from 'pino';
import type { Answers } from './answer-headers.ts';
import { clientKindOf } from './client-kind.ts';
import { plainAddress } from './network.ts';
import { HttpError } from './problem-table.ts';

export interface AppEnv {
  /** Asked by `c.get`: `c.var` copies all of them at each look. */
  Variables: {
    requestId: string;
    /** The client's address, as far as trusted proxies tell. */
    address: string;
    log: Logger;
    readSession: SessionReader;
    /** When the access token that came ends. */
    accessEndsAt: Date | undefined;
    /** Set by the guard of every route that is not public. */
    session: LiveSession | undefined;
    /** Whether a session may use this route; set with it. */
    permits: ((session: LiveSession) => boolean) | undefined;
    /** What the route answers with, as it is declared. */
    answers: Answers | undefined;
    /** What the person would have had to be permitted. */
    refused: string | undefined;
  };
}

/** Who the request's cookie signs in, if anybody. */
export type SessionReader = (c: Context<AppEnv>) => Promise<LiveSession | undefined>;

export interface RequestOptions {
  readonly log: Logger;
  readonly readSession: SessionReader;
  readonly clock: Clock;
  /** Proxies in front of us that append to X-Forwarded-For; 0 means that header is not believed. */
  readonly trustedProxies: number;
}

/** Gives the request its id, address and log, and logs its end without path parameters or query, where numbers could stand. */
export function beginRequest({ log, clock, readSession, trustedProxies }: RequestOptions) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const requestId = randomUUID();
    c.set('requestId', requestId);
    c.set('address', addressOf(c, trustedProxies));
    c.set('log', log.child({ requestId }));
    c.set('readSession', readSession);
    const startedMs = clock.nowMs();
    await next();
    c.header('x-request-id', requestId);
    c.get('log').info(
      {
        method: c.req.method,
        route: routeOf(c),
        status: c.res.status,
        ms: clock.nowMs() - startedMs,
        tenantId: c.get('session')?.tenant.id,
      },
      'request.answered',
    );
  });
}

/** The declared path that answered; middleware for all paths stands before and after it. */
export function routeOf(c: Context): string {
  return matchedRoutes(c).findLast((route) => !route.path.endsWith('*'))?.path ?? 'none';
}

function addressOf(c: Context, trustedProxies: number): string {
  const forwarded = c.req.header('x-forwarded-for')?.split(',') ?? [];
  const told = trustedProxies > 0 ? forwarded.at(-trustedProxies)?.trim() : undefined;
  if (told !== undefined && told !== '') return plainAddress(told);
  // Requests that tests make without a socket have none.
  return plainAddress('incoming' in (c.env ?? {}) ? (getConnInfo(c).remote.address ?? 'unknown') : 'unknown');
}

/** Who is signed in. Throws `unauthenticated` where nobody is, which the route's guard has excluded before. */
export function sessionOf(c: Context<AppEnv>): LiveSession {
  const session = c.get('session');
  if (session === undefined) throw new HttpError('unauthenticated');
  return session;
}

/** The person signed in, as the record's doors and audit want to know it. */
export function actorOf(c: Context<AppEnv>): Actor {
  const { tenant, staff, support } = sessionOf(c);
  return {
    ...{ tenantId: tenant.id, staffId: staff.id, address: c.get('address'), requestId: c.get('requestId') },
    client: clientKindOf(c.req.header('user-agent')),
    ...(support === undefined ? {} : { staffTenantId: support.staffTenantId, supportSessionId: support.id }),
  };
}

/**
 * Whether whoever follows a stream still may: asked at every turn, so that an end of the session or of the permission holds at once. What
 * `sessionOf` answers is of now from here on.
 */
export async function stillMay(c: Context<AppEnv>, database: Database, clock: Clock): Promise<boolean> {
  const before = sessionOf(c);
  const now = await readSessionAnew(c, before, database, clock);
  if (now === undefined || now.support?.id !== before.support?.id || c.get('permits')?.(now) !== true) return false;
  c.set('session', now);
  return true;
}

/** Access tokens are over in minutes and streams are not: the session itself says whether it goes on. */
async function readSessionAnew(
  c: Context<AppEnv>,
  { id, tenant, support }: LiveSession,
  database: Database,
  clock: Clock,
): Promise<LiveSession | undefined> {
  if (support !== undefined) return c.get('readSession')(c);
  return database.withTenant({ tenantId: tenant.id }, (tx) => findSession(tx, id, clock.now()));
}

/** Runs `fn` in one transaction of who is signed in. */
export function inTenant<T>(
  c: Context<AppEnv>,
  database: Database,
  fn: Parameters<typeof database.withTenant<T>>[1],
): Promise<T> {
  return database.withTenant(actorOf(c), fn);
}
