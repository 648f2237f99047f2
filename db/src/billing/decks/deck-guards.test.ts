// What must not slip past a deck or an undoing: prices below a cost that moved, a preview that nobody saw, a change that came later.
import { Readable } from 'node:stream';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@yunhu/tests/setup';
import { type Database, openDatabase, type TenantTx } from '../../connect/index.ts';
import { assignRateGroup } from '../assign-rate-group.ts';
import { createRateGroup } from '../create-rate-group.ts';
import { createTenant } from '../create-tenant.ts';
import { loadListRates } from '../load-list-rates.ts';
import { micros } from '../micros.ts';
import {
  applyDeck,
  changeRates,
  checkUndo,
  findDeck,
  loadCostStamp,
  previewDeck,
  requestDeckPreview,
  createDeck,
  undoVersion,
} from './index.ts';
import { deckMapping } from './mapping.ts';

const at = new Date('2026-03-01T08:00:00Z');
const later = (hours: number) => new Date(at.getTime() + hours * 3_600_000);
const rate = (prefix: string, price: number) => ({
  prefix,
  destination: `to ${prefix}`,
  blockSeconds: 60,
  pricePerBlockMicros: micros(price),
});

let testDatabase: TestDatabase;
let database: Database;
let behind: postgres.Sql;
let operatorId: string;
let agentId: string;
/** What the agent buys at, and what it sells at. */
let costGroupId: string;
let listId: string;

const as = <T>(tenantId: string, fn: (tx: TenantTx) => Promise<T>) => database.withTenant({ tenantId }, fn);
const asAgent = <T>(fn: (tx: TenantTx) => Promise<T>) => as(agentId, fn);
const newGroup = (tenantId: string, ...rates: ReturnType<typeof rate>[]) =>
  as(tenantId, (tx) => createRateGroup(tx, { name: 'Voice', rates }));
const changeOf = (tenantId: string, rateGroupId: string, changes: Partial<Parameters<typeof changeRates>[1]>) =>
  as(tenantId, (tx) => changeRates(tx, { rateGroupId, set: [], close: [], now: at, ...changes }));
const change = (changes: Partial<Parameters<typeof changeRates>[1]>) => changeOf(agentId, listId, changes);
const undo = (versionId: string, now: Date, allowed = false) =>
  asAgent((tx) => {
    const version = { rateGroupId: listId, versionId, now };
    const findBelowCost = () =>
      database.withSnapshot('test', (platform) => checkUndo(platform, agentId, version, allowed));
    return undoVersion(tx, { ...version, findBelowCost });
  });

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
  agentId = await as(operatorId, (tx) =>
    createTenant(tx, { parentId: operatorId, kind: 'agent', name: 'north', loginName: 'north', passwordHash: 'x' }),
  );
});

afterAll(async () => {
  await database.close();
  await behind.end();
  await testDatabase.drop();
});

beforeEach(async () => {
  costGroupId = await newGroup(operatorId, rate('86', 50_000));
  await as(operatorId, (tx) => assignRateGroup(tx, agentId, costGroupId));
  listId = await newGroup(agentId, rate('86', 100_000), rate('44', 60_000));
});

const priceOf = async (prefix: string, when: Date) => {
  const rates = await asAgent((tx) => loadListRates(tx, listId));
  return rates.find(
    (one) => one.prefix === prefix && one.effectiveFromMs <= when.getTime() && when.getTime() < one.effectiveUntilMs,
  )?.pricePerBlockMicros;
};

describe('undoing what a later version changed', () => {
  it('is refused where the prefix came back and is to end later', async () => {
    const first = await change({ close: ['44'] });
    await change({ set: [rate('44', 70_000)], now: later(1) });
    await change({ close: ['44'], now: later(2), effectiveFrom: later(10) });
    await expect(undo(first, later(3))).rejects.toMatchObject({ code: 'superseded' });
  });

  it('is refused where the prefix came back and has ended since', async () => {
    const first = await change({ close: ['44'] });
    await change({ set: [rate('44', 70_000)], now: later(1) });
    await change({ close: ['44'], now: later(2) });
    await expect(undo(first, later(3))).rejects.toMatchObject({ code: 'superseded' });
    expect(await priceOf('44', later(4))).toBeUndefined();
  });
});

test('a rate that would hold beside another is refused as a conflict, not as a failure', async () => {
  const first = await change({ close: ['44'], effectiveFrom: later(5) });
  // Written behind the list's back, as no version of it would.
  await behind`insert into rates (tenant_id, rate_group_id, prefix, destination, block_seconds, price_per_block_micros, effective_from,
      effective_until)
    select tenant_id, rate_group_id, prefix, destination, block_seconds, 1, ${later(6)}, ${later(7)} from rates
    where rate_group_id = ${listId} and prefix = '44'`;
  await behind`update rate_group_versions set effective_at = ${later(9)} where id = ${first}`;
  await expect(undo(first, later(1))).rejects.toMatchObject({ code: 'scheduled_change' });
});

