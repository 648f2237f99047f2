import { expect, test } from 'vitest';
import { commandOf, fieldsOf, groupsOf, type OpenApi, typeText } from './openapi.ts';

const document: OpenApi = {
  info: { version: '1' },
  components: {
    schemas: {
      Task: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'string', format: 'uuid' },
          state: { type: 'string', enum: ['draft', 'running'], description: 'Where it stands.' },
          flow: { anyOf: [{ $ref: '#/components/schemas/Flow' }, { type: 'null' }] },
        },
      },
      Flow: { type: 'object', properties: { plays: { type: 'integer', minimum: 1, maximum: 9 } } },
    },
  },
  paths: {
    '/v1/tasks': {
      get: { tags: ['tasks'], summary: 'List tasks', 'x-yunhu-access': 'task.read', responses: {} },
      post: {
        tags: ['tasks'],
        summary: 'Create a task',
        'x-yunhu-access': 'task.write',
        parameters: [{ name: 'Idempotency-Key', in: 'header', required: true }],
        requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
      },
    },
    '/v1/alerts': {
      get: { tags: ['alerts'], summary: 'List alerts', 'x-yunhu-access': ['money.read', 'audio.read'] },
    },
    '/healthz': { get: { tags: ['system'], summary: 'Alive' } },
  },
};
const task = { $ref: '#/components/schemas/Task' };

test('operations stand under their tags, and words narrow them by method, path, summary and permission', () => {
  const found = (words: string) =>
    groupsOf(document, words).map(({ tag, operations }) => [tag, ...operations.map(({ method }) => method)]);
  expect(found('')).toEqual([
    ['tasks', 'GET', 'POST'],
    ['alerts', 'GET'],
    ['system', 'GET'],
  ]);
  expect(found('create')).toEqual([['tasks', 'POST']]);
  expect(found('get task.read')).toEqual([['tasks', 'GET']]);
  expect(found('audio.read')).toEqual([['alerts', 'GET']]);
  expect(found('nothing like it')).toEqual([]);
});

test('a type is told with its bounds, choices and names', () => {
  expect(typeText(document, { type: 'array', items: task })).toBe('Task[]');
  expect(typeText(document, { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER })).toBe('integer (≥ 0)');
  expect(fieldsOf(document, task).map(({ name, type, isRequired }) => [name, type, isRequired])).toEqual([
    ['id', 'string (uuid)', true],
    ['state', '"draft" | "running"', false],
    ['flow', 'Flow | null', false],
  ]);
});

test('what is made of parts can be looked into, also in a list and where it may be null', () => {
  const flow = fieldsOf(document, { type: 'array', items: task }).find(({ name }) => name === 'flow');
  expect(flow?.inner && fieldsOf(document, flow.inner)).toMatchObject([{ name: 'plays', type: 'integer (1–9)' }]);
});

test('the command names every header that has to be there', () => {
  const [post] = groupsOf(document, 'create')[0]?.operations ?? [];
  expect(post && commandOf(post, 'https://api.example')).toContain("-H 'Idempotency-Key: …'");
});
