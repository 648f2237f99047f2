import { DomainError } from '@yunhu/db';
import { getPayment, listPayments } from '@yunhu/db/billing';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { actorOf, inTenant, sessionOf } from '../../http/request.ts';
import { id, pageOf } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { readAmount } from '../read-amount.ts';
import { type CardPayments, look, pay, refund } from './card-payments.ts';
import { receiptStyleHash, writeReceipt } from './receipt.ts';
import {
  createPaymentBody,
  createRefundBody,
  payment as paymentSchema,
  paymentDetail,
  paymentHeaders,
  paymentsQuery,
  receiptQuery,
} from './schemas.ts';
import { hasReceipt, viewPayment, viewPaymentDetail } from './view-payment.ts';

const tags = ['payments'];
const params = z.object({ paymentId: id });

const createRoute = declare('payments.write', {
  method: 'post',
  path: '/v1/payments',
  tags,
  summary: 'Pay into one’s own wallet by card: answers where',
  request: { headers: paymentHeaders, body: requiredJson(createPaymentBody) },
  responses: { 201: json(paymentDetail, 'Opened, now or by an earlier request with the same key') },
});

const listRoute = declare('money.read', {
  method: 'get',
  path: '/v1/payments',
  tags,
  summary: 'Payments of oneself and of everybody below, newest first',
  request: { query: paymentsQuery },
  responses: { 200: json(pageOf(paymentSchema)) },
});

const readRoute = declare('money.read', {
  method: 'get',
  path: '/v1/payments/{paymentId}',
  tags,
  summary: 'A payment; while it is open the payment service is asked first',
  request: { params },
  responses: { 200: json(paymentDetail) },
});

const refundRoute = declare('payments.refund', {
  method: 'post',
  path: '/v1/payments/{paymentId}/refunds',
  tags,
  summary: 'Give back a payment or a part of it; the ledger follows when the payment service confirms it',
  request: { params, headers: paymentHeaders, body: requiredJson(createRefundBody) },
  responses: { 201: json(paymentDetail, 'Asked for, now or by an earlier request with the same key') },
});

const receiptRoute = declare(
  'money.read',
  {
    method: 'get',
    path: '/v1/payments/{paymentId}/receipt',
    tags,
    summary: 'A receipt for print',
    request: { params, query: receiptQuery },
    responses: { 200: { description: 'A page', content: { 'text/html': { schema: z.string() } } } },
  },
  { answers: { pageWithStyle: receiptStyleHash } },
);

/** Payments by card. Where they are not set up, all of this answers like what does not exist. */
export function paymentRoutes({ database, payments }: Services) {
  const routes = newRoutes();
  const on = (): CardPayments => {
    if (payments === undefined) throw new DomainError('not_found');
    return payments;
  };

  routes.openapi(createRoute, async (c) => {
    const opened = await pay(on(), actorOf(c), {
      amountMicros: readAmount(c.req.valid('json').amount, 'amount'),
      idempotencyKey: c.req.valid('header')['idempotency-key'],
    });
    return c.json(viewPaymentDetail(opened, sessionOf(c).tenant.id), 201);
  });

  routes.openapi(listRoute, async (c) => {
    on();
    const { tenantId, state, ...page } = c.req.valid('query');
    const found = await inTenant(c, database, (tx) => listPayments(tx, { tenantId, state }, page));
    return c.json({ ...found, items: found.items.map((item) => viewPayment(item, sessionOf(c).tenant.id)) }, 200);
  });

  routes.openapi(readRoute, async (c) => {
    const found = await look(on(), actorOf(c), c.req.valid('param').paymentId);
    return c.json(viewPaymentDetail(found, sessionOf(c).tenant.id), 200);
  });

  routes.openapi(refundRoute, async (c) => {
    const { amount } = c.req.valid('json');
    const given = await refund(on(), actorOf(c), {
      paymentId: c.req.valid('param').paymentId,
      amountMicros: amount === undefined ? undefined : readAmount(amount, 'amount'),
      idempotencyKey: c.req.valid('header')['idempotency-key'],
    });
    return c.json(viewPaymentDetail(given, sessionOf(c).tenant.id), 201);
  });

  routes.openapi(receiptRoute, async (c) => {
    on();
    const found = await inTenant(c, database, (tx) => getPayment(tx, c.req.valid('param').paymentId));
    if (!hasReceipt(found)) throw new DomainError('invalid_transition', 'nothing was credited for this payment');
    const { timeZone } = sessionOf(c).tenant;
    return c.html(writeReceipt(found, { locale: c.req.valid('query').locale, timeZone }), 200);
  });
  return routes;
}
