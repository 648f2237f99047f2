// A carrier's file against the calls that were made over its trunk, on a real record.
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buildRateSnapshot, micros } from '@yunhu/db/billing';
import { type Database, openDatabase } from '@yunhu/db/connect';
import { type CarrierSettings, type CarrierSummary, listDifferences, matchCarrierFile } from '@yunhu/db/reconciliation';
import { readSheet } from '@yunhu/db/sheets';
import { buildHierarchy, type Hierarchy } from '@yunhu/scripts/fixture/hierarchy';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeCallsOf } from '../ledger/make-calls.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';

let testDatabase: TestDatabase;
let database: Database;
let behind: postgres.Sql;
let hierarchy: Hierarchy;

/** Every call was answered at 2026-06-01T04:00:00Z, which is noon in Shanghai; the fifth was not. */
const talked = [30, 61, 125, 5, 0, 90];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ appUrl: testDatabase.urls.app, platformUrl: testDatabase.urls.platform });
  behind = postgres(testDatabase.urls.superuser, { max: 1, onnotice: () => undefined });
  hierarchy = await buildHierarchy(testDatabase.urls.superuser, { customers: 1 });
  await makeCallsOf(database, testDatabase.urls.superuser, hierarchy, talked);
});
afterAll(async () => {
  await Promise.all([database.close(), behind.end()]);
  await testDatabase.drop();
});

const settings = (more: Partial<CarrierSettings> = {}): CarrierSettings => ({
  trunkId: hierarchy.trunkId,
  ...{ numberColumn: 0, startedAtColumn: 1, secondsColumn: 2, amountColumn: 3 },
  timeZone: 'Asia/Shanghai',
  startToleranceSeconds: 30,
  durationToleranceSeconds: 1,
  ...more,
});

async function match(csv: string, given = settings()): Promise<{ summary: CarrierSummary; fileId: string }> {
  const fileId = randomUUID();
  await behind`
    insert into carrier_files (tenant_id, id, file_name, object_key, bytes) values (${hierarchy.operatorId}, ${fileId}, 'june.csv', 'k', 1)`;
  const prices = buildRateSnapshot([
    {
      ...{ id: 'r', rateGroupId: 'g', prefix: '86', blockSeconds: 60, pricePerBlockMicros: micros(50_000) },
      ...{ firstBlockSeconds: null, firstBlockPriceMicros: null, connectionFeeMicros: micros(0), graceSeconds: 0 },
      ...{ minimumChargeMicros: micros(0), effectiveFromMs: -Infinity, effectiveUntilMs: Infinity },
    },
  ]);
  const rows = readSheet(Readable.from([Buffer.from(csv)]), { maxRows: 1000, maxBytes: 1_000_000 });
  const summary = await database.withPlatform('test', (tx) =>
    matchCarrierFile(tx, {
      ...{ tenantId: hierarchy.operatorId, fileId, settings: given, rows, prices, progress: async () => {} },
    }),
  );
  return { summary, fileId };
}

/** The numbers of the ended calls, by how long they were talked. */
async function numbers(): Promise<Map<number, string>> {
  const rows = await behind<{ number: string; seconds: number }[]>`
    select number, billed_seconds seconds from cdrs where leg = 'callee'`;
  return new Map(rows.map((row) => [row.seconds, row.number.slice(3)]));
}

