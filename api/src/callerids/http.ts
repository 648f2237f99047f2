import {
  checkNumbers,
  countCallerIds,
  getCallerId,
  getCallerIdBelow,
  pageOfCallerIds,
  pageOfCallerIdsBelow,
  resubmitCallerId,
  submitCallerId,
  submitMany,
  withdrawCallerId,
} from '@yunhu/db/callerids';
import { z } from 'zod';
import { json, requiredJson } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { actorOf, inTenant } from '../http/request.ts';
import { id } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { readNumberList } from './read-number-list.ts';
import {
  bulkReport,
  callerIdDetail,
  callerIdPage,
  callerIdsBelowPage,
  callerIdsQuery,
  resubmitCallerIdBody,
  submitCallerIdBody,
  submitManyBody,
} from './schemas.ts';
import { viewBulk, viewCallerId, viewDetail } from './views.ts';

const tags = ['caller IDs'];
const params = z.object({ callerIdId: id });
const file = { schema: { type: 'string', format: 'binary' } } as const;

const listRoute = declare('caller-ids.read', {
  method: 'get',
  path: '/v1/caller-ids',
  tags,
  summary: 'One’s numbers with the state of their approval, newest first',
  request: { query: callerIdsQuery },
  responses: { 200: json(callerIdPage) },
});

const readOneRoute = declare('caller-ids.read', {
  method: 'get',
  path: '/v1/caller-ids/{callerIdId}',
  tags,
  summary: 'One of them with its documents and its history',
  request: { params },
  responses: { 200: json(callerIdDetail) },
});

const submitRoute = declare('caller-ids.write', {
  method: 'post',
  path: '/v1/caller-ids',
  tags,
  summary: 'Put a number with its documents before the reviewers',
  request: { body: requiredJson(submitCallerIdBody) },
  responses: { 201: json(callerIdDetail, 'Submitted') },
});

const resubmitRoute = declare('caller-ids.write', {
  method: 'post',
  path: '/v1/caller-ids/{callerIdId}/submissions',
  tags,
  summary: 'Put it before them again: after a refusal, or for the time after an approval',
  request: { params, body: requiredJson(resubmitCallerIdBody) },
  responses: { 200: json(callerIdDetail) },
});

const withdrawRoute = declare('caller-ids.write', {
  method: 'post',
  path: '/v1/caller-ids/{callerIdId}/withdraw',
  tags,
  summary: 'Take back what waits for a decision; an approval that stands stays',
  request: { params },
  responses: { 200: json(callerIdDetail) },
});

const readListRoute = declare('caller-ids.write', {
  method: 'post',
  path: '/v1/caller-id-lists',
  tags,
  summary: 'Read a list of numbers (text, CSV, XLSX) and say of each line what it is; nothing is submitted',
  request: { body: { required: true, content: { 'application/octet-stream': file } } },
  responses: { 200: json(bulkReport) },
});

const submitManyRoute = declare('caller-ids.write', {
  method: 'post',
  path: '/v1/caller-id-submissions',
  tags,
  summary: 'Submit many numbers with the same documents; those that cannot be are named with the reason',
  request: { body: requiredJson(submitManyBody) },
  responses: { 200: json(bulkReport) },
});

const listBelowRoute = declare('tenant.read', {
  method: 'get',
  path: '/v1/tenants/{tenantId}/caller-ids',
  tags,
  summary: 'Numbers of a tenant below; of everybody below, for oneself; newest first',
  request: { params: z.object({ tenantId: id }), query: callerIdsQuery },
  responses: { 200: json(callerIdsBelowPage) },
});

const readBelowRoute = declare('tenant.read', {
  method: 'get',
  path: '/v1/tenants/{tenantId}/caller-ids/{approvalId}',
  tags,
  summary: 'A number of a tenant below with its history, without its documents',
  request: { params: z.object({ tenantId: id, approvalId: id }) },
  responses: { 200: json(callerIdDetail) },
});

/** Numbers that a customer shows, and what became of their approval. */
export function callerIdRoutes(services: Services) {
  const { database, clock } = services;
  const routes = newRoutes();

  routes.openapi(listRoute, async (c) => {
    const { state, q: words, ...page } = c.req.valid('query');
    const { items, nextCursor, counts } = await inTenant(c, database, async (tx) => ({
      ...(await pageOfCallerIds(tx, { state, words }, page, clock.now())),
      counts: await countCallerIds(tx, clock.now()),
    }));
    return c.json({ items: items.map(viewCallerId), nextCursor, counts }, 200);
  });

  routes.openapi(readOneRoute, async (c) => {
    const { callerIdId } = c.req.valid('param');
    const found = await inTenant(c, database, (tx) => getCallerId(tx, callerIdId, clock.now()));
    return c.json(viewDetail(found, actorOf(c).tenantId), 200);
  });

  routes.openapi(listBelowRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const { state, q: words, ...page } = c.req.valid('query');
    const found = await inTenant(c, database, (tx) =>
      pageOfCallerIdsBelow(tx, tenantId, { state, words }, page, clock.now()),
    );
    return c.json({ items: found.items.map(viewCallerId), nextCursor: found.nextCursor }, 200);
  });

  routes.openapi(readBelowRoute, async (c) => {
    const { tenantId, approvalId: callerIdId } = c.req.valid('param');
    const found = await inTenant(c, database, (tx) => getCallerIdBelow(tx, { tenantId, callerIdId }, clock.now()));
    return c.json(viewDetail(found, actorOf(c).tenantId), 200);
  });

  submit(routes, services);
  return routes;
}

/** What a customer asks of the reviewers. */
function submit(routes: ReturnType<typeof newRoutes>, { database, clock }: Services): void {
  routes.openapi(submitRoute, async (c) => {
    const submitted = await inTenant(c, database, async (tx) =>
      getCallerId(tx, await submitCallerId(tx, c.req.valid('json'), clock.now()), clock.now()),
    );
    return c.json(viewDetail(submitted, actorOf(c).tenantId), 201);
  });

  routes.openapi(resubmitRoute, async (c) => {
    const { callerIdId } = c.req.valid('param');
    const submitted = await inTenant(c, database, async (tx) => {
      await resubmitCallerId(tx, callerIdId, c.req.valid('json'), clock.now());
      return getCallerId(tx, callerIdId, clock.now());
    });
    return c.json(viewDetail(submitted, actorOf(c).tenantId), 200);
  });

  routes.openapi(withdrawRoute, async (c) => {
    const { callerIdId } = c.req.valid('param');
    const withdrawn = await inTenant(c, database, async (tx) => {
      await withdrawCallerId(tx, callerIdId, clock.now());
      return getCallerId(tx, callerIdId, clock.now());
    });
    return c.json(viewDetail(withdrawn, actorOf(c).tenantId), 200);
  });

  routes.openapi(readListRoute, async (c) => {
    const texts = await readNumberList(c.req.raw.body);
    return c.json(viewBulk(await inTenant(c, database, (tx) => checkNumbers(tx, texts))), 200);
  });

  routes.openapi(submitManyRoute, async (c) => {
    const lines = await inTenant(c, database, (tx) => submitMany(tx, c.req.valid('json'), clock.now()));
    return c.json(viewBulk(lines), 200);
  });
}
