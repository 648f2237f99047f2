// What the operator's technical staff takes away from customers, where nothing needs it any more.
import { retireFlow, retireQueue } from '@yunhu/db/tasks';
import { deleteExtension, retireSeat } from '@yunhu/db/telephony';
import { z } from 'zod';
import { declare } from '../../http/declare.ts';
import { id } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { atCustomer } from './at-customer.ts';

const tags = ['customer telephony'];
const path = '/v1/tenants/{tenantId}/telephony';
const params = z.object({ tenantId: id });
const gone = { 204: { description: 'Gone' } };

const deleteExtensionRoute = declare('customer-telephony.write', {
  method: 'delete',
  path: `${path}/extensions/{extensionId}`,
  tags,
  summary: 'Delete an extension that no seat has; the switch knows it no longer',
  request: { params: params.extend({ extensionId: id }) },
  responses: gone,
});

const retireSeatRoute = declare('customer-telephony.write', {
  method: 'delete',
  path: `${path}/seats/{seatId}`,
  tags,
  summary: 'Take a seat that is in no call out of service for good; calls of the past keep its name',
  request: { params: params.extend({ seatId: id }) },
  responses: gone,
});

const retireQueueRoute = declare('customer-telephony.write', {
  method: 'delete',
  path: `${path}/queues/{queueId}`,
  tags,
  summary: 'Take a queue that no flow and no open task transfers to out of service for good',
  request: { params: params.extend({ queueId: id }) },
  responses: gone,
});

const retireFlowRoute = declare('customer-telephony.write', {
  method: 'delete',
  path: `${path}/flows/{flowId}`,
  tags,
  summary: 'Take a flow out of what new tasks may choose; tasks that were made keep it',
  request: { params: params.extend({ flowId: id }) },
  responses: gone,
});

export function customerRetireRoutes({ database, clock }: Services) {
  const routes = newRoutes();

  routes.openapi(deleteExtensionRoute, async (c) => {
    const { tenantId, extensionId } = c.req.valid('param');
    await atCustomer(c, database, tenantId, (tx) => deleteExtension(tx, extensionId));
    return c.body(null, 204);
  });

  routes.openapi(retireSeatRoute, async (c) => {
    const { tenantId, seatId } = c.req.valid('param');
    await atCustomer(c, database, tenantId, (tx) => retireSeat(tx, seatId, clock.now()));
    return c.body(null, 204);
  });

  routes.openapi(retireQueueRoute, async (c) => {
    const { tenantId, queueId } = c.req.valid('param');
    await atCustomer(c, database, tenantId, (tx) => retireQueue(tx, queueId, clock.now()));
    return c.body(null, 204);
  });

  routes.openapi(retireFlowRoute, async (c) => {
    const { tenantId, flowId } = c.req.valid('param');
    await atCustomer(c, database, tenantId, (tx) => retireFlow(tx, flowId, clock.now()));
    return c.body(null, 204);
  });
  return routes;
}