it('counts both sides and lists what differs: only ours, only theirs, duration, amount', async () => {
  const by = await numbers();
  const file = [
    'called,start,duration,cost',
    // As we have it, dialed with a 0 and told from the set-up.
    `0${by.get(30)},2026-06-01 11:59:57,30,0.05`,
    // A second more is within the tolerance, and two blocks cost 0.10.
    `86${by.get(61)},2026-06-01 12:00:01,62,0.10`,
    // Their clock counted longer.
    `${by.get(125)},2026-06-01 12:00:00,140,0.15`,
    // The 5 seconds are missing; 90 seconds cost more than the list says.
    `${by.get(90)},2026-06-01 12:00:00,90,0.11`,
    // Nobody called this.
    '13911112222,2026-06-01 12:00:00,44,0.05',
    // Not answered on either side, and one that cannot be read.
    `${by.get(0)},2026-06-01 12:00:00,0,0`,
    'nonsense,2026-06-01 12:00:00,1,0',
  ].join('\n');
  const { summary, fileId } = await match(file);
  expect(summary).toEqual({
    rows: 7,
    rejected: { number: 1 },
    rejectedLines: [{ line: 8, fault: 'number' }],
    period: { from: '2026-06-01T03:59:57.000Z', to: '2026-06-01T04:00:02.000Z' },
    ours: { calls: 5, seconds: 30 + 61 + 125 + 5 + 90, micros: String(50_000 * (1 + 2 + 3 + 1 + 2)) },
    theirs: { calls: 5, seconds: 30 + 62 + 140 + 90 + 44, micros: '460000' },
    counts: { matched: 3, onlyOurs: 1, onlyTheirs: 1, duration: 1, amount: 1 },
    clockSeconds: 0,
    listed: 4,
  });
  const { items } = await database.withTenant({ tenantId: hierarchy.operatorId }, (tx) =>
    listDifferences(tx, fileId, undefined, { limit: 10 }),
  );
  const seen = items.map((d) => [d.kind, d.numberMasked, d.ourSeconds, d.theirSeconds, d.ourMicros, d.theirMicros]);
  const masked = (number: string | undefined) => `${number?.slice(0, 3)}******${number?.slice(-2)}`;
  expect(new Set(seen.map(String))).toEqual(
    new Set(
      [
        ['amount', masked(by.get(90)), 90, 90, 100_000n, 110_000n],
        ['duration', masked(by.get(125)), 125, 140, 150_000n, 150_000n],
        ['only_ours', masked(by.get(5)), 5, null, 50_000n, null],
        ['only_theirs', '139******22', null, 44, null, 50_000n],
      ].map(String),
    ),
  );
});

it('writes no number down, nor any part but the first three and the last two digits', async () => {
  const by = await numbers();
  await match(`called,start,duration\n${by.get(125)},2026-06-01 12:00:00,200`);
  const [{ found }] = await behind<[{ found: number }]>`
    select count(*)::int found from carrier_differences d, cdrs c where to_jsonb(d)::text like '%' || substring(c.number from 7 for 6) || '%'`;
  expect(found).toBe(0);
});

it('finds a file in another time zone shifted: nothing matches, and nothing is paired by guess', async () => {
  const by = await numbers();
  const rows = [30, 61, 125].map((seconds) => `${by.get(seconds)},2026-06-01 12:00:00,${seconds}`);
  const csv = `called,start,duration\n${rows.join('\n')}`;
  const shifted = await match(csv, settings({ timeZone: 'UTC' }));
  expect(shifted.summary.counts).toEqual({ matched: 0, onlyOurs: 0, onlyTheirs: 3, duration: 0, amount: 0 });
});

it('looks at the period that was asked for on both sides', async () => {
  const by = await numbers();
  const csv = `called,start,duration\n${by.get(30)},2026-06-01 12:00:00,30`;
  const whole = await match(csv, settings({ from: '2026-06-01T00:00:00Z', to: '2026-06-02T00:00:00Z' }));
  expect(whole.summary.counts).toEqual({ matched: 1, onlyOurs: 4, onlyTheirs: 0, duration: 0, amount: 0 });
  const before = await match(csv, settings({ from: '2026-05-01T00:00:00Z', to: '2026-05-02T00:00:00Z' }));
  expect(before.summary.counts).toEqual({ matched: 0, onlyOurs: 0, onlyTheirs: 0, duration: 0, amount: 0 });
});

it('replaces what an earlier matching of the same file found', async () => {
  const { fileId } = await match('called,start,duration\n13911112222,2026-06-01 12:00:00,44');
  const rows = readSheet(Readable.from([Buffer.from('called,start,duration\n')]), { maxRows: 10, maxBytes: 1000 });
  await database.withPlatform('test', (tx) =>
    matchCarrierFile(tx, {
      ...{ tenantId: hierarchy.operatorId, fileId, settings: settings(), rows, progress: async () => {} },
    }),
  );
  expect(await behind`select from carrier_differences where carrier_file_id = ${fileId}`).toHaveLength(0);
});
