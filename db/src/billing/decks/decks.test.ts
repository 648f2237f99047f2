// Decks from the file to the price list and back, on a real database under row-level security.
import { Readable } from 'node:stream';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@yunhu/tests/setup';
import { type Database, openDatabase, type TenantTx } from '../../connect/index.ts';
import { readSheet } from '../../sheets/index.ts';
import { assignRateGroup } from '../assign-rate-group.ts';
import { createRateGroup } from '../create-rate-group.ts';
import { createTenant } from '../create-tenant.ts';
import { loadRates } from '../load-rates.ts';
import { micros } from '../micros.ts';
import { buildRateSnapshot, findRate } from '../find-rate.ts';
import {
  applyDeck,
  changeRates,
  createDeck,
  type DeckApplication,
  type DeckFinding,
  findDeck,
  listDeckLosses,
  listDeckRows,
  listVersions,
  previewDeck,
  proposeMapping,
  readDeckHead,
  requestDeckApply,
  requestDeckPreview,
  undoVersion,
} from './index.ts';
import { deckMapping } from './mapping.ts';

const at = new Date('2026-03-01T08:00:00Z');
const later = (hours: number) => new Date(at.getTime() + hours * 3_600_000);
const rate = (prefix: string, price: number, destination = `to ${prefix}`) => ({
  prefix,
  destination,
  blockSeconds: 60,
  pricePerBlockMicros: micros(price),
});

let testDatabase: TestDatabase;
let database: Database;
let behind: postgres.Sql;
let operatorId: string;
let agentId: string;
let customerId: string;
let rateGroupId: string;

const asOperator = <T>(fn: (tx: TenantTx) => Promise<T>) => database.withTenant({ tenantId: operatorId }, fn);

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const { app: appUrl, platform: platformUrl, superuser } = testDatabase.urls;
  database = openDatabase({ appUrl, platformUrl, maxConnections: 2 });
  behind = postgres(superuser, { max: 1, onnotice: () => undefined });
  const [operator] = await behind<
    [{ id: string }]
  >`insert into tenants (kind, name) values ('operator', 'Operator') returning id`;
  operatorId = operator.id;
  await behind`select open_wallet(${operatorId})`;
  const create = (parentId: string, kind: 'agent' | 'customer', name: string) =>
    database.withTenant({ tenantId: parentId }, (tx) =>
      createTenant(tx, { parentId, kind, name, loginName: name, passwordHash: 'x' }),
    );
  agentId = await create(operatorId, 'agent', 'north');
  customerId = await create(agentId, 'customer', 'bakery');
});

afterAll(async () => {
  await database.close();
  await behind.end();
  await testDatabase.drop();
});

beforeEach(async () => {
  rateGroupId = await asOperator((tx) =>
    createRateGroup(tx, { name: 'Voice', rates: [rate('86', 100_000), rate('8610', 120_000), rate('44', 50_000)] }),
  );
});

const heading = 'prefix,destination,price_per_block,block_seconds\n';

async function upload(csv: string, fileName = 'deck.csv'): Promise<string> {
  const head = await readDeckHead(readSheet(Readable.from([Buffer.from(csv)]), { maxRows: 1e6, maxBytes: 1e9 }));
  return asOperator(async (tx) => {
    const { id } = await createDeck(tx, {
      rateGroupId,
      fileName,
      objectKey: `tenant/${operatorId}/uploads/x`,
      bytes: csv.length,
      head,
    });
    const { mapping } = await proposeMapping(tx, head);
    await requestDeckPreview(tx, { rateGroupId, deckId: id }, deckMapping.parse(mapping));
    return id;
  });
}

function preview(deckId: string, csv: string): Promise<DeckFinding> {
  const content = Readable.from([Buffer.from(csv)]);
  return previewDeck(database, { deckId, actor: { tenantId: operatorId }, content, at });
}

async function prepare(rows: string): Promise<{ deckId: string; finding: DeckFinding }> {
  const deckId = await upload(heading + rows);
  return { deckId, finding: await preview(deckId, heading + rows) };
}

