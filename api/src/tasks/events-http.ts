import { DomainError } from '@yunhu/db';
import { isTransient } from '@yunhu/db/connect';
import { getTask } from '@yunhu/db/tasks';
import { findSession } from '@yunhu/db/tenancy';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { declare } from '../http/declare.ts';
import { actorOf, sessionOf } from '../http/request.ts';
import { id } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import type { ProgressHub, TaskWatcher } from './progress-hub.ts';
import type { TaskProgress } from './schemas.ts';
import { viewTask } from './views.ts';

/** A page looks this often without being told to; within it a revoked session or a disabled tenant loses its streams. */
const idleMs = 4000;
/** Of a running task: its calls per second change also when nothing else does. */
const runningIdleMs = 2000;
const pingMs = 15_000;

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
    return streamSSE(
      c,
      (stream) => tell(stream, watcher, () => readProgress(watcher)),
      async (error) => {
        if (!(error instanceof DomainError) && !isTransient(error)) c.var.log.error({ err: error }, 'stream.failed');
        await Promise.resolve();
      },
    );
  });

  async function tell(
    stream: SSEStreamingApi,
    watcher: TaskWatcher,
    read: () => Promise<Omit<TaskProgress, 'at'> | undefined>,
  ): Promise<void> {
    stream.onAbort(() => watcher.close());
    let told = '';
    let toldMs = 0;
    let running = false;
    try {
      while (await watcher.nextTurn(running ? runningIdleMs : idleMs)) {
        const progress = await read();
        if (progress === undefined) break;
        running = progress.task.state === 'running';
        const now = JSON.stringify(progress);
        const at = clock.now().toISOString();
        if (now !== told) await stream.writeSSE({ event: 'progress', data: JSON.stringify({ ...progress, at }) });
        else if (clock.nowMs() - toldMs >= pingMs) await stream.writeSSE({ event: 'ping', data: at });
        else continue;
        told = now;
        toldMs = clock.nowMs();
      }
    } finally {
      watcher.close();
    }
  }
  return routes;
}
