import { createHash } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { json } from './bodies.ts';
import { declare } from './declare.ts';
import { HttpError } from './problem-table.ts';
import { openReadiness } from './readiness.ts';
import type { AppEnv } from './request.ts';
import { newRoutes, type Services } from './services.ts';
import { sessionCookie } from './session-cookie.ts';

const tags = ['system'];
const health = z.object({ status: z.literal('ok') });

const aliveRoute = declare('public', {
  method: 'get',
  path: '/healthz',
  tags,
  summary: 'The process runs',
  responses: { 200: json(health) },
});

const readyRoute = declare('public', {
  method: 'get',
  path: '/readyz',
  tags,
  summary: 'The database answers too',
  responses: { 200: json(health) },
});

const describeRoute = declare(
  'public',
  {
    method: 'get',
    path: '/v1/openapi.json',
    tags,
    summary: 'This document',
    responses: { 200: { description: 'OpenAPI 3.1' }, 304: { description: 'As it is known' } },
  },
  { answers: 'reference' },
);

/** What machines ask: is it alive, is it ready, what does it speak. Nobody has to be signed in, so that none of it may cost much. */
export function systemRoutes({ database, clock }: Services, whole: OpenAPIHono<AppEnv>) {
  const routes = newRoutes();
  const isReady = openReadiness({ database, clock });
  let described: { readonly text: string; readonly tag: string } | undefined;

  routes.openapi(aliveRoute, (c) => c.json({ status: 'ok' as const }, 200));

  routes.openapi(readyRoute, async (c) => {
    await isReady().catch((error: unknown) => {
      c.var.log.warn({ err: error }, 'readiness.failed');
      throw new HttpError('unavailable', 'the database does not answer');
    });
    return c.json({ status: 'ok' as const }, 200);
  });

  routes.openapi(describeRoute, (c) => {
    described ??= describe(whole);
    const { text, tag } = described;
    c.header('etag', tag);
    const known = c.req.header('if-none-match')?.split(',') ?? [];
    if (known.some((one) => one.trim() === tag)) return c.body(null, 304);
    return c.body(text, 200, { 'content-type': 'application/json' });
  });
  return routes;
}

/** Once a process: its routes do not change, and to write them all down takes a tenth of a second. */
function describe(whole: OpenAPIHono<AppEnv>) {
  const text = JSON.stringify(documentOf(whole));
  return { text, tag: `"${createHash('sha256').update(text).digest('base64url')}"` };
}

function documentOf(app: OpenAPIHono<AppEnv>) {
  const components = app.openAPIRegistry;
  const known = components.definitions.some((found) => found.type === 'component' && found.name === 'session');
  if (!known) {
    components.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: sessionCookie });
  }
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Yunhu',
      version: '1',
      description:
        'Money is a decimal string of micro-units; instants are ISO 8601 in UTC; errors are problem+json (RFC 9457).',
    },
  });
}