const apply = (deckId: string, more: Partial<DeckApplication> = {}) =>
  asOperator((tx) =>
    applyDeck(tx, { deckId, mode: 'replace', effectiveAt: at, now: at, allowBelowCost: false, ...more }),
  );
// The operator buys from nobody.
const findBelowCost = () => Promise.resolve([]);
const undo = (versionId: string, now: Date) =>
  asOperator((tx) => undoVersion(tx, { rateGroupId, versionId, now, findBelowCost }));
const change = (changes: Partial<Parameters<typeof changeRates>[1]>) =>
  asOperator((tx) => changeRates(tx, { rateGroupId, set: [], close: [], now: at, ...changes }));

/** What a number costs at a moment, as the dialer finds it. */
async function priceAt(number: string, when: Date): Promise<string> {
  const rates = await database.withPlatform('test', (tx) => loadRates(tx, rateGroupId));
  const found = findRate(buildRateSnapshot(rates), number, when);
  return found === undefined ? 'none' : `${found.prefix} ${found.pricePerBlockMicros}`;
}
const pricesAt = (when: Date) => Promise.all(['8612', '8610', '44', '49'].map((number) => priceAt(number, when)));
const initial = ['86 100000', '8610 120000', '44 50000', 'none'];

/** The rows of one kind as a page shows them. */
const rowsOf = async (deckId: string, kind: Parameters<typeof listDeckRows>[1]['kind']) =>
  (await asOperator((tx) => listDeckRows(tx, { rateGroupId, deckId, kind }, { limit: 200 }))).items;

