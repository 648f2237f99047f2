import { countWaitingRequests, decideMoneyRequest, listMoneyRequests, type MoneyDecision } from '@yunhu/db/billing';
import type { Context } from 'hono';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { type AppEnv, inTenant } from '../../http/request.ts';
import { id, pageOf } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import {
  approveBody,
  rejectBody,
  transferRequest,
  transferRequestCount,
  transferRequestsQuery,
  withdrawBody,
} from './schemas.ts';
import { viewRequest } from './view-request.ts';

const tags = ['wallets'];
const params = z.object({ transferRequestId: id });

const listRoute = declare('money.read', {
  method: 'get',
  path: '/v1/transfer-requests',
  tags,
  summary: 'What one’s staff asked for above the limit, newest first',
  request: { query: transferRequestsQuery },
  responses: { 200: json(pageOf(transferRequest)) },
});

const countRoute = declare('money.read', {
  method: 'get',
  path: '/v1/transfer-requests/count',
  tags,
  summary: 'How many wait for a second person',
  responses: { 200: json(transferRequestCount) },
});

const approveRoute = declare('money.top-up', {
  method: 'post',
  path: '/v1/transfer-requests/{transferRequestId}/approve',
  tags,
  summary: 'Approve what somebody else asked for; it is carried out at once',
  request: { params, body: requiredJson(approveBody) },
  responses: { 200: json(transferRequest) },
});

const rejectRoute = declare('money.top-up', {
  method: 'post',
  path: '/v1/transfer-requests/{transferRequestId}/reject',
  tags,
  summary: 'Reject what somebody else asked for',
  request: { params, body: requiredJson(rejectBody) },
  responses: { 200: json(transferRequest) },
});

const withdrawRoute = declare('money.top-up', {
  method: 'post',
  path: '/v1/transfer-requests/{transferRequestId}/withdraw',
  tags,
  summary: 'Take back what one asked for oneself',
  request: { params, body: requiredJson(withdrawBody) },
  responses: { 200: json(transferRequest) },
});

/** Approval by a second person. */
export function transferRequestRoutes({ database }: Services) {
  const routes = newRoutes();
  const decide = async (c: Context<AppEnv>, decision: MoneyDecision) =>
    viewRequest(await inTenant(c, database, (tx) => decideMoneyRequest(tx, decision)));

  routes.openapi(listRoute, async (c) => {
    const { state, ...page } = c.req.valid('query');
    const { items, nextCursor } = await inTenant(c, database, (tx) => listMoneyRequests(tx, { state }, page));
    return c.json({ items: items.map(viewRequest), nextCursor }, 200);
  });

  routes.openapi(countRoute, async (c) =>
    c.json({ waiting: await inTenant(c, database, (tx) => countWaitingRequests(tx)) }, 200),
  );

  routes.openapi(approveRoute, async (c) => {
    const requestId = c.req.valid('param').transferRequestId;
    return c.json(await decide(c, { requestId, decision: 'approved', reason: c.req.valid('json').reason }), 200);
  });

  routes.openapi(rejectRoute, async (c) => {
    const requestId = c.req.valid('param').transferRequestId;
    return c.json(await decide(c, { requestId, decision: 'rejected', reason: c.req.valid('json').reason }), 200);
  });

  routes.openapi(withdrawRoute, async (c) => {
    const requestId = c.req.valid('param').transferRequestId;
    return c.json(await decide(c, { requestId, decision: 'withdrawn' }), 200);
  });
  return routes;
}
