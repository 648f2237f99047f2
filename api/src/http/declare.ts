// Every route says who may use it, in the one place where it is declared. A route that does not is found when the process starts,
// which then refuses to.
import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { DomainError } from '@yunhu/db';
import type { LiveSession } from '@yunhu/db/tenancy';
import { supportMayUse } from '../tenancy/support/support-rules.ts';
import type { Permission } from '../tenancy/schemas.ts';
import type { Answers } from './answer-headers.ts';
import { HttpError } from './problem-table.ts';
import type { AppEnv } from './request.ts';
import { problem } from './schemas.ts';

/**
 * A permission, or several of which one is enough; `signed-in` for anybody with a session; `own-account` for anybody with a session, also while a password has to be changed
 * or a second factor set up first; or `public`.
 */
export type Access = Permission | readonly Permission[] | 'signed-in' | 'own-account' | 'public';

/** Names the access in the OpenAPI document. */
const accessField = 'x-yunhu-access';

/** Declares a route with who may use it, and what it answers with where that is not data; what comes back is handed to `openapi()`. */
export function declare<Route extends Omit<RouteConfig, 'middleware'>>(
  access: Access,
  route: Route,
  { answers = 'data' }: { readonly answers?: Answers } = {},
): Route {
  const guarded = {
    ...route,
    [accessField]: access,
    ...(access === 'public' ? {} : { security: [{ session: [] }] }),
    middleware: [answerWith(answers), guard(access, route), ...(takesJson(route) ? [requireContentType] : [])],
    responses: {
      ...route.responses,
      default: { description: 'A problem', content: { 'application/problem+json': { schema: problem } } },
    },
  };
  return guarded;
}

function answerWith(answers: Answers) {
  return createMiddleware<AppEnv>(async (c, next) => {
    c.set('answers', answers);
    await next();
  });
}

function guard(access: Access, route: Pick<RouteConfig, 'method' | 'path'>) {
  return createMiddleware<AppEnv>(async (c, next) => {
    if (access !== 'public') {
      const session = await c.get('readSession')(c);
      if (session === undefined) throw new HttpError('unauthenticated');
      c.set('session', session);
      c.set('permits', (other) => refusalOf(other, access, route) === undefined);
      const refusal = refusalOf(session, access, route);
      if (refusal?.code === 'forbidden') c.set('refused', [access].flat().join(' '));
      if (refusal !== undefined) throw refusal;
    }
    await next();
  });
}

/** Why a session may not use a route; undefined where it may. */
function refusalOf(
  session: LiveSession,
  access: Access,
  { method, path }: Pick<RouteConfig, 'method' | 'path'>,
): DomainError | HttpError | undefined {
  if (session.support !== undefined && !supportMayUse(access, method, path))
    return new DomainError(method === 'get' ? 'forbidden' : 'support_read_only');
  if (access !== 'own-account' && session.duty !== null) return new HttpError(duties[session.duty]);
  return isGranted(session, access) ? undefined : new DomainError('forbidden');
}

function isGranted({ permissions }: LiveSession, access: Access): boolean {
  if (access === 'signed-in' || access === 'own-account' || access === 'public') return true;
  return [access].flat().some((permission) => permissions.includes(permission));
}

const duties = {
  'change-password': 'password_change_required',
  'set-up-second-factor': 'second_factor_required',
} as const;

/** A page of another site can send no `application/json` without asking first; so a body without a type is not guessed at. */
const requireContentType = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.header('content-type') === undefined) {
    throw new HttpError('unsupported_media_type', 'send the body as application/json');
  }
  await next();
});

function takesJson({ request }: Pick<RouteConfig, 'request'>): boolean {
  // One that may be left out and comes without a type is not read: its defaults hold.
  return request?.body?.required !== false && Object.keys(request?.body?.content ?? {}).includes('application/json');
}

/** Throws when a route was added without `declare`, naming it. */
export function refuseUndeclaredRoutes(app: OpenAPIHono<AppEnv>): void {
  const declared = new Set(
    app.openAPIRegistry.definitions.flatMap((definition) =>
      definition.type === 'route' && accessField in definition.route
        ? [`${definition.route.method.toUpperCase()} ${definition.route.path.replaceAll(/\{(.+?)\}/g, ':$1')}`]
        : [],
    ),
  );
  const bare = app.routes.map(({ method, path }) => `${method} ${path}`).filter((route) => !route.startsWith('ALL '));
  const missing = bare.filter((route) => !declared.has(route));
  if (missing.length > 0) throw new Error(`these routes declare no access: ${[...new Set(missing)].join(', ')}`);
}
