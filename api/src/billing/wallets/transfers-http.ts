import type { MoneyRequest } from '@yunhu/db/billing';
import type { Context } from 'hono';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import type { AppEnv } from '../../http/request.ts';
import { id } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { readAmount } from '../read-amount.ts';
import { askForMoney, viewTransfer } from './ask-for-money.ts';
import {
  correctionBody,
  idempotencyHeaders,
  topUpBody,
  transferResult,
  waitingResult,
  withdrawalBody,
} from './schemas.ts';

const tags = ['wallets'];
const params = z.object({ tenantId: id });
const headers = idempotencyHeaders;
const responses = {
  201: json(transferResult, 'Moved, now or by an earlier request with the same key'),
  202: json(waitingResult, 'Above the limit that the tenant set: it waits for a second person'),
};

const topUpRoute = declare('money.top-up', {
  method: 'post',
  path: '/v1/tenants/{tenantId}/top-ups',
  tags,
  summary: 'Move money to a direct child; an operator names itself to pay in from outside',
  request: { params, headers, body: requiredJson(topUpBody) },
  responses,
});

const withdrawRoute = declare('money.top-up', {
  method: 'post',
  path: '/v1/tenants/{tenantId}/withdrawals',
  tags,
  summary: 'Take money back from a direct child; an operator names itself to pay out what it earned',
  request: { params, headers, body: requiredJson(withdrawalBody) },
  responses,
});

const correctRoute = declare('money.top-up', {
  method: 'post',
  path: '/v1/tenants/{tenantId}/corrections',
  tags,
  summary: 'Put a movement right, either way, by a new one with a reason',
  request: { params, headers, body: requiredJson(correctionBody) },
  responses,
});

/** What moves between a parent and its direct child. */
export function transferRoutes({ database }: Services) {
  const routes = newRoutes();
  const answer = async (c: Context<AppEnv>, request: MoneyRequest) => {
    const asked = await askForMoney(c, database, request);
    return 'waiting' in asked ? c.json(asked.waiting, 202) : c.json(viewTransfer(asked.done), 201);
  };

  routes.openapi(topUpRoute, (c) => {
    const { amount, note } = c.req.valid('json');
    const amountMicros = readAmount(amount, 'amount');
    const idempotencyKey = c.req.valid('header')['idempotency-key'];
    return answer(c, { tenantId: c.req.valid('param').tenantId, kind: 'top_up', amountMicros, note, idempotencyKey });
  });

  routes.openapi(withdrawRoute, (c) => {
    const { amount, note } = c.req.valid('json');
    const amountMicros = readAmount(amount, 'amount');
    const idempotencyKey = c.req.valid('header')['idempotency-key'];
    return answer(c, {
      tenantId: c.req.valid('param').tenantId,
      kind: 'withdrawal',
      amountMicros,
      note,
      idempotencyKey,
    });
  });

  routes.openapi(correctRoute, (c) => {
    const { amount, direction, note, correctsId } = c.req.valid('json');
    const amountMicros = readAmount(amount, 'amount');
    const idempotencyKey = c.req.valid('header')['idempotency-key'];
    const about = { tenantId: c.req.valid('param').tenantId, upward: direction === 'from_child', correctsId };
    return answer(c, { ...about, kind: 'correction', amountMicros, note, idempotencyKey });
  });
  return routes;
}
