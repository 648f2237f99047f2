import { listCallerIds } from '@yunhu/db/callerids';
import { type ListedFlow, listFlows } from '@yunhu/db/tasks';
import { type ListedSeat, listQueues } from '@yunhu/db/telephony';
import { json } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { inTenant } from '../http/request.ts';
import { listOf } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import {
  callerId as callerIdSchema,
  type Flow,
  flow as flowSchema,
  queue as queueSchema,
  type Seat,
} from './schemas.ts';
import { viewNumber } from './view-number.ts';

const tags = ['telephony'];

const readFlowsRoute = declare('telephony.read', {
  method: 'get',
  path: '/v1/telephony/flows',
  tags,
  summary: 'Flows in their current version',
  responses: { 200: json(listOf(flowSchema)) },
});

const readCallerIdsRoute = declare('telephony.read', {
  method: 'get',
  path: '/v1/telephony/caller-ids',
  tags,
  summary: 'Caller IDs with the state of their approval',
  responses: { 200: json(listOf(callerIdSchema)) },
});

const readQueuesRoute = declare('telephony.read', {
  method: 'get',
  path: '/v1/telephony/queues',
  tags,
  summary: 'Queues with their seats',
  responses: { 200: json(listOf(queueSchema)) },
});

/** What a customer calls with: flows, caller IDs, queues and their seats. */
export function telephonyRoutes({ database, clock }: Services) {
  const routes = newRoutes();

  routes.openapi(readFlowsRoute, async (c) =>
    c.json({ items: (await inTenant(c, database, listFlows)).map(viewFlow) }, 200),
  );

  routes.openapi(readCallerIdsRoute, async (c) => {
    const callerIds = await inTenant(c, database, (tx) => listCallerIds(tx, clock.now()));
    const items = callerIds.map(({ id, number, state }) => ({ id, number, state, display: viewNumber(number) }));
    return c.json({ items }, 200);
  });

  routes.openapi(readQueuesRoute, async (c) => {
    const queues = await inTenant(c, database, listQueues);
    return c.json({ items: queues.map((queue) => ({ ...queue, seats: queue.seats.map(viewSeat) })) }, 200);
  });
  return routes;
}

/** A flow as JSON carries it. */
export function viewFlow({ definition, ...flow }: ListedFlow): Flow {
  const { plays, keys, callTimeoutSeconds, retries } = definition;
  return { ...flow, plays, keys, callTimeoutSeconds, retries };
}

function viewSeat({ id, name, extension, state, stateSince }: ListedSeat): Seat {
  return {
    id,
    name,
    extension,
    state: state === 'reserved' ? 'ringing' : state,
    stateSince: stateSince.toISOString(),
  };
}