describe('a deck', () => {
  const rows = '86,to 86,0.1,60\n8610,to 8610,0.13,60\n49,Germany,0.2,60\n1,US,"1,5",60\n86,again,0.1,60\n';

  it('is previewed: what it adds, changes, leaves, removes, repeats and what is wrong in it', async () => {
    const { deckId, finding } = await prepare(rows);
    expect(finding).toEqual({
      ...{
        rows: 5,
        added: 1,
        changed: 1,
        raised: 1,
        lowered: 0,
        unchanged: 1,
        removed: 1,
        rejected: 1,
        repeated: 1,
        kept: 0,
      },
      losses: 0,
      belowCost: 0,
    });
    expect(await rowsOf(deckId, 'changed')).toMatchObject([
      { line: 3, prefix: '8610', before: { pricePerBlockMicros: 120_000n }, after: { pricePerBlockMicros: 130_000n } },
    ]);
    expect(await rowsOf(deckId, 'added')).toMatchObject([
      { prefix: '49', before: null, after: { destination: 'Germany' } },
    ]);
    expect(await rowsOf(deckId, 'removed')).toMatchObject([
      { line: null, prefix: '44', before: { blockSeconds: 60 }, after: null },
    ]);
    expect(await rowsOf(deckId, 'rejected')).toMatchObject([
      { line: 5, rejection: { field: 'pricePerBlock', reason: 'decimal_sign', cell: '1,5' } },
    ]);
    expect(await rowsOf(deckId, 'repeated')).toMatchObject([{ line: 6, prefix: '86' }]);
    expect(await pricesAt(at)).toEqual(initial);
  });

  it('is applied in one transaction, and calls before it keep their prices', async () => {
    const { deckId } = await prepare(rows);
    const applied = await apply(deckId);
    expect(applied).toMatchObject({ added: 1, changed: 1, removed: 1 });
    expect(await pricesAt(later(-1))).toEqual(initial);
    expect(await pricesAt(at)).toEqual(['86 100000', '8610 130000', 'none', '49 200000']);
    const deck = await asOperator((tx) => findDeck(tx, { deckId }));
    expect(deck).toMatchObject({ state: 'applied', versionId: applied.versionId });
    expect(await apply(deckId)).toEqual(applied);
    const { items } = await asOperator((tx) => listVersions(tx, rateGroupId, { limit: 10 }));
    expect(items).toMatchObject([
      { seq: 1, kind: 'deck', fileName: 'deck.csv', effectiveAt: at, added: 1, changed: 1, removed: 1 },
    ]);
  });

  it('leaves what it does not name when it is merged', async () => {
    const { deckId } = await prepare(rows);
    await apply(deckId, { mode: 'merge' });
    expect(await pricesAt(at)).toEqual(['86 100000', '8610 130000', '44 50000', '49 200000']);
  });

  it('comes into effect at its time', async () => {
    const { deckId } = await prepare(rows);
    await apply(deckId, { effectiveAt: later(24) });
    expect(await pricesAt(later(23))).toEqual(initial);
    expect(await pricesAt(later(24))).toEqual(['86 100000', '8610 130000', 'none', '49 200000']);
  });

  it('is refused as stale once the rates have changed since its preview, and when its rows are gone', async () => {
    const { deckId } = await prepare(rows);
    const other = await prepare('86,to 86,0.3,60\n');
    await expect(apply(deckId)).rejects.toMatchObject({ code: 'stale_preview' });
    await change({ set: [rate('33', 1)] });
    await expect(apply(other.deckId)).rejects.toMatchObject({ code: 'stale_preview' });
    await expect(
      asOperator((tx) =>
        requestDeckApply(tx, { rateGroupId, deckId: other.deckId }, { mode: 'merge', allowBelowCost: false, now: at }),
      ),
    ).rejects.toMatchObject({ code: 'stale_preview' });
  });

  it('is refused while another change is scheduled, and applied once that is withdrawn', async () => {
    const scheduled = await change({ set: [rate('86', 90_000)], effectiveFrom: later(5) });
    const { deckId } = await prepare(rows);
    await expect(apply(deckId)).rejects.toMatchObject({ code: 'scheduled_change' });
    await undo(scheduled, later(1));
    const again = await prepare(rows);
    await expect(apply(again.deckId, { now: later(1), effectiveAt: later(1) })).resolves.toMatchObject({ changed: 1 });
  });

  it('is not applied before it is previewed', async () => {
    const deckId = await upload(heading + rows);
    await expect(apply(deckId)).rejects.toMatchObject({ code: 'invalid_transition' });
  });

  it('of wrong bytes changes nothing', async () => {
    const deckId = await upload(heading + rows);
    await expect(preview(deckId, `${heading}86,"never closed\n`)).rejects.toMatchObject({ code: 'file_unreadable' });
    expect(await asOperator((tx) => findDeck(tx, { deckId }))).toMatchObject({ state: 'uploaded', summary: null });
  });

  it('is read by nobody else', async () => {
    const { deckId } = await prepare(rows);
    for (const tenantId of [agentId, customerId]) {
      await expect(database.withTenant({ tenantId }, (tx) => findDeck(tx, { deckId }))).rejects.toMatchObject({
        code: 'not_found',
      });
      await expect(
        database.withTenant({ tenantId }, (tx) =>
          applyDeck(tx, { deckId, mode: 'merge', effectiveAt: at, now: at, allowBelowCost: false }),
        ),
      ).rejects.toMatchObject({ code: 'not_found' });
    }
  });
});

test('what the columns mean is remembered for files with the same headings', async () => {
  const csv = 'A,B,C\n86,x,0.6\n';
  const head = await readDeckHead(readSheet(Readable.from([Buffer.from(csv)]), { maxRows: 9, maxBytes: 1e9 }));
  const { id: deckId } = await asOperator((tx) =>
    createDeck(tx, { rateGroupId, fileName: 'x', objectKey: 'x', bytes: 1, head }),
  );
  const first = await asOperator((tx) => proposeMapping(tx, head));
  expect(first).toMatchObject({ remembered: false, mapping: { columns: {} } });
  const said = deckMapping.parse({ columns: { prefix: 0, pricePerMinute: 2 }, blockSeconds: 6, headingRows: 1 });
  await asOperator((tx) => requestDeckPreview(tx, { rateGroupId, deckId }, said));
  expect(await asOperator((tx) => proposeMapping(tx, head))).toEqual({ remembered: true, mapping: said });
  expect(await preview(deckId, csv)).toMatchObject({ changed: 1, raised: 1, removed: 2 });
  const tooWide = deckMapping.parse({ columns: { prefix: 0, pricePerMinute: 7 } });
  await expect(asOperator((tx) => requestDeckPreview(tx, { rateGroupId, deckId }, tooWide))).rejects.toMatchObject({
    code: 'invalid_input',
  });
});

