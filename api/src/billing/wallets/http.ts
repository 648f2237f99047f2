import { blockWallet, getWallet, getWalletPace } from '@yunhu/db/billing';
import type { TenantTx } from '@yunhu/db/connect';
import type { Context } from 'hono';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { type AppEnv, inTenant, sessionOf } from '../../http/request.ts';
import { id } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { readLimit } from '../read-amount.ts';
import { askForMoney } from './ask-for-money.ts';
import {
  blockBody,
  creditLimitBody,
  creditLimitResult,
  idempotencyHeaders,
  waitingResult,
  wallet,
  walletQuery,
} from './schemas.ts';
import { viewWallet } from './view-wallet.ts';

const tags = ['wallets'];
const params = z.object({ tenantId: id });

const readRoute = declare('money.read', {
  method: 'get',
  path: '/v1/ledger/wallet',
  tags,
  summary: 'A wallet: one’s own, or one below',
  request: { query: walletQuery },
  responses: { 200: json(wallet) },
});

const creditRoute = declare('money.top-up', {
  method: 'put',
  path: '/v1/tenants/{tenantId}/credit-limit',
  tags,
  summary: 'Grant a direct child credit, change it or withdraw it, never below what is used',
  request: { params, headers: idempotencyHeaders, body: requiredJson(creditLimitBody) },
  responses: {
    200: json(creditLimitResult),
    202: json(waitingResult, 'Raised by more than the limit that the tenant set: it waits for a second person'),
  },
});

const blockRoute = declare('money.top-up', {
  method: 'post',
  path: '/v1/tenants/{tenantId}/wallet/block',
  tags,
  summary: 'Block a direct child’s wallet: no calls at or below it, nothing leaves it, money may come in',
  request: { params, body: requiredJson(blockBody) },
  responses: { 200: json(wallet) },
});

const unblockRoute = declare('money.top-up', {
  method: 'post',
  path: '/v1/tenants/{tenantId}/wallet/unblock',
  tags,
  summary: 'Lift the block that one set',
  request: { params, body: requiredJson(blockBody) },
  responses: { 200: json(wallet) },
});

/** Wallets, their credit, and who may use them. */
export function walletRoutes({ database, clock }: Services) {
  const routes = newRoutes();
  const show = async (tx: TenantTx, tenantId: string) => {
    const state = await getWallet(tx, tenantId);
    return viewWallet(state, await getWalletPace(tx, state, clock.now()));
  };
  const block = (c: Context<AppEnv>, tenantId: string, blocked: boolean, reason: string | undefined) =>
    inTenant(c, database, async (tx) => {
      await blockWallet(tx, tenantId, blocked, reason);
      return show(tx, tenantId);
    });

  routes.openapi(readRoute, async (c) => {
    const { tenantId = sessionOf(c).tenant.id } = c.req.valid('query');
    return c.json(await inTenant(c, database, (tx) => show(tx, tenantId)), 200);
  });

  routes.openapi(creditRoute, async (c) => {
    const { amount, note } = c.req.valid('json');
    const asked = await askForMoney(c, database, {
      tenantId: c.req.valid('param').tenantId,
      kind: 'credit_limit',
      amountMicros: readLimit(amount, 'amount'),
      note,
      idempotencyKey: c.req.valid('header')['idempotency-key'],
    });
    if ('waiting' in asked) return c.json(asked.waiting, 202);
    const { creditLimitMicros, availableMicros } = asked.done;
    return c.json({ creditLimitMicros: String(creditLimitMicros), availableMicros: String(availableMicros) }, 200);
  });

  routes.openapi(blockRoute, async (c) =>
    c.json(await block(c, c.req.valid('param').tenantId, true, c.req.valid('json').reason), 200),
  );
  routes.openapi(unblockRoute, async (c) =>
    c.json(await block(c, c.req.valid('param').tenantId, false, c.req.valid('json').reason), 200),
  );
  return routes;
}
