// Addresses that are good by their signature alone, where the store has no server of its own: what S3 does for a bucket.
import { Readable } from 'node:stream';
import { DomainError } from '@yunhu/db';
import { dispositionOf } from '@yunhu/db/objects';
import { z } from 'zod';
import { declare } from '../http/declare.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { readRange } from './read-range.ts';

const tags = ['uploads'];
const params = z.object({ token: z.string().max(2_000) });
const path = '/v1/objects/{token}';
const file = { schema: { type: 'string', format: 'binary' } } as const;

const readRoute = declare('public', {
  method: 'get',
  path,
  tags,
  summary: 'A file, for whoever was given its address; whole, or a range of bytes',
  request: { params },
  responses: { 200: { description: 'The file' }, 206: { description: 'The range that was asked for' } },
});

const writeRoute = declare('public', {
  method: 'put',
  path,
  tags,
  summary: 'Put a file at the address that was given for it, once',
  request: { params, body: { required: true, content: { 'application/octet-stream': file } } },
  responses: { 204: { description: 'Stored' } },
});

/** Good for nothing where the store is S3. */
export function linkRoutes({ objects }: Pick<Services, 'objects'>) {
  const routes = newRoutes();

  routes.openapi(readRoute, async (c) => {
    const found = await linksOf(objects).read(c.req.valid('param').token);
    const range = readRange(c.req.header('range'), found.bytes);
    const headers = {
      'content-type': found.contentType,
      'content-disposition': dispositionOf(found.fileName ?? 'file', found.disposition),
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
    };
    if (range === 'unsatisfiable')
      return new Response(null, { status: 416, headers: { 'content-range': `bytes */${found.bytes}` } });
    const length = range === undefined ? found.bytes : range.end - range.start + 1;
    const partial = range && { 'content-range': `bytes ${range.start}-${range.end}/${found.bytes}` };
    const body = c.req.method === 'HEAD' ? null : (Readable.toWeb(await found.open(range)) as ReadableStream);
    return new Response(body, {
      status: range === undefined ? 200 : 206,
      headers: { ...headers, ...partial, 'content-length': String(length) },
    });
  });

  routes.openapi(writeRoute, async (c) => {
    const links = linksOf(objects);
    const { body } = c.req.raw;
    const content = body === null ? Readable.from([]) : Readable.fromWeb(body);
    await links.write(c.req.valid('param').token, content, {
      contentType: c.req.header('content-type'),
      bytes: lengthOf(c.req.header('content-length')),
    });
    return c.body(null, 204);
  });
  return routes;
}

function linksOf({ links }: Services['objects']) {
  if (links === undefined) throw new DomainError('link_invalid');
  return links;
}

function lengthOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}