describe('undoing', () => {
  const rows = '86,to 86,0.2,60\n49,Germany,0.2,60\n';

  it('brings back what a deck ended and ends what it began, as a version of its own that can be undone too', async () => {
    const { versionId } = await apply((await prepare(rows)).deckId);
    const changed = ['86 200000', '86 200000', 'none', '49 200000'];
    expect(await pricesAt(later(1))).toEqual(changed);
    const undone = await undo(versionId, later(2));
    expect(undone).toMatchObject({ added: 2, changed: 1, removed: 1 });
    expect(await pricesAt(later(1))).toEqual(changed);
    expect(await pricesAt(later(2))).toEqual(initial);
    await undo(undone.versionId, later(3));
    expect(await pricesAt(later(2.5))).toEqual(initial);
    expect(await pricesAt(later(3))).toEqual(changed);
    const { items } = await asOperator((tx) => listVersions(tx, rateGroupId, { limit: 10 }));
    expect(items.map(({ seq, kind, undoesSeq, undoneBySeq }) => [seq, kind, undoesSeq, undoneBySeq])).toEqual([
      [3, 'undo', 2, null],
      [2, 'undo', 1, 3],
      [1, 'deck', null, 2],
    ]);
  });

  it('withdraws what has not come into effect, as if it had never been', async () => {
    const { versionId } = await apply((await prepare(rows)).deckId, { effectiveAt: later(10) });
    await undo(versionId, later(1));
    for (const hours of [0, 1, 10, 1000]) expect(await pricesAt(later(hours))).toEqual(initial);
    await change({ set: [rate('86', 70_000)], now: later(2) });
    expect(await priceAt('8612', later(10))).toBe('86 70000');
  });

  it('is refused where a later version changed the same prefixes, and twice', async () => {
    const { versionId } = await apply((await prepare(rows)).deckId);
    const edit = await change({ set: [rate('86', 300_000)], now: later(1) });
    await expect(undo(versionId, later(2))).rejects.toMatchObject({ code: 'superseded' });
    await undo(edit, later(2));
    await expect(undo(edit, later(3))).rejects.toMatchObject({ code: 'superseded' });
    expect(await priceAt('8612', later(3))).toBe('86 200000');
  });

  it('of one change leaves later changes of other prefixes alone', async () => {
    const first = await change({ set: [rate('86', 1)] });
    await change({ set: [rate('44', 2)], now: later(1) });
    await undo(first, later(2));
    expect(await pricesAt(later(2))).toEqual(['86 100000', '8610 120000', '44 2', 'none']);
  });

  it("of somebody else's version is not found", async () => {
    const { versionId } = await apply((await prepare(rows)).deckId);
    await expect(
      database.withTenant({ tenantId: agentId }, (tx) =>
        undoVersion(tx, { rateGroupId, versionId, now: at, findBelowCost }),
      ),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('changes by hand', () => {
  it('add, change and close rates as one version, from a time on', async () => {
    await change({ set: [rate('86', 1), rate('49', 2)], close: ['44'], effectiveFrom: later(1) });
    expect(await pricesAt(at)).toEqual(initial);
    expect(await pricesAt(later(1))).toEqual(['86 1', '8610 120000', 'none', '49 2']);
  });

  it.each([
    ['a prefix twice', { set: [rate('86', 1), rate('86', 2)] }, 'set.1.prefix'],
    ['one to set and to close', { set: [rate('86', 1)], close: ['86'] }, 'close.0'],
    ['a prefix without a rate to close', { close: ['7'] }, 'close.0'],
    ['a price too large', { set: [rate('86', 1_000_000_000_001)] }, 'set.0.pricePerBlock'],
    ['nothing new', { set: [rate('86', 100_000)] }, 'set'],
    ['a time that has passed', { set: [rate('86', 1)], effectiveFrom: later(-1) }, 'effectiveFrom'],
  ])('are refused for %s', async (_, changes, field) => {
    await expect(change(changes)).rejects.toMatchObject({ code: 'invalid_input', fields: [{ field }] });
    expect(await pricesAt(at)).toEqual(initial);
  });

  it('are refused for a prefix that will change later anyway', async () => {
    await change({ close: ['44'], effectiveFrom: later(1) });
    await expect(change({ set: [rate('44', 1)] })).rejects.toMatchObject({ code: 'scheduled_change' });
    await expect(change({ set: [rate('86', 1)] })).resolves.toBeTypeOf('string');
  });
});

describe('who would lose by a deck', () => {
  it('is everybody below who sells under the new cost, group by group', async () => {
    const sold = await database.withTenant({ tenantId: agentId }, (tx) =>
      createRateGroup(tx, {
        name: 'North sells',
        rates: [rate('86', 150_000), rate('861', 90_000), rate('49', 1_000)],
      }),
    );
    await asOperator((tx) => assignRateGroup(tx, agentId, rateGroupId));
    await database.withTenant({ tenantId: agentId }, (tx) => assignRateGroup(tx, customerId, sold));
    // 861 loses already, and by as much; 8610 loses from now on.
    const { deckId, finding } = await prepare('86,to 86,0.1,60\n8610,to 8610,0.16,60\n44,to 44,0.05,60\n');
    expect(finding).toMatchObject({ losses: 1, belowCost: 0 });
    const { items } = await asOperator((tx) => listDeckLosses(tx, { rateGroupId, deckId }, { limit: 10 }));
    expect(items).toMatchObject([
      { sellerName: 'north', soldGroupName: 'North sells', prefix: '8610', costPrefix: '8610', soldPrefix: '861' },
    ]);
    expect(items[0]?.lossMicros).toBeGreaterThan(items[0]?.lossBeforeMicros ?? 0n);
  });

  it('is the seller itself, who is refused unless he says that he knows', async () => {
    await asOperator((tx) => assignRateGroup(tx, agentId, rateGroupId));
    const own = await database.withTenant({ tenantId: agentId }, (tx) =>
      createRateGroup(tx, { name: 'Cheap', rates: [rate('86', 200_000)] }),
    );
    const csv = `${heading}86,China,0.09,60\n`;
    const head = await readDeckHead(readSheet(Readable.from([Buffer.from(csv)]), { maxRows: 9, maxBytes: 1e9 }));
    const asAgent = <T>(fn: (tx: TenantTx) => Promise<T>) => database.withTenant({ tenantId: agentId }, fn);
    const deckId = await asAgent(async (tx) => {
      const { id } = await createDeck(tx, { rateGroupId: own, fileName: 'x', objectKey: 'x', bytes: 1, head });
      await requestDeckPreview(
        tx,
        { rateGroupId: own, deckId: id },
        deckMapping.parse((await proposeMapping(tx, head)).mapping),
      );
      return id;
    });
    const finding = await previewDeck(database, {
      deckId,
      actor: { tenantId: agentId },
      content: Readable.from([Buffer.from(csv)]),
      at,
    });
    // At the cost of 86 and of 8610.
    expect(finding).toMatchObject({ belowCost: 2, losses: 0 });
    const applyAs = (allowBelowCost: boolean) =>
      asAgent((tx) => applyDeck(tx, { deckId, mode: 'merge', effectiveAt: at, now: at, allowBelowCost }));
    await expect(applyAs(false)).rejects.toMatchObject({ code: 'below_cost' });
    await applyAs(true);
    const allowed =
      await behind`select prefix from rates where rate_group_id = ${own} and below_cost_allowed_at is not null`;
    expect(allowed).toMatchObject([{ prefix: '86' }]);
  });
});
