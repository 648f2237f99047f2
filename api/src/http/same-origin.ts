import { createMiddleware } from 'hono/factory';
import { hostnameOf } from './brands.ts';
import { HttpError } from './problem-table.ts';
import type { AppEnv } from './request.ts';

const reads = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses writes that a browser says come from another site. With SameSite=Strict on the cookie this is the second of two locks
 * against cross-site request forgery; programs that are no browsers send neither header. Where `publicUrl` is known, it and the domains
 * that tenants have verified are the only ones, each for pages of itself alone.
 */
export function requireSameOrigin(publicUrl: URL | undefined, isServed: (hostname: string) => Promise<boolean>) {
  return createMiddleware<AppEnv>(async (c, next) => {
    if (!reads.has(c.req.method)) {
      const origin = c.req.header('origin');
      const asked = c.req.header('host') ?? new URL(c.req.url).host;
      if (origin !== undefined && !(await isOwn(hostOf(origin), asked))) throw new HttpError('cross_origin');
      const site = c.req.header('sec-fetch-site');
      if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new HttpError('cross_origin');
    }
    await next();
  });

  async function isOwn(from: string | undefined, asked: string): Promise<boolean> {
    if (from === (publicUrl?.host ?? asked)) return true;
    const hostname = hostnameOf(asked);
    return from === asked.toLowerCase() && hostname !== undefined && (await isServed(hostname));
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
