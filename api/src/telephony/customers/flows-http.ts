// Flows that the operator's technical staff writes for customers.
import { DomainError } from '@yunhu/db';
import type { TenantTx } from '@yunhu/db/connect';
import { changeFlow, createFlow, listFlows } from '@yunhu/db/tasks';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { id } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { viewFlow } from '../http.ts';
import { flow as flowSchema } from '../schemas.ts';
import { atCustomer } from './at-customer.ts';
import { type FlowBody, flowBody } from './schemas.ts';

const tags = ['customer telephony'];
const path = '/v1/tenants/{tenantId}/telephony/flows';
const params = z.object({ tenantId: id });

const createRoute = declare('customer-telephony.write', {
  method: 'post',
  path,
  tags,
  summary: 'Write a flow for a customer',
  request: { params, body: requiredJson(flowBody) },
  responses: { 201: json(flowSchema, 'Created') },
});

const changeRoute = declare('customer-telephony.write', {
  method: 'put',
  path: `${path}/{flowId}`,
  tags,
  summary: 'Give a flow a new version; tasks that were made keep theirs',
  request: { params: params.extend({ flowId: id }), body: requiredJson(flowBody) },
  responses: { 200: json(flowSchema) },
});

export function customerFlowRoutes({ database }: Services) {
  const routes = newRoutes();

  routes.openapi(createRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const made = await atCustomer(c, database, tenantId, async (tx) =>
      flowOf(tx, await createFlow(tx, readFlow(c.req.valid('json')))),
    );
    return c.json(made, 201);
  });

  routes.openapi(changeRoute, async (c) => {
    const { tenantId, flowId } = c.req.valid('param');
    const changed = await atCustomer(c, database, tenantId, async (tx) => {
      await changeFlow(tx, flowId, readFlow(c.req.valid('json')));
      return flowOf(tx, flowId);
    });
    return c.json(changed, 200);
  });
  return routes;
}

function readFlow({ name, audioId, queueId, ...definition }: FlowBody) {
  return { name, audioId, queueId: queueId ?? undefined, definition };
}

async function flowOf(tx: TenantTx, flowId: string) {
  const found = (await listFlows(tx)).find((one) => one.id === flowId);
  if (found === undefined) throw new DomainError('not_found');
  return viewFlow(found);
}
