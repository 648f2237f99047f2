import {
  inputOfFilter,
  type LedgerExportInput,
  type ListedEntry,
  listEntries,
  searchEntries,
  sumEntries,
} from '@yunhu/db/billing';
import { findAttemptTasks } from '@yunhu/db/calls';
import { enqueueJob } from '@yunhu/db/jobs';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { inTenant, sessionOf } from '../../http/request.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { jobBegun } from '../../jobs/schemas.ts';
import { readFilter } from './read-filter.ts';
import { entriesQuery, entryPage, entrySums, type LedgerEntry, ledgerExportBody, sumsQuery } from './schemas.ts';

const tags = ['ledger'];

const listEntriesRoute = declare('money.read', {
  method: 'get',
  path: '/v1/ledger/entries',
  tags,
  summary: 'What moved in a wallet, or in all below, latest booked first',
  request: { query: entriesQuery },
  responses: { 200: json(entryPage) },
});

const sumEntriesRoute = declare('money.read', {
  method: 'get',
  path: '/v1/ledger/sums',
  tags,
  summary: 'What came in and went out of the entries of a filter',
  request: { query: sumsQuery },
  responses: { 200: json(entrySums) },
});

const exportRoute = declare('money.read', {
  method: 'post',
  path: '/v1/ledger/exports',
  tags,
  summary: 'Write every entry of a filter to a file, as a job',
  request: { body: requiredJson(ledgerExportBody) },
  responses: { 202: json(jobBegun, 'Asked for') },
});

/** What moved in wallets: lists, sums and files. */
export function ledgerRoutes({ database }: Services) {
  const routes = newRoutes();

  routes.openapi(listEntriesRoute, async (c) => {
    const { kind, cursor, limit, ...asked } = c.req.valid('query');
    const filter = readFilter(asked, kind, sessionOf(c).tenant.id);
    const { items, tasks, ...page } = await inTenant(c, database, async (tx) => {
      const found = await listEntries(tx, filter, { cursor, limit });
      const calls = found.items.map((entry) => entry.transferId);
      return { ...found, tasks: await findAttemptTasks(tx, calls) };
    });
    const searchedTo = page.searchedTo?.toISOString() ?? null;
    return c.json({ ...page, searchedTo, items: items.map((entry) => viewEntry(entry, tasks)) }, 200);
  });

  routes.openapi(sumEntriesRoute, async (c) => {
    const { kind, ...asked } = c.req.valid('query');
    const filter = readFilter(asked, kind, sessionOf(c).tenant.id);
    const sums = await inTenant(c, database, (tx) => sumEntries(tx, filter));
    const since = sums.since?.toISOString() ?? null;
    return c.json(
      { count: sums.count, inMicros: String(sums.inMicros), outMicros: String(sums.outMicros), since },
      200,
    );
  });

  routes.openapi(exportRoute, async (c) => {
    const { format, language, kinds, ...asked } = c.req.valid('json');
    const filter = readFilter(asked, kinds, sessionOf(c).tenant.id);
    const jobId = await inTenant(c, database, async (tx) => {
      // Refused here and now rather than by the job.
      await searchEntries(tx, filter);
      const input: LedgerExportInput = { format, language, ...inputOfFilter(filter) };
      return enqueueJob(tx, { kind: 'ledger-export', input });
    });
    return c.json({ jobId }, 202);
  });

  return routes;
}

function viewEntry({ transferId, ...entry }: ListedEntry, tasks: ReadonlyMap<string, string>): LedgerEntry {
  const label = tasks.get(transferId);
  return {
    ...entry,
    tenantId: entry.tenant.id,
    seq: Number(entry.seq),
    recordedAt: entry.recordedAt.toISOString(),
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
