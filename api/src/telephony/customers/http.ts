// What the operator's technical staff looks after for customers: seats, extensions, queues and flows, and nothing else of them.
import { listPlayable } from '@yunhu/db/audio';
import type { Database } from '@yunhu/db/connect';
import { listFlows } from '@yunhu/db/tasks';
import {
  changeQueue,
  changeSeat,
  createExtension,
  createQueue,
  createSeat,
  enableExtension,
  listTelephony,
  makeSipPassword,
  resetExtensionPassword,
} from '@yunhu/db/telephony';
import { findTenant } from '@yunhu/db/tenancy';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { id } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { viewFlow } from '../http.ts';
import { atCustomer } from './at-customer.ts';
import {
  changeExtensionBody,
  changeSeatBody,
  createExtensionBody,
  createSeatBody,
  customerExtension,
  customerQueue,
  customerSeat,
  customerTelephony,
  extensionSecret,
  queueBody,
} from './schemas.ts';
import { extensionOf, queueOf, seatOf, viewExtension, viewQueue, viewSeat } from './views.ts';

const tags = ['customer telephony'];
const path = '/v1/tenants/{tenantId}/telephony';
const params = z.object({ tenantId: id });
const ofExtension = params.extend({ extensionId: id });
const ofSeat = params.extend({ seatId: id });
const ofQueue = params.extend({ queueId: id });

const readRoute = declare('customer-telephony.read', {
  method: 'get',
  path,
  tags,
  summary: 'A customer’s extensions, seats, queues and flows',
  request: { params },
  responses: { 200: json(customerTelephony) },
});

const createExtensionRoute = declare('customer-telephony.write', {
  method: 'post',
  path: `${path}/extensions`,
  tags,
  summary: 'Give a customer an extension; its password is shown this once',
  request: { params, body: requiredJson(createExtensionBody) },
  responses: { 201: json(extensionSecret, 'Created') },
});

const changeExtensionRoute = declare('customer-telephony.write', {
  method: 'patch',
  path: `${path}/extensions/{extensionId}`,
  tags,
  summary: 'Let an extension register, or not',
  request: { params: ofExtension, body: requiredJson(changeExtensionBody) },
  responses: { 200: json(customerExtension) },
});

const resetExtensionRoute = declare('customer-telephony.write', {
  method: 'post',
  path: `${path}/extensions/{extensionId}/password`,
  tags,
  summary: 'Give an extension a new password, shown this once',
  request: { params: ofExtension },
  responses: { 200: json(extensionSecret) },
});

const createSeatRoute = declare('customer-telephony.write', {
  method: 'post',
  path: `${path}/seats`,
  tags,
  summary: 'Give a customer a seat',
  request: { params, body: requiredJson(createSeatBody) },
  responses: { 201: json(customerSeat, 'Created') },
});

const changeSeatRoute = declare('customer-telephony.write', {
  method: 'patch',
  path: `${path}/seats/{seatId}`,
  tags,
  summary: 'Rename a seat, or give it another extension',
  request: { params: ofSeat, body: requiredJson(changeSeatBody) },
  responses: { 200: json(customerSeat) },
});

const createQueueRoute = declare('customer-telephony.write', {
  method: 'post',
  path: `${path}/queues`,
  tags,
  summary: 'Give a customer a queue',
  request: { params, body: requiredJson(queueBody) },
  responses: { 201: json(customerQueue, 'Created') },
});

const changeQueueRoute = declare('customer-telephony.write', {
  method: 'put',
  path: `${path}/queues/{queueId}`,
  tags,
  summary: 'Say who stands in a queue in which order, how long seats wrap up, and what a transfer plays',
  request: { params: ofQueue, body: requiredJson(queueBody) },
  responses: { 200: json(customerQueue) },
});

type Routes = ReturnType<typeof newRoutes>;

function addReading(routes: Routes, database: Database): void {
  routes.openapi(readRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const [telephony, flows, audio, name] = await atCustomer(c, database, tenantId, async (tx) => [
      await listTelephony(tx),
      await listFlows(tx),
      await listPlayable(tx),
      (await findTenant(tx, tenantId)).name,
    ]);
    return c.json(
      {
        tenant: { id: tenantId, name },
        extensions: telephony.extensions.map(viewExtension),
        seats: telephony.seats.map(viewSeat),
        queues: telephony.queues.map(viewQueue),
        flows: flows.map(viewFlow),
        ringbacks: [...telephony.ringbacks],
        audio: [...audio],
      },
      200,
    );
  });
}

function addExtensions(routes: Routes, database: Database): void {
  routes.openapi(createExtensionRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const password = makeSipPassword();
    const made = await atCustomer(c, database, tenantId, async (tx) => {
      const extension = await createExtension(tx, { ...c.req.valid('json'), password });
      return extensionOf(await listTelephony(tx), extension.id);
    });
    return c.json({ extension: made, password }, 201);
  });

  routes.openapi(changeExtensionRoute, async (c) => {
    const { tenantId, extensionId } = c.req.valid('param');
    const { enabled } = c.req.valid('json');
    const changed = await atCustomer(c, database, tenantId, async (tx) => {
      await enableExtension(tx, extensionId, enabled);
      return extensionOf(await listTelephony(tx), extensionId);
    });
    return c.json(changed, 200);
  });

  routes.openapi(resetExtensionRoute, async (c) => {
    const { tenantId, extensionId } = c.req.valid('param');
    const password = makeSipPassword();
    const changed = await atCustomer(c, database, tenantId, async (tx) => {
      await resetExtensionPassword(tx, extensionId, password);
      return extensionOf(await listTelephony(tx), extensionId);
    });
    return c.json({ extension: changed, password }, 200);
  });
}

function addSeats(routes: Routes, database: Database): void {
  routes.openapi(createSeatRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const made = await atCustomer(c, database, tenantId, async (tx) =>
      seatOf(await createSeat(tx, c.req.valid('json')), await listTelephony(tx)),
    );
    return c.json(made, 201);
  });

  routes.openapi(changeSeatRoute, async (c) => {
    const { tenantId, seatId } = c.req.valid('param');
    const changed = await atCustomer(c, database, tenantId, async (tx) => {
      await changeSeat(tx, seatId, c.req.valid('json'));
      return seatOf(seatId, await listTelephony(tx));
    });
    return c.json(changed, 200);
  });
}

function addQueues(routes: Routes, database: Database): void {
  routes.openapi(createQueueRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const { name, seatIds, ...rest } = c.req.valid('json');
    const made = await atCustomer(c, database, tenantId, async (tx) => {
      const queueId = await createQueue(tx, { name, seatIds: [] });
      await changeQueue(tx, queueId, { name, seatIds, ...rest, ringbackAudioId: rest.ringbackAudioId ?? null });
      return queueOf(queueId, await listTelephony(tx));
    });
    return c.json(made, 201);
  });

  routes.openapi(changeQueueRoute, async (c) => {
    const { tenantId, queueId } = c.req.valid('param');
    const { ringbackAudioId = null, ...change } = c.req.valid('json');
    const changed = await atCustomer(c, database, tenantId, async (tx) => {
      await changeQueue(tx, queueId, { ...change, ringbackAudioId });
      return queueOf(queueId, await listTelephony(tx));
    });
    return c.json(changed, 200);
  });
}

/** Customers' telephony, for who looks after it from above. Each change is in the customer's audit, with who made it. */
export function customerTelephonyRoutes({ database }: Services) {
  const routes = newRoutes();
  addReading(routes, database);
  addExtensions(routes, database);
  addSeats(routes, database);
  addQueues(routes, database);
  return routes;
}
