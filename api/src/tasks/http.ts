import { changeTaskState, createTask, getTask, listTasks, type TaskAction, taskActions } from '@yunhu/db/tasks';
import { z } from 'zod';
import { json, requiredJson } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { inTenant } from '../http/request.ts';
import { id, pageOf } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { createTaskBody, task as taskSchema, tasksQuery } from './schemas.ts';
import { viewTask } from './views.ts';

const params = z.object({ taskId: id });
const tags = ['tasks'];

const summaries: Readonly<Record<TaskAction, string>> = {
  start: 'Begin to call a draft’s numbers',
  pause: 'Make no new calls; those in progress end by themselves',
  resume: 'Go on calling',
  stop: 'End the task for good',
};

const listRoute = declare('task.read', {
  method: 'get',
  path: '/v1/tasks',
  tags,
  summary: 'Tasks, newest first',
  request: { query: tasksQuery },
  responses: { 200: json(pageOf(taskSchema)) },
});

const createRoute = declare('task.write', {
  method: 'post',
  path: '/v1/tasks',
  tags,
  summary: 'Create a draft that keeps the flow’s current version',
  request: { body: requiredJson(createTaskBody) },
  responses: { 201: json(taskSchema, 'Created') },
});

const readOneRoute = declare('task.read', {
  method: 'get',
  path: '/v1/tasks/{taskId}',
  tags,
  summary: 'One task with its counters',
  request: { params },
  responses: { 200: json(taskSchema) },
});

/** Tasks and what a person may do with them. */
export function taskRoutes({ database, clock }: Services) {
  const routes = newRoutes();

  routes.openapi(listRoute, async (c) => {
    const { state, q: name, ...page } = c.req.valid('query');
    const { items, nextCursor } = await inTenant(c, database, (tx) => listTasks(tx, { state, name }, page));
    return c.json({ items: items.map(viewTask), nextCursor }, 200);
  });

  routes.openapi(createRoute, async (c) => {
    const created = await inTenant(c, database, async (tx) => getTask(tx, await createTask(tx, c.req.valid('json'))));
    return c.json(viewTask(created), 201);
  });

  routes.openapi(readOneRoute, async (c) => {
    const { taskId } = c.req.valid('param');
    return c.json(viewTask(await inTenant(c, database, (tx) => getTask(tx, taskId))), 200);
  });

  for (const action of Object.keys(taskActions) as TaskAction[]) {
    routes.openapi(
      declare('task.run', {
        method: 'post',
        path: `/v1/tasks/{taskId}/${action}`,
        tags,
        summary: summaries[action],
        request: { params },
        responses: { 200: json(taskSchema) },
      }),
      async (c) => {
        const { taskId } = c.req.valid('param');
        const changed = await inTenant(c, database, (tx) => changeTaskState(tx, taskId, action, clock.now()));
        return c.json(viewTask(changed), 200);
      },
    );
  }
  return routes;
}
