import { getTask } from '@yunhu/db/tasks';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import type { ChangeHub } from '../http/change-hub.ts';
import { declare } from '../http/declare.ts';
import { actorOf, sessionOf, stillMay } from '../http/request.ts';
import { id } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { tellChanges } from '../http/tell-changes.ts';
import { CallRate } from './call-rate.ts';
import { viewTask } from './views.ts';

/** Of a running task: its calls per second change also when nothing else does. */
const idleMs = { running: 2_000, otherwise: 4_000 };

const followRoute = declare('task.read', {
  method: 'get',
  path: '/v1/tasks/{taskId}/events',
  tags: ['tasks'],
  summary: 'Progress as server-sent events: `progress` (TaskProgress) at once and on change, `ping` when all is quiet',
  request: { params: z.object({ taskId: id }) },
  responses: { 200: { description: 'A stream', content: { 'text/event-stream': { schema: z.string() } } } },
});

/** A task's progress, live. */
export function eventRoutes({ database, clock, hub }: Services & { readonly hub: ChangeHub }) {
  const routes = newRoutes();
  /** Calls ended per second, shared by all who watch the same task. */
  const rates = new WeakMap<object, CallRate>();

  routes.openapi(followRoute, async (c) => {
    const { taskId } = c.req.valid('param');
    const actor = actorOf(c);
    const { id: sessionId } = sessionOf(c);
    const readProgress = async (rate: CallRate) => {
      if (!(await stillMay(c, database, clock))) return undefined;
      return database.withTenant(actor, async (tx) => {
        const task = await getTask(tx, taskId);
        const { ringing, talking, waitingForSeat } = task;
        const callsPerSecond = rate.record(task.attempts, clock.nowMs());
        return { task: viewTask(task), live: { callsPerSecond, ringing, talking, waitingForSeat } };
      });
    };
    // Before the stream begins, so that a stranger's task is a plain 404.
    await database.withTenant(actor, (tx) => getTask(tx, taskId));
    const watcher = hub.watch({ tenantId: actor.tenantId, of: 'task', id: taskId }, sessionId);
    const rate = rates.get(watcher.room) ?? new CallRate();
    rates.set(watcher.room, rate);
    c.header('x-accel-buffering', 'no');
    return streamSSE(c, async (stream) => {
      try {
        await tellChanges(stream, {
          read: () => readProgress(rate),
          idleMs: ({ task }) => (task.state === 'running' ? idleMs.running : idleMs.otherwise),
          watcher,
          clock,
        });
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
