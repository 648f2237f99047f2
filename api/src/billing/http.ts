import { type ListedEntry, listEntries } from '@yunhu/db/billing';
import { findAttemptTasks } from '@yunhu/db/calls';
import { json } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { inTenant, sessionOf } from '../http/request.ts';
import { pageOf } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { entriesQuery, type LedgerEntry, ledgerEntry as entrySchema } from './schemas.ts';

const tags = ['ledger'];

const listWalletEntriesRoute = declare('money.read', {
  method: 'get',
  path: '/v1/ledger/entries',
  tags,
  summary: 'A wallet’s entries, newest first',
  request: { query: entriesQuery },
  responses: { 200: json(pageOf(entrySchema)) },
});

/** What moved in wallets. */
export function ledgerRoutes({ database }: Services) {
  const routes = newRoutes();

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

  return routes;
}

function instantOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
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
