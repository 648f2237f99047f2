import { DomainError } from '@yunhu/db';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { json } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { HttpError } from '../../http/problem-table.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { receive } from './card-payments.ts';
import { BadSignature } from './payment-gateway.ts';

const path = '/v1/payments/stripe/webhook';

/** Stripe's events are a few kilobytes; this leaves room, and no more. */
const maxEventBytes = 256 * 1024;

const receiveRoute = declare('public', {
  method: 'post',
  path,
  tags: ['payments'],
  summary: 'Where Stripe sends its events; taken only with its signature over the raw body',
  responses: { 200: json(z.object({ result: z.string() }), 'Taken, now or before') },
});

/** Events of the payment service. Where payments are not set up, this answers like what does not exist. */
export function webhookRoutes({ payments }: Services) {
  const routes = newRoutes();
  routes.use(
    path,
    bodyLimit({
      maxSize: maxEventBytes,
      onError: () => {
        throw new HttpError('body_too_large');
      },
    }),
  );
  routes.openapi(receiveRoute, async (c) => {
    if (payments === undefined) throw new DomainError('not_found');
    // The very bytes that were signed: read as text and written again they could be others.
    const raw = new Uint8Array(await c.req.arrayBuffer());
    const event = signed(() => payments.gateway.readEvent(raw, c.req.header('stripe-signature')));
    const result = await receive(payments, event);
    c.var.log.info({ event: event.id, type: event.type, result }, 'payment-event.received');
    return c.json({ result }, 200);
  });
  return routes;
}

function signed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadSignature) throw new HttpError('malformed_request', error.message);
    throw error;
  }
}
