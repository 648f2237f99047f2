import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { DomainError } from '@yunhu/db';
import { findLogo, removeLogo, setLogo } from '@yunhu/db/tenancy';
import { z } from 'zod';
import { json } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { HttpError } from '../http/problem-table.ts';
import { inTenant, sessionOf } from '../http/request.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { pictureLimits, readPicture } from './read-picture.ts';
import { logo as logoSchema } from './schemas.ts';

const tags = ['tenants'];
const path = '/v1/tenants/self/logo';
const file = { schema: { type: 'string', format: 'binary' } } as const;
const pictures = ['image/png', 'image/jpeg', 'application/octet-stream'] as const;

const readRoute = declare('signed-in', {
  method: 'get',
  path,
  tags,
  summary: 'One’s logo: one’s own, or that of the nearest above that has one',
  responses: { 200: { description: 'The picture', content: { 'image/png': file, 'image/jpeg': file } } },
});

const describeRoute = declare('signed-in', {
  method: 'get',
  path: `${path}/details`,
  tags,
  summary: 'What is known of one’s logo',
  responses: { 200: json(z.object({ logo: logoSchema.nullable() })) },
});

const setRoute = declare('branding.write', {
  method: 'put',
  path,
  tags,
  summary: 'Set one’s own logo: a PNG or JPEG of at most 512 KB',
  request: {
    body: { required: true, content: { 'image/png': file, 'image/jpeg': file, 'application/octet-stream': file } },
  },
  responses: { 200: json(logoSchema) },
});

const removeRoute = declare('branding.write', {
  method: 'delete',
  path,
  tags,
  summary: 'Take one’s own logo away, so that the nearest above stands again',
  responses: { 204: { description: 'Taken away' } },
});

/** The logo at the head of statements. */
export function logoRoutes({ database, objects }: Services) {
  const routes = newRoutes();

  routes.openapi(readRoute, async (c) => {
    const found = await inTenant(c, database, findLogo);
    const stored = found === undefined ? undefined : await objects.get(found.objectKey);
    if (found === undefined || stored === undefined) throw new DomainError('not_found');
    return c.body(new Uint8Array(await buffer(stored.content)), 200, { 'content-type': found.contentType });
  });

  routes.openapi(describeRoute, async (c) => {
    const found = await inTenant(c, database, findLogo);
    if (found === undefined) return c.json({ logo: null }, 200);
    const { objectKey: _, ...logo } = found;
    return c.json({ logo }, 200);
  });

  routes.openapi(setRoute, async (c) => {
    const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (!pictures.some((one) => one === type)) {
      throw new HttpError('unsupported_media_type', `send the logo as ${pictures.join(' or ')}`);
    }
    const bytes = await readBody(c.req.raw.body);
    const picture = { ...readPicture(bytes), bytes: bytes.length };
    const objectKey = `tenant/${sessionOf(c).tenant.id}/logo/${randomUUID()}`;
    await objects.put(objectKey, Readable.from([bytes]), { maxBytes: pictureLimits.bytes });
    const before = await inTenant(c, database, (tx) => setLogo(tx, { objectKey, ...picture }));
    if (before !== undefined) await objects.delete(before);
    return c.json({ ...picture, own: true }, 200);
  });

  routes.openapi(removeRoute, async (c) => {
    const before = await inTenant(c, database, removeLogo);
    if (before === undefined) throw new DomainError('not_found', 'there is no logo of one’s own');
    await objects.delete(before);
    return c.body(null, 204);
  });
  return routes;
}

/** The whole body. Throws `body_too_large` as soon as there is more than a logo may have. */
async function readBody(body: ReadableStream<Uint8Array> | null): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > pictureLimits.bytes) throw new HttpError('body_too_large', 'a logo has at most 512 KB');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
