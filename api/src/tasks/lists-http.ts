import { DomainError } from '@yunhu/db';
import { getTask, importList, listListImports, readList } from '@yunhu/db/tasks';
import { z } from 'zod';
import { json } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { HttpError } from '../http/problem-table.ts';
import { inTenant } from '../http/request.ts';
import { id, listOf } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { listReport, listSummary, maxListBytes, uploadListQuery } from './schemas.ts';
import { viewListReport } from './views.ts';

const params = z.object({ taskId: id });
const tags = ['lists'];
const listTypes = ['text/plain', 'application/octet-stream'] as const;
const file = { schema: { type: 'string', format: 'binary' } } as const;

const uploadRoute = declare('list.write', {
  method: 'post',
  path: '/v1/tasks/{taskId}/lists',
  tags,
  summary: 'Load a list, one number a line, all or nothing',
  request: {
    params,
    query: uploadListQuery,
    body: { required: true, content: { 'text/plain': file, 'application/octet-stream': file } },
  },
  responses: { 201: json(listReport, 'Loaded') },
});

const listUploadsRoute = declare('task.read', {
  method: 'get',
  path: '/v1/tasks/{taskId}/lists',
  tags,
  summary: 'The lists loaded into a task, newest first',
  request: { params },
  responses: { 200: json(listOf(listSummary)) },
});

/** Lists of numbers: loading one into a task, and what became of those loaded. */
export function listRoutes({ database, clock }: Services) {
  const routes = newRoutes();

  routes.openapi(uploadRoute, async (c) => {
    requireListType(c.req.header('content-type'));
    const { taskId } = c.req.valid('param');
    const { fileName } = c.req.valid('query');
    // Before the bytes: a stranger's task takes none.
    await inTenant(c, database, (tx) => getTask(tx, taskId));
    if (Number(c.req.header('content-length') ?? 0) > maxListBytes) throw new DomainError('list_too_large');
    const list = await readList(bytesOf(c.req.raw.body), { maxBytes: maxListBytes });
    const report = await inTenant(c, database, (tx) => importList(tx, { taskId, fileName, list, at: clock.now() }));
    return c.json(viewListReport(report), 201);
  });

  routes.openapi(listUploadsRoute, async (c) => {
    const { taskId } = c.req.valid('param');
    const imports = await inTenant(c, database, (tx) => listListImports(tx, taskId));
    const items = imports.map((found) => ({
      ...found,
      invalidReasons: reasonCounts.parse(found.invalidReasons),
      createdAt: found.createdAt.toISOString(),
    }));
    return c.json({ items }, 200);
  });
  return routes;
}

const reasonCounts = z.record(z.string(), z.int());

function requireListType(contentType: string | undefined): void {
  const essence = contentType?.split(';')[0]?.trim().toLowerCase();
  if (!listTypes.some((type) => type === essence)) {
    throw new HttpError('unsupported_media_type', `send the list as ${listTypes.join(' or ')}`);
  }
}

/** The body as it arrives; nothing is held but the chunk being read. */
async function* bytesOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (body !== null) yield* body as unknown as AsyncIterable<Uint8Array>;
}
