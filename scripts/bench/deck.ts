// A deck from the file's first byte to rates in force (read, compared, staged, margins below searched, applied in one transaction),
// against COPY of the finished rows into the same indexed table. The bound is on the time: at most four times as long.
//   npm run -s bench -- deck [--deck FILE]    FILE: CSV with a heading line that says what its columns mean
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import {
  applyDeck,
  createDeck,
  createRateGroup,
  deckMapping,
  previewDeck,
  proposeMapping,
  readDeckHead,
} from '@yunhu/db/billing';
import { type Database, openDatabase } from '@yunhu/db/connect';
import { readSheet } from '@yunhu/db/sheets';
import postgres from 'postgres';
import { buildHierarchy } from '../fixture/hierarchy.ts';
import { generatePrefixes } from './deck-prefixes.ts';
import { withBenchRecord } from './record.ts';
import { alternate, type BenchResult } from './rounds.ts';

/** What a socket or a file hands over at once. */
const chunkBytes = 64 * 1024;
const bounds = { maxRows: 1_000_001, maxBytes: 128 * 1024 * 1024 };

export async function benchDeck(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: [...args], options: { deck: { type: 'string' } } });
  const file = values.deck === undefined ? generateDeck() : await readFile(values.deck);
  return withBenchRecord(async ({ superuserUrl, appUrl, platformUrl }) => {
    const database = openDatabase({ appUrl, platformUrl, maxConnections: 1 });
    const superuser = postgres(superuserUrl, { max: 1, onnotice: () => undefined });
    try {
      const { operatorId: tenantId } = await buildHierarchy(superuserUrl);
      const expected = await importOnce(database, tenantId, file);
      const finished = await finishedRows(superuser, expected.rateGroupId);
      const ours = async () => (await importOnce(database, tenantId, file, finished.length)).ms;
      const baseline = () => copyOnce(superuser, database, tenantId, finished);
      await baseline();
      return await alternate('deck', 'ms', { ours, baseline });
    } finally {
      await database.close();
      await superuser.end();
    }
  });
}

function generateDeck(): Buffer {
  const rows = generatePrefixes().map((prefix, i) => `${prefix},Place ${i % 900},0.${10_000 + (i % 80_000)},0.00000,6`);
  return Buffer.from(`prefix,destination,price_per_minute,connect_fee,increment_seconds\n${rows.join('\n')}\n`);
}

function* chunksOf(file: Buffer): Generator<Buffer> {
  for (let start = 0; start < file.length; start += chunkBytes) yield file.subarray(start, start + chunkBytes);
}

const freshGroup = (database: Database, tenantId: string) =>
  database.withTenant({ tenantId }, (tx) => createRateGroup(tx, { name: 'Bench', rates: [] }));

async function importOnce(
  database: Database,
  tenantId: string,
  file: Buffer,
  expected?: number,
): Promise<{ ms: number; rateGroupId: string }> {
  const actor = { tenantId };
  const rateGroupId = await freshGroup(database, tenantId);
  const head = await readDeckHead(readSheet(Readable.from(chunksOf(file)), bounds));
  const deckId = await database.withTenant(actor, async (tx) => {
    const { id } = await createDeck(tx, {
      rateGroupId,
      fileName: 'deck.csv',
      objectKey: randomUUID(),
      bytes: file.length,
      head,
    });
    const mapping = deckMapping.parse((await proposeMapping(tx, head)).mapping);
    await tx.sql`update rate_decks set mapping = ${JSON.stringify(mapping)}::jsonb where tenant_id = ${tenantId} and id = ${id}`;
    return id;
  });
  const start = performance.now();
  await previewDeck(database, { deckId, actor, content: Readable.from(chunksOf(file)), at: new Date() });
  const previewed = performance.now();
  const now = new Date();
  const { added } = await database.withTenant(actor, (tx) =>
    applyDeck(tx, { deckId, mode: 'replace', effectiveAt: now, now, allowBelowCost: false }),
  );
  const end = performance.now();
  if (expected !== undefined && added !== expected) throw new Error(`applied ${added} of ${expected} rates`);
  process.stderr.write(`preview ${(previewed - start).toFixed(0)} ms, apply ${(end - previewed).toFixed(0)} ms\n`);
  return { ms: end - start, rateGroupId };
}

/** The rows that came of it, but for what is each group's own, as COPY takes them. */
async function finishedRows(sql: postgres.Sql, rateGroupId: string): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    select concat_ws(e'\t', prefix, destination, block_seconds, price_per_block_micros, connection_fee_micros, grace_seconds,
      minimum_charge_micros) as line from rates where rate_group_id = ${rateGroupId} order by id`;
  return rows.map((row) => row.line);
}

/** The same rows, ready-made, by the server's fastest way in; as the superuser, because COPY refuses row-level security. */
async function copyOnce(
  sql: postgres.Sql,
  database: Database,
  tenantId: string,
  finished: readonly string[],
): Promise<number> {
  const rateGroupId = await freshGroup(database, tenantId);
  const [{ id: versionId }] = await sql<[{ id: string }]>`
    insert into rate_group_versions (tenant_id, rate_group_id, seq, kind, effective_at, added, changed, removed)
    values (${tenantId}, ${rateGroupId}, 1, 'deck', now(), ${finished.length}, 0, 0) returning id`;
  const own = `${tenantId}\t${rateGroupId}\t${versionId}\t${new Date().toISOString()}`;
  const text = finished.map((line) => `${own}\t${line}\n`).join('');
  const start = performance.now();
  const copy =
    await sql`copy rates (tenant_id, rate_group_id, version_id, effective_from, prefix, destination, block_seconds,
    price_per_block_micros, connection_fee_micros, grace_seconds, minimum_charge_micros) from stdin`.writable();
  await new Promise<void>((resolve, reject) => {
    copy.once('error', reject).once('finish', resolve).end(text);
  });
  return performance.now() - start;
}
