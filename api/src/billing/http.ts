import { getWallet, type ListedEntry, listEntries, topUp, type WalletState } from '@yunhu/db/billing';
import { findAttemptTasks } from '@yunhu/db/calls';
import { z } from 'zod';
import { json, requiredJson } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { inTenant, sessionOf } from '../http/request.ts';
import { id, pageOf } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { readAmount } from './read-amount.ts';
import {
  entriesQuery,
  type LedgerEntry,
  ledgerEntry as entrySchema,
  topUpBody,
  topUpHeaders,
  topUpResult,
  type Wallet,
  wallet as walletSchema,
  walletQuery,
} from './schemas.ts';

const tags = ['ledger'];

const readWalletRoute = declare('money.read', {
  method: 'get',
  path: '/v1/ledger/wallet',
  tags,
  summary: 'A wallet: one’s own, or one below',
  request: { query: walletQuery },
  responses: { 200: json(walletSchema) },
});

const listWalletEntriesRoute = declare('money.read', {
  method: 'get',
  path: '/v1/ledger/entries',
  tags,
  summary: 'A wallet’s entries, newest first',
  request: { query: entriesQuery },
  responses: { 200: json(pageOf(entrySchema)) },
});

const moveToChildRoute = declare('money.top-up', {
  method: 'post',
  path: '/v1/tenants/{tenantId}/top-ups',
  tags,
  summary: 'Move money to a direct child',
  request: { params: z.object({ tenantId: id }), headers: topUpHeaders, body: requiredJson(topUpBody) },
  responses: { 201: json(topUpResult, 'Moved, now or by an earlier request with the same key') },
});

/** Wallets and what moved in them. */
export function ledgerRoutes({ database }: Services) {
  const routes = newRoutes();

  routes.openapi(readWalletRoute, async (c) => {
    const { tenantId = sessionOf(c).tenant.id } = c.req.valid('query');
    return c.json(viewWallet(await inTenant(c, database, (tx) => getWallet(tx, tenantId))), 200);
  });

  routes.openapi(listWalletEntriesRoute, async (c) => {
    const { tenantId = sessionOf(c).tenant.id, kind, from, to, ...page } = c.req.valid('query');
    const filter = { tenantId, kind, from: instantOf(from), to: instantOf(to) };
    const { items, nextCursor, tasks } = await inTenant(c, database, async (tx) => {
      const entries = await listEntries(tx, filter, page);
      return {
        ...entries,
        tasks: await findAttemptTasks(
          tx,
          entries.items.map((entry) => entry.transferId),
        ),
      };
    });
    return c.json({ items: items.map((entry) => viewEntry(entry, tasks)), nextCursor }, 200);
  });

  routes.openapi(moveToChildRoute, async (c) => {
    const { amount, note } = c.req.valid('json');
    const moved = await inTenant(c, database, (tx) =>
      topUp(tx, {
        tenantId: c.req.valid('param').tenantId,
        amountMicros: readAmount(amount, 'amount'),
        note,
        idempotencyKey: c.req.valid('header')['idempotency-key'],
      }),
    );
    return c.json(
      {
        transferId: moved.transferId,
        balanceMicros: String(moved.balanceMicros),
        ownBalanceMicros: String(moved.ownBalanceMicros),
      },
      201,
    );
  });
  return routes;
}

function instantOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}

function viewWallet({ id: walletId, ...wallet }: WalletState): Wallet {
  return {
    ...wallet,
    walletId,
    balanceMicros: String(wallet.balanceMicros),
    heldMicros: String(wallet.heldMicros),
    availableMicros: String(wallet.availableMicros),
    creditLimitMicros: String(wallet.creditLimitMicros),
  };
}

function viewEntry({ transferId, ...entry }: ListedEntry, tasks: ReadonlyMap<string, string>): LedgerEntry {
  const label = tasks.get(transferId);
  return {
    ...entry,
    seq: Number(entry.seq),
    occurredAt: entry.occurredAt.toISOString(),
    amountMicros: String(entry.amountMicros),
    balanceAfterMicros: String(entry.balanceAfterMicros),
    reference: {
      type: entry.kind.startsWith('call_') ? 'attempt' : 'transfer',
      id: transferId,
      ...(label === undefined ? {} : { label }),
    },
  };
}
