// Writes down what is done in a support session, and what people are refused.
import type { Database } from '@yunhu/db/connect';
import { noteSupportView, writeAudit } from '@yunhu/db/tenancy';
import type { Clock } from '@yunhu/db/time';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { actorOf, type AppEnv, routeOf, sessionOf } from '../../http/request.ts';
import type { RefusalNotes } from './refusal-notes.ts';

/** What every page asks by itself, every few seconds. */
const unremarkable: ReadonlySet<string> = new Set(['/v1/session', '/v1/menu', '/v1/branding', '/v1/alerts']);

/**
 * In a support session: each thing that is looked at, and each write that was tried, before the answer leaves; without the note there is no
 * answer. Elsewhere: that somebody's role did not permit what he tried, a few times an hour.
 */
export function watchSupport({
  database,
  clock,
  refusals,
}: {
  database: Database;
  clock: Clock;
  refusals: RefusalNotes;
}) {
  return createMiddleware<AppEnv>(async (c, next) => {
    await next();
    const session = c.get('session');
    if (session === undefined) return;
    if (session.support !== undefined) await noteUse(c, database, clock);
    else if (c.get('refused') !== undefined && c.res.status === 403) await noteRefused(c, refusals);
  });
}

async function noteUse(c: Context<AppEnv>, database: Database, clock: Clock): Promise<void> {
  const { tenant, support } = sessionOf(c);
  if (support === undefined) return;
  const route = routeOf(c);
  const { method, path } = c.req;
  if (method !== 'GET') {
    // Leaving is written down as what it is.
    if (c.res.status < 300) return;
    const entry = {
      tenantId: tenant.id,
      action: 'support-session.refuse',
      subjectType: 'support-session',
      subjectId: support.id,
      details: { method, route },
    } as const;
    await database.withPlatform('note a refused write', (tx) => writeAudit(tx, actorOf(c), entry));
  } else if (c.res.status < 300 && !unremarkable.has(route)) {
    const view = { tenantId: tenant.id, sessionId: support.id, path, route, at: clock.now() };
    await database.withPlatform('note a look', (tx) => noteSupportView(tx, view));
  }
}

async function noteRefused(c: Context<AppEnv>, refusals: RefusalNotes): Promise<void> {
  const { tenantId, staffId = '', address, requestId } = actorOf(c);
  const details = { route: `${c.req.method} ${routeOf(c)}`, permission: c.get('refused') ?? '' };
  await refusals.note({ tenantId, staffId, action: 'permission.refuse', details, address, requestId }, c.get('log'));
}
