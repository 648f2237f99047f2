import { createMiddleware } from 'hono/factory';
import { HttpError } from './problem-table.ts';
import type { AppEnv } from './request.ts';

const reads = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses writes that a browser says come from another site. With SameSite=Strict on the cookie this is the second of two locks
 * against cross-site request forgery; programs that are no browsers send neither header.
 */
export function requireSameOrigin(publicUrl: URL | undefined) {
  return createMiddleware<AppEnv>(async (c, next) => {
    if (!reads.has(c.req.method)) {
      const origin = c.req.header('origin');
      const own = publicUrl?.host ?? c.req.header('host') ?? new URL(c.req.url).host;
      if (origin !== undefined && hostOf(origin) !== own) throw new HttpError('cross_origin');
      const site = c.req.header('sec-fetch-site');
      if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new HttpError('cross_origin');
    }
    await next();
  });
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
