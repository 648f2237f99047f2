import { DomainError } from '@yunhu/db';
import { fileOfResult, getJob, jobKindsSeenBy, type JobViewer, listJobs, requestCancel } from '@yunhu/db/jobs';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { answerStored } from '../http/attachment.ts';
import { json } from '../http/bodies.ts';
import type { ChangeHub } from '../http/change-hub.ts';
import { declare } from '../http/declare.ts';
import { actorOf, type AppEnv, inTenant, sessionOf, stillMay } from '../http/request.ts';
import { id, pageOf } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { tellChanges } from '../http/tell-changes.ts';
import { job as jobSchema, jobsQuery } from './schemas.ts';
import { viewJob } from './view-job.ts';

const params = z.object({ jobId: id });
const tags = ['jobs'];
const idleMs = 4_000;

const listAllRoute = declare('signed-in', {
  method: 'get',
  path: '/v1/jobs',
  tags,
  summary:
    'Imports, exports and the like that one may read, newest first: one’s own; an administrator’s are all of the tenant',
  request: { query: jobsQuery },
  responses: { 200: json(pageOf(jobSchema)) },
});

const readOneRoute = declare('signed-in', {
  method: 'get',
  path: '/v1/jobs/{jobId}',
  tags,
  summary: 'One job',
  request: { params },
  responses: { 200: json(jobSchema) },
});

const cancelRoute = declare('signed-in', {
  method: 'post',
  path: '/v1/jobs/{jobId}/cancel',
  tags,
  summary: 'Ask for its end; it ends soon after',
  request: { params },
  responses: { 200: json(jobSchema, 'Asked') },
});

const followRoute = declare('signed-in', {
  method: 'get',
  path: '/v1/jobs/{jobId}/events',
  tags,
  summary:
    'The job as server-sent events: `progress` (JobProgress) at once and on change, `ping` when all is quiet; ends with the job',
  request: { params },
  responses: { 200: { description: 'A stream', content: { 'text/event-stream': { schema: z.string() } } } },
});

const downloadRoute = declare('signed-in', {
  method: 'get',
  path: '/v1/jobs/{jobId}/file',
  tags,
  summary: 'The file that it made',
  request: { params },
  responses: { 200: { description: 'The file, to be saved' } },
});

/** An administrator sees the jobs of all, others their own; both of what they are permitted to read now, not when they asked for it. */
function viewerOf(c: Context<AppEnv>): JobViewer {
  const { staff, permissions } = sessionOf(c);
  const of = staff.role.preset === 'administrator' ? 'all' : { staffId: staff.id };
  return { of, kinds: jobKindsSeenBy(permissions) };
}

/** What people asked for and wait for. */
export function jobRoutes({ database, objects, clock, hub }: Services & { readonly hub: ChangeHub }) {
  const routes = newRoutes();
  const find = (c: Context<AppEnv>, jobId: string) =>
    inTenant(c, database, async (tx) => viewJob(tx.actor.tenantId, await getJob(tx, jobId, viewerOf(c))));

  routes.openapi(listAllRoute, async (c) => {
    const { kind, state, open, ...page } = c.req.valid('query');
    const filter = { kind, state, open: open === undefined ? undefined : open === 'true' };
    const { items, nextCursor } = await inTenant(c, database, (tx) => listJobs(tx, filter, viewerOf(c), page));
    const { tenantId } = actorOf(c);
    return c.json({ items: items.map((found) => viewJob(tenantId, found)), nextCursor }, 200);
  });

  routes.openapi(readOneRoute, async (c) => c.json(await find(c, c.req.valid('param').jobId), 200));

  routes.openapi(cancelRoute, async (c) => {
    const { jobId } = c.req.valid('param');
    await inTenant(c, database, (tx) => requestCancel(tx, jobId, viewerOf(c)));
    return c.json(await find(c, jobId), 200);
  });

  routes.openapi(downloadRoute, async (c) => {
    const { jobId } = c.req.valid('param');
    const { tenantId } = actorOf(c);
    const { result } = await inTenant(c, database, (tx) => getJob(tx, jobId, viewerOf(c)));
    const file = fileOfResult(tenantId, result);
    const answer = file && (await answerStored(objects, file));
    if (answer === undefined) throw new DomainError('not_found');
    return answer;
  });

  routes.openapi(followRoute, async (c) => {
    const { jobId } = c.req.valid('param');
    const { tenantId } = actorOf(c);
    const { id: sessionId } = sessionOf(c);
    // Before the stream begins, so that a stranger's job is a plain 404.
    await find(c, jobId);
    const watcher = hub.watch({ tenantId, of: 'job', id: jobId }, sessionId);
    c.header('x-accel-buffering', 'no');
    return streamSSE(c, async (stream) => {
      try {
        const read = async () => {
          if (!(await stillMay(c, database, clock))) return undefined;
          const job = await find(c, jobId).catch(undefinedWhenGone);
          return job && { job };
        };
        const isLast = ({ job }: { job: { endedAt: string | null } }) => job.endedAt !== null;
        await tellChanges(stream, { read, idleMs: () => idleMs, isLast, watcher, clock });
      } catch (error) {
        // The page opens its stream anew.
        c.var.log.warn({ err: error }, 'stream.failed');
      } finally {
        watcher.close();
      }
    });
  });
  return routes;
}

function undefinedWhenGone(error: unknown): undefined {
  if (!(error instanceof DomainError) || error.code !== 'not_found') throw error;
}