describe('a new deck', () => {
  const head = { headingRows: 0, headings: ['a'], sample: [] };
  const upload = (objectKey: string) =>
    asAgent((tx) => createDeck(tx, { rateGroupId: listId, fileName: 'x', objectKey, bytes: 1, head }));

  it("leaves a colleague's file that is not previewed yet, and takes away what lay there for a day", async () => {
    const { id: old } = await upload('tenant/old');
    await behind`update rate_decks set created_at = now() - interval '25 hours' where id = ${old}`;
    expect((await upload('tenant/new')).unusedKeys).toEqual(['tenant/old']);
    expect((await upload('tenant/newer')).unusedKeys).toEqual(['tenant/old']);
  });
});

describe('undoing below cost', () => {
  const allowedPrices = async () =>
    (await asAgent((tx) => loadListRates(tx, listId))).filter((one) => one.belowCostAllowed).map((one) => one.prefix);

  it('is refused where the cost has risen since, unless the seller says that he knows', async () => {
    const raised = await change({ set: [rate('86', 200_000)] });
    await changeOf(operatorId, costGroupId, { set: [rate('86', 150_000)], now: later(1) });
    await expect(undo(raised, later(2))).rejects.toMatchObject({ code: 'below_cost', fields: [{ field: '86' }] });
    await undo(raised, later(2), true);
    expect(await priceOf('86', later(2))).toBe(100_000n);
    expect(await allowedPrices()).toEqual(['86']);
  });

  it('is asked about anew where the price that comes back was allowed once', async () => {
    const cheap = await change({ set: [rate('86', 40_000)], belowCost: ['86'] });
    const raised = await change({ set: [rate('86', 200_000)], now: later(1) });
    await expect(undo(raised, later(2))).rejects.toMatchObject({ code: 'below_cost' });
    expect(cheap).not.toBe(raised);
  });

  it('is refused for a change to come that was to keep the price above a cost to come', async () => {
    const coming = await change({ set: [rate('86', 200_000)], effectiveFrom: later(10) });
    await changeOf(operatorId, costGroupId, { set: [rate('86', 150_000)], effectiveFrom: later(10) });
    await expect(undo(coming, later(1))).rejects.toMatchObject({ code: 'below_cost', fields: [{ field: '86' }] });
    await undo(coming, later(1), true);
    expect(await allowedPrices()).toEqual(['86']);
  });
});

describe('applying a deck', () => {
  const head = { headingRows: 0, headings: ['a', 'b', 'c'], sample: [] };
  const preview = async (deckId: string, csv: string, when: Date, column = 1) => {
    const mapping = deckMapping.parse({ columns: { prefix: 0, pricePerBlock: column }, headingRows: 0 });
    await asAgent((tx) => requestDeckPreview(tx, { rateGroupId: listId, deckId }, mapping));
    const content = Readable.from([Buffer.from(csv)]);
    return previewDeck(database, { deckId, actor: { tenantId: agentId }, content, at: when });
  };
  const prepare = async (csv: string) => {
    const { id } = await asAgent((tx) =>
      createDeck(tx, { rateGroupId: listId, fileName: 'x', objectKey: 'x', bytes: 1, head }),
    );
    return { id, finding: await preview(id, csv, at) };
  };
  const apply = (deckId: string, more: Partial<Parameters<typeof applyDeck>[1]> = {}) =>
    asAgent((tx) =>
      applyDeck(tx, {
        ...{ deckId, mode: 'merge', effectiveAt: at, now: at, allowBelowCost: false, ...more },
        findCostStamp: (rateGroupId) =>
          database.withSnapshot('test', (platform) => loadCostStamp(platform, { tenantId: agentId, rateGroupId })),
      }),
    );

  it('is refused where the cost has risen since the preview, or is another group', async () => {
    const { id, finding } = await prepare('86,0.08,0\n');
    expect(finding).toMatchObject({ belowCost: 0 });
    await changeOf(operatorId, costGroupId, { set: [rate('86', 90_000)], now: later(1) });
    await expect(apply(id)).rejects.toMatchObject({ code: 'stale_preview' });
    const again = await prepare('86,0.095,0\n');
    const other = await newGroup(operatorId, rate('86', 99_000));
    await as(operatorId, (tx) => assignRateGroup(tx, agentId, other));
    await expect(apply(again.id)).rejects.toMatchObject({ code: 'stale_preview' });
    await expect(apply((await prepare('86,0.12,0\n')).id)).resolves.toMatchObject({ changed: 1 });
  });

  it('is refused where another preview than the one that was seen has ended', async () => {
    const { id } = await prepare('86,0.2,0.3\n');
    const { previewedAt } = await asAgent((tx) => findDeck(tx, { deckId: id }));
    await preview(id, '86,0.2,0.3\n', later(1), 2);
    await expect(apply(id, { previewedAt: previewedAt ?? at })).rejects.toMatchObject({ code: 'stale_preview' });
    await expect(apply(id, { previewedAt: later(1) })).resolves.toMatchObject({ changed: 1 });
  });

  it('marks each rate that is allowed below cost, more of them than are shown', async () => {
    const { id } = await prepare(Array.from({ length: 5_100 }, (_, i) => `${8_600_000 + i},0.01,0\n`).join(''));
    await apply(id, { allowBelowCost: true });
    const rates = await asAgent((tx) => loadListRates(tx, listId));
    expect(rates.filter((one) => one.belowCostAllowed)).toHaveLength(5_100);
  });
});
