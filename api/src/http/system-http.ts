import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { json } from './bodies.ts';
import { declare } from './declare.ts';
import { HttpError } from './problem-table.ts';
import type { AppEnv } from './request.ts';
import { newRoutes, type Services } from './services.ts';
import { sessionCookie } from './session-cookie.ts';

const tags = ['system'];
const health = z.object({ status: z.literal('ok') });
const readyWithinMs = 2000;

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

const describeRoute = declare('public', {
  method: 'get',
  path: '/v1/openapi.json',
  tags,
  summary: 'This document',
  responses: { 200: { description: 'OpenAPI 3.1' } },
});

/** What machines ask: is it alive, is it ready, what does it speak. */
export function systemRoutes({ database, clock }: Services, whole: OpenAPIHono<AppEnv>) {
  const routes = newRoutes();

  routes.openapi(aliveRoute, (c) => c.json({ status: 'ok' as const }, 200));

  routes.openapi(readyRoute, async (c) => {
    let cancel = () => {};
    const late = new Promise<never>((_, reject) => {
      cancel = clock.setTimer(readyWithinMs, () => reject(new Error('no answer in time')));
    });
    try {
      await Promise.race([database.withPlatform('readiness', (tx) => tx.sql`select`), late]);
    } catch (error) {
      c.var.log.warn({ err: error }, 'readiness.failed');
      throw new HttpError('unavailable', 'the database does not answer');
    } finally {
      cancel();
    }
    return c.json({ status: 'ok' as const }, 200);
  });

  routes.openapi(describeRoute, (c) =>
    c.body(JSON.stringify(documentOf(whole)), 200, { 'content-type': 'application/json' }),
  );
  return routes;
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
