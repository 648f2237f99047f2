import { getTask } from '@yunhu/db/tasks';
import { findSession } from '@yunhu/db/tenancy';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { declare } from '../http/declare.ts';
import { actorOf, sessionOf } from '../http/request.ts';
import { id } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import type { ProgressHub, TaskWatcher } from './progress-hub.ts';
import { tellProgress } from './tell-progress.ts';
import { viewTask } from './views.ts';

const followRoute = declare('task.read', {
  method: 'get',
  path: '/v1/tasks/{taskId}/events',
  tags: ['tasks'],
  summary: 'Progress as server-sent events: `progress` (TaskProgress) at once and on change, `ping` when all is quiet',
  request: { params: z.object({ taskId: id }) },
  responses: { 200: { description: 'A stream', content: { 'text/event-stream': { schema: z.string() } } } },
});

/** A task's progress, live. */
export function eventRoutes({ database, clock, hub }: Services & { readonly hub: ProgressHub }) {
  const routes = newRoutes();
  routes.openapi(followRoute, async (c) => {
    const { taskId } = c.req.valid('param');
    const actor = actorOf(c);
    const { id: sessionId } = sessionOf(c);
    const readProgress = (watcher: TaskWatcher) =>
      database.withTenant(actor, async (tx) => {
        if ((await findSession(tx, sessionId, clock.now())) === undefined) return undefined;
        const task = await getTask(tx, taskId);
        const { ringing, talking, waitingForSeat } = task;
        const callsPerSecond = watcher.callsPerSecond(task.attempts);
        return { task: viewTask(task), live: { callsPerSecond, ringing, talking, waitingForSeat } };
      });
    // Before the stream begins, so that a stranger's task is a plain 404.
    await database.withTenant(actor, (tx) => getTask(tx, taskId));
    const watcher = hub.watch({ tenantId: actor.tenantId, taskId }, sessionId);
    c.header('x-accel-buffering', 'no');
    return streamSSE(c, async (stream) => {
      try {
        await tellProgress(stream, { read: () => readProgress(watcher), watcher, clock });
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
