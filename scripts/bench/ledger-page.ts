// The newest page of a ledger and filtered ones, as the pages ask for them, at five million entries against fifty thousand: at most 1.5
// times. Both stand on a server of their own, and take turns list by list. Each list is told; the last line has the worst of them.
import { type EntryFilter, listEntries, micros } from '@yunhu/db/billing';
import { type Database, openDatabase } from '@yunhu/db/connect';
import { buildHierarchy, type Hierarchy } from '../fixture/hierarchy.ts';
import { callEveryMs, customers, entriesPerCall, fillLedger, newest } from './ledger-page-record.ts';
import { type BenchRecord, withBenchRecord } from './record.ts';
import { type BenchResult, median } from './rounds.ts';

const many = 5_000_000;
const few = 50_000;
const limit = 100;
const rounds = 3;
/** Of each side in each round; the round's figure is their median. */
const calls = 60;

/** A page as somebody asks for it. */
interface Asked {
  readonly name: string;
  readonly actor: (hierarchy: Hierarchy) => string;
  readonly filter: (hierarchy: Hierarchy, entries: number) => EntryFilter;
}

/** One ledger, and the doors to it. */
interface Side {
  readonly database: Database;
  readonly hierarchy: Hierarchy;
  readonly entries: number;
}

const own = ({ customers: [first] }: Hierarchy) => first.tenantId;
const middle = (entries: number) => new Date(newest.getTime() - (entries / entriesPerCall / 2) * callEveryMs);
const minute = 60_000;

const pages: readonly Asked[] = [
  { name: 'newest, own', actor: own, filter: (h) => ({ tenantId: own(h) }) },
  { name: 'newest, of one below', actor: (h) => h.operatorId, filter: (h) => ({ tenantId: h.subAgentId }) },
  { name: 'newest, of all below', actor: (h) => h.operatorId, filter: () => ({}) },
  { name: 'top-ups, own', actor: own, filter: (h) => ({ tenantId: own(h), kinds: ['top_up'] }) },
  { name: 'top-ups, of all below', actor: (h) => h.operatorId, filter: () => ({ kinds: ['top_up'] }) },
  {
    name: 'charges of some minutes in the middle',
    actor: (h) => h.subAgentId,
    filter: (h, entries) => ({
      tenantId: h.subAgentId,
      kinds: ['call_charge'],
      from: new Date(middle(entries).getTime() - minute),
      to: new Date(middle(entries).getTime() + minute),
    }),
  },
  {
    name: 'amounts from 50 upwards',
    actor: (h) => h.agentId,
    filter: (h) => ({ tenantId: h.agentId, leastMicros: micros(50_000_000) }),
  },
  {
    name: "a call's entries, of all below",
    actor: (h) => h.operatorId,
    filter: (_, entries) => ({
      reference: `00000000-0000-7000-8000-${Math.round(entries / entriesPerCall / 2)
        .toString(16)
        .padStart(12, '0')}`,
    }),
  },
];

export function benchLedgerPage(): Promise<BenchResult> {
  return withBenchRecord((large) =>
    withBenchRecord(async (small) => {
      const [ours, baseline] = [await fill(large, many), await fill(small, few)];
      try {
        const results = [];
        for (const page of pages) results.push(await compare(page, ours, baseline));
        const worst = results.reduce((before, result) => (result.ratio > before.ratio ? result : before));
        return { ...worst, name: 'ledger-page' };
      } finally {
        await Promise.all([ours.database.close(), baseline.database.close()]);
      }
    }),
  );
}

async function fill(record: BenchRecord, entries: number): Promise<Side> {
  const hierarchy = await buildHierarchy(record.superuserUrl, { customers });
  await fillLedger(record.superuserUrl, hierarchy, entries);
  const database = openDatabase({ appUrl: record.appUrl, platformUrl: record.platformUrl, maxConnections: 1 });
  return { database, hierarchy, entries };
}

/** The first round, in which connections prepare and plan and pages are read, does not count. */
async function compare(page: Asked, ours: Side, baseline: Side): Promise<BenchResult> {
  const figures = { ours: [] as number[], baseline: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const times = { ours: [] as number[], baseline: [] as number[] };
    for (let call = 0; call < calls; call++) {
      for (const side of call % 2 === 0 ? (['ours', 'baseline'] as const) : (['baseline', 'ours'] as const)) {
        times[side].push(await measure(page, side === 'ours' ? ours : baseline));
      }
    }
    if (round === 0) continue;
    figures.ours.push(median(times.ours));
    figures.baseline.push(median(times.baseline));
  }
  const [value, against] = [median(figures.ours), median(figures.baseline)];
  const unit = 'ms a page';
  const result = { name: page.name, ratio: value / against, ours: { value, unit }, baseline: { value: against, unit } };
  process.stderr.write(
    `${page.name}: ratio ${result.ratio.toFixed(2)} (ours ${value.toFixed(2)}; baseline ${against.toFixed(2)} ms)\n`,
  );
  return result;
}

async function measure({ name, actor, filter }: Asked, { database, hierarchy, entries }: Side): Promise<number> {
  const start = performance.now();
  const page = await database.withTenant({ tenantId: actor(hierarchy) }, (tx) =>
    listEntries(tx, filter(hierarchy, entries), { limit }),
  );
  const ms = performance.now() - start;
  if (page.items.length === 0) throw new Error(`${name}: there must be something to see`);
  return ms;
}
