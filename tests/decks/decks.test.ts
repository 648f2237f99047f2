// Decks as a seller uses them: over the API, with the jobs process behind it.
import { randomUUID } from 'node:crypto';
import {
  askedJob,
  deck as deckSchema,
  deckLoss,
  type DeckMapping,
  deckRow,
  job as jobSchema,
  listOf,
  pageOf,
  rate,
  rateGroup,
  rateGroupVersion,
  undoneVersion,
} from '@yunhu/api/schemas';
import { enqueueJob } from '@yunhu/db/jobs';
import { systemClock } from '@yunhu/db/time';
import { silentLog } from '@yunhu/workers';
import { jobHandlers, type RunningJobs, startJobs } from '@yunhu/workers/jobs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { startTestApi, type TestApi, type TestClient } from '../setup/api.ts';
import { createTestTenant, type TestTenant } from '../setup/customer.ts';
import { eventually } from '../setup/eventually.ts';

const limitMs = 60_000;
/** Of a file that is long on purpose, on a machine that has other work too. */
const longLimitMs = 170_000;

let api: TestApi;
let jobs: RunningJobs;
let operator: TestClient;
let agent: TestTenant;
let customer: TestTenant;
let stranger: TestTenant;
let groupId: string;

beforeAll(async () => {
  api = await startTestApi();
  const { database, objects } = api;
  const options = { database, objects, clock: systemClock, log: silentLog, runnerId: randomUUID(), atOnce: 1 };
  jobs = await startJobs({ ...options, handlers: jobHandlers });
  operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, {
    kind: 'agent',
    name: 'North',
    loginName: 'north',
    pricePerBlock: '0.10',
  });
  stranger = await createTestTenant(api, operator, { kind: 'agent', name: 'South', loginName: 'south' });
  customer = await createTestTenant(api, agent.client, {
    kind: 'customer',
    name: 'Bakery',
    loginName: 'bakery',
    pricePerBlock: '0.138',
  });
}, limitMs);

afterAll(async () => {
  await jobs.stop();
  await api.stop();
});

const china = { prefix: '86', destination: 'China', blockSeconds: 60, pricePerBlock: '0.1' };
const britain = { prefix: '44', destination: 'UK', blockSeconds: 6, pricePerBlock: '0.05' };

beforeEach(async () => {
  groupId = (await operator.post('/v1/rate-groups', { name: 'Voice', rates: [china, britain] })).as(rateGroup).id;
});

const path = (rest: string, id = groupId) => `/v1/rate-groups/${id}${rest}`;
const binary = { 'content-type': 'application/octet-stream' };

async function upload(body: string | Buffer, fileName = 'deck.csv', client = operator, id = groupId) {
  const response = await client.fetch(`${path('/decks', id)}?fileName=${encodeURIComponent(fileName)}`, {
    method: 'POST',
    headers: binary,
    body,
  });
  return { status: response.status, body: await response.json() };
}

async function uploaded(body: string | Buffer, fileName?: string) {
  const answer = await upload(body, fileName);
  expect(answer).toMatchObject({ status: 201 });
  return deckSchema.parse(answer.body);
}

const finished = (jobId: string, client = operator) =>
  eventually(
    async () => (await client.get(`/v1/jobs/${jobId}`)).as(jobSchema),
    ({ state }) => ['done', 'failed', 'cancelled'].includes(state),
    longLimitMs,
  );

async function previewed(body: string | Buffer, mapping: Partial<DeckMapping> = {}) {
  const found = await uploaded(body);
  const { jobId } = (await operator.post(path(`/decks/${found.id}/preview`), { ...found.mapping, ...mapping })).as(
    askedJob,
  );
  const job = await finished(jobId);
  return { job, deck: (await operator.get(path(`/decks/${found.id}`))).as(deckSchema) };
}

async function applied(deckId: string, body: object = { mode: 'replace' }) {
  const { jobId } = (await operator.post(path(`/decks/${deckId}/apply`), body)).as(askedJob);
  return finished(jobId);
}

const rates = async (query = '') =>
  (await operator.get(path(`/rates?limit=200${query}`)))
    .as(pageOf(rate))
    .items.map((item) => `${item.prefix} ${item.destination} ${item.pricePerBlockMicros}/${item.blockSeconds}`);
const initial = ['44 UK 50000/6', '86 China 100000/60'];
const versions = async () => (await operator.get(path('/versions'))).as(pageOf(rateGroupVersion)).items;

const heading = 'Prefix,Destination,Price per minute,Increment\n';

describe('a deck', () => {
  it('is uploaded, understood, previewed and applied as a version with its file and its counts', async () => {
    const found = await uploaded(`${heading}+86,China,0.12,60\n`, '价格 2026.csv');
    expect(found).toMatchObject({
      fileName: '价格 2026.csv',
      state: 'uploaded',
      headings: ['Prefix', 'Destination', 'Price per minute', 'Increment'],
      sample: [['+86', 'China', '0.12', '60']],
      mapping: { columns: { prefix: 0, destination: 1, pricePerMinute: 2, blockSeconds: 3 }, headingRows: 1 },
      remembered: false,
    });
    const { deck } = await previewed(`${heading}+86,China,0.12,60\n49,Germany,0.06,6\n1,US,"0,5",60\n`);
    expect(deck).toMatchObject({
      state: 'previewed',
      stale: false,
      remembered: false,
      summary: {
        rows: 3,
        added: 1,
        changed: 1,
        raised: 1,
        unchanged: 0,
        removed: 1,
        rejected: 1,
        losses: 0,
        belowCost: 0,
      },
    });
    const rows = async (kind: string) =>
      (await operator.get(path(`/decks/${deck.id}/rows?kind=${kind}`))).as(pageOf(deckRow)).items;
    expect(await rows('changed')).toMatchObject([
      { line: 2, prefix: '86', before: { pricePerBlockMicros: '100000' }, after: { pricePerBlockMicros: '120000' } },
    ]);
    expect(await rows('rejected')).toMatchObject([
      { line: 4, rejection: { field: 'pricePerMinute', reason: 'decimal_sign', cell: '0,5' } },
    ]);
    expect(await rates()).toEqual(initial);
    const job = await applied(deck.id);
    expect(job).toMatchObject({ state: 'done', result: { added: 1, changed: 1, removed: 1 } });
    expect(await rates()).toEqual(['49 Germany 6000/6', '86 China 120000/60']);
    expect(await versions()).toMatchObject([
      { seq: 1, kind: 'deck', fileName: 'deck.csv', staffName: 'Operator', added: 1, changed: 1, removed: 1 },
    ]);
    expect((await operator.post(path(`/decks/${deck.id}/apply`), { mode: 'merge' })).status).toBe(409);
  });

  it('takes effect at its time, and is withdrawn by undoing it', async () => {
    const { deck } = await previewed(`${heading}86,China,0.2,60\n`);
    const effectiveFrom = new Date(Date.now() + 86_400_000).toISOString();
    expect(await applied(deck.id, { mode: 'merge', effectiveFrom })).toMatchObject({ state: 'done' });
    expect(await rates()).toEqual(['44 UK 50000/6', '86 China 100000/60', '86 China 200000/60']);
    const [version] = await versions();
    expect(version).toMatchObject({ effectiveAt: effectiveFrom, undoneBySeq: null });
    const undone = (await operator.post(path(`/versions/${version?.id}/undo`))).as(undoneVersion);
    expect(undone.version).toMatchObject({ seq: 2, kind: 'undo', undoesSeq: 1 });
    expect(await rates()).toEqual(initial);
    expect((await operator.post(path(`/versions/${version?.id}/undo`))).body).toMatchObject({ code: 'superseded' });
  });

  it('of more rates than an undoing within a request takes is undone as a job', async () => {
    const many = Array.from({ length: 3_000 }, (_, i) => `${1_000_000 + i},Place,0.06,6`).join('\n');
    const { deck } = await previewed(`${heading}${many}\n`);
    await applied(deck.id);
    const [version] = await versions();
    const undone = (await operator.post(path(`/versions/${version?.id}/undo`))).as(undoneVersion);
    expect(undone.version).toBeNull();
    expect(await finished(undone.jobId ?? '')).toMatchObject({ state: 'done', result: { removed: 3_000 } });
    expect(await rates()).toEqual(initial);
  });

  it('is not taken back to prices below a cost that has risen, at once or as a job, unless that is allowed', async () => {
    const cost = async (pricePerBlock: string) =>
      operator.post(path('/changes', bought), { set: [{ ...china, pricePerBlock }] });
    const groups = (await operator.get('/v1/rate-groups')).as(listOf(rateGroup)).items;
    const bought = groups.find((group) => group.name === 'Prices for North')?.id ?? '';
    const sold = (
      await agent.client.post('/v1/rate-groups', { name: 'Sold', rates: [{ ...china, pricePerBlock: '0.3' }] })
    ).as(rateGroup).id;
    const changed = async (set: object[]) =>
      (await agent.client.post(path('/changes', sold), { set })).as(rateGroupVersion).id;
    const undone = async (versionId: string, body?: object) =>
      agent.client.post(path(`/versions/${versionId}/undo`, sold), body);
    const small = await changed([{ ...china, pricePerBlock: '0.6' }]);
    await cost('0.4');
    try {
      expect((await undone(small)).body).toMatchObject({ code: 'below_cost', status: 422 });
      const jobId = await api.database.withTenant({ tenantId: agent.id }, (tx) =>
        enqueueJob(tx, { kind: 'rates-undo', input: { rateGroupId: sold, versionId: small } }),
      );
      expect(await finished(jobId, agent.client)).toMatchObject({ state: 'failed', failure: { code: 'below_cost' } });
      const allowed = (await undone(small, { belowCostAllowed: true })).as(undoneVersion);
      expect(allowed.version).toMatchObject({ kind: 'undo', changed: 1 });
    } finally {
      await cost('0.1');
    }
  });

  it('names those below whose margin would turn negative', async () => {
    const groups = (await operator.get('/v1/rate-groups')).as(listOf(rateGroup)).items;
    const sold = groups.find((group) => group.name === 'Prices for North')?.id ?? '';
    const body = `${heading}86,China,0.15,60\n`;
    const answer = await upload(body, 'up.csv', operator, sold);
    const { id, mapping } = deckSchema.parse(answer.body);
    const { jobId } = (await operator.post(path(`/decks/${id}/preview`, sold), mapping)).as(askedJob);
    expect(await finished(jobId)).toMatchObject({ state: 'done', result: { losses: 1 } });
    const losses = (await operator.get(path(`/decks/${id}/losses`, sold))).as(pageOf(deckLoss)).items;
    expect(losses).toMatchObject([
      {
        seller: { name: 'North' },
        group: { name: 'Prices for Bakery' },
        cost: { prefix: '86', pricePerBlockMicros: '150000' },
        sold: { pricePerBlockMicros: '138000' },
        lossBeforeMicros: '0',
      },
    ]);
  });
});

describe('a file that is wrong', () => {
  const count = async () => {
    const [row] = await api.behind<[{ rates: number; versions: number }]>`
      select (select count(*)::int from rates where rate_group_id = ${groupId}) rates,
        (select count(*)::int from rate_group_versions where rate_group_id = ${groupId}) versions`;
    return row;
  };

  test.each([
    ['an empty file', Buffer.alloc(0), 'empty'],
    ['binary rubbish', Buffer.from([0, 1, 2, 3, 0, 255, 0, 7]), 'binary'],
    ['a broken workbook', Buffer.from('PK\u0003\u0004 and nothing more'), 'workbook'],
    ['another encoding', Buffer.from('prefix,price\n225,Côte\n262,Réunion\n', 'latin1'), 'encoding'],
  ])('%s is refused where it is sent, and nothing is kept of it', async (_, body, code) => {
    const before = await count();
    expect(await upload(body)).toMatchObject({
      status: 422,
      body: { code: 'file_unreadable', errors: [{ field: 'file', code }] },
    });
    expect(await api.behind`select from rate_decks where rate_group_id = ${groupId}`).toHaveLength(0);
    expect(await count()).toEqual(before);
  });

  it('has each bad row named with its reason, and the others are taken', async () => {
    const { deck } = await previewed(
      [
        'prefix,destination,price per minute',
        '86,China,"1,234.5"',
        '"44","UK, ""quoted""",0.3',
        '44,UK,0.4',
        '45,Denmark,-0.1',
        '46,Sweden,12345678901234567890',
        '47,"=HYPERLINK(""http://evil"")",0.1',
        '48,Poland,=1+1',
      ].join('\n'),
    );
    expect(deck.summary).toMatchObject({ added: 1, changed: 2, rejected: 4 });
    const rejected = (await operator.get(path(`/decks/${deck.id}/rows?kind=rejected`))).as(pageOf(deckRow)).items;
    expect(rejected.map(({ line, rejection }) => [line, rejection?.reason])).toEqual([
      [4, 'duplicate'],
      [5, 'negative'],
      [6, 'too_large'],
      [8, 'formula'],
    ]);
    await applied(deck.id);
    expect(await rates()).toEqual([
      '44 UK, "quoted" 300000/60',
      '47 =HYPERLINK("http://evil") 100000/60',
      '86 China 1234500000/60',
    ]);
  });

  it(
    'of more than a million rows is refused, and nothing changes',
    async () => {
      const before = await count();
      const { job, deck } = await previewed(`prefix,rate\n${'1,1\n'.repeat(1_000_001)}`);
      expect(job).toMatchObject({ state: 'failed', failure: { code: 'sheet_too_large' } });
      expect(deck).toMatchObject({ state: 'uploaded', summary: null });
      expect(await count()).toEqual(before);
    },
    longLimitMs + 10_000,
  );

  it('of another content type is refused', async () => {
    expect((await operator.post(`${path('/decks')}?fileName=x`, 'prefix,price\n')).status).toBe(415);
  });
});

it.each(['csv', 'xlsx'])('what is exported as %s is previewed as unchanged, whatever it holds', async (format) => {
  const odd = [
    {
      prefix: '1',
      destination: '=1+1',
      blockSeconds: 6,
      pricePerBlock: '0.000001',
      firstBlockSeconds: 30,
      firstBlockPrice: '0.5',
    },
    {
      prefix: '33',
      destination: '-5',
      blockSeconds: 1,
      pricePerBlock: '1000000',
      connectionFee: '0.123456',
      graceSeconds: 3,
    },
    {
      prefix: '34',
      destination: '"a", b; \\ _x000D_ 中文',
      blockSeconds: 60,
      pricePerBlock: '0',
      minimumCharge: '0.1',
    },
    { prefix: '35', destination: '@x', blockSeconds: 60, pricePerBlock: '0.3' },
  ];
  expect((await operator.post(path('/changes'), { set: odd })).status).toBe(201);
  const { jobId } = (await operator.post(path('/exports'), { format })).as(askedJob);
  const job = await finished(jobId);
  expect(job).toMatchObject({ state: 'done', result: { rates: 6 }, file: { name: `Voice.${format}` } });
  const file = Buffer.from(await (await operator.fetch(`/v1/jobs/${jobId}/file`)).arrayBuffer());
  if (format === 'csv') expect(file.toString()).toContain("'=1+1");
  const { deck } = await previewed(file);
  expect(deck.summary).toMatchObject({ rows: 6, unchanged: 6, added: 0, changed: 0, removed: 0, rejected: 0 });
});

describe('changes by hand', () => {
  it('are one version each, and found by prefix and by name', async () => {
    const body = {
      set: [
        { ...china, pricePerBlock: '0.2' },
        { ...china, prefix: '8610', destination: 'Beijing' },
      ],
      close: ['44'],
    };
    const version = (await operator.post(path('/changes'), body)).as(rateGroupVersion);
    expect(version).toMatchObject({ seq: 1, kind: 'edit', added: 1, changed: 1, removed: 1, undoneBySeq: null });
    expect(await rates()).toEqual(['86 China 200000/60', '8610 Beijing 100000/60']);
    expect(await rates('&q=861')).toEqual(['8610 Beijing 100000/60']);
    expect(await rates('&q=chin')).toEqual(['86 China 200000/60']);
    expect(await rates('&show=all')).toHaveLength(4);
    await operator.post(path(`/versions/${version.id}/undo`));
    expect(await rates()).toEqual(initial);
  });

  test.each([
    ['a price that is none', { set: [{ ...china, pricePerBlock: '1,5' }] }, 'set.0.pricePerBlock'],
    ['a negative fee', { set: [{ ...china, connectionFee: '-1' }] }, 'set.0.connectionFee'],
    ['a prefix with a plus', { set: [{ ...china, prefix: '+86' }] }, 'set.0.prefix'],
    ['a field nobody knows', { set: [{ ...china, colour: 1 }] }, 'set.0.colour'],
    ['the past', { set: [{ ...china, pricePerBlock: '0.3' }], effectiveFrom: '2020-01-01T00:00:00Z' }, 'effectiveFrom'],
    ['nothing', { set: [] }, 'set'],
  ])('422 names the field for %s', async (_, body, field) => {
    expect(await operator.post(path('/changes'), body)).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    expect(await rates()).toEqual(initial);
  });

  it('are refused below cost unless they are meant so', async () => {
    const own = (await agent.client.post('/v1/rate-groups', { name: 'Mine', rates: [china] })).as(rateGroup).id;
    const body = { set: [{ ...china, pricePerBlock: '0.09' }] };
    expect(await agent.client.post(path('/changes', own), body)).toMatchObject({
      status: 422,
      body: { code: 'below_cost', errors: [{ field: '86' }] },
    });
    const allowed = await agent.client.post(path('/changes', own), { ...body, belowCostAllowed: true });
    expect(allowed.status).toBe(201);
  });
});

test('422 for a mapping that lacks a prefix or a price, 400 for no JSON, each saying so', async () => {
  const { id } = await uploaded(`${heading}86,China,0.1,60\n`);
  const preview = (body: unknown) => operator.post(path(`/decks/${id}/preview`), body);
  expect(await preview({ columns: { pricePerMinute: 2 } })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'columns.prefix' }] },
  });
  expect((await preview({ columns: { prefix: 0 } })).status).toBe(422);
  expect((await preview({ columns: { prefix: 0, pricePerMinute: 9 } })).status).toBe(422);
  expect((await preview({ columns: { prefix: 0, colour: 1 } })).status).toBe(422);
  const raw = await operator.fetch(path(`/decks/${id}/preview`), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{',
  });
  expect(raw.status).toBe(400);
  expect((await operator.post(path(`/decks/${id}/apply`), { mode: 'replace' })).body).toMatchObject({
    code: 'invalid_transition',
  });
  expect((await operator.get(path(`/decks/${id}/rows?kind=none`))).status).toBe(422);
});

test('401 for nobody, 403 for a customer, 404 for a stranger and for who only buys at it', async () => {
  const { id: deckId } = await uploaded(`${heading}86,China,0.1,60\n`);
  const routes: [string, string, unknown?][] = [
    ['GET', path(`/decks/${deckId}`)],
    ['GET', path(`/decks/${deckId}/rows?kind=added`)],
    ['GET', path(`/decks/${deckId}/losses`)],
    ['POST', path(`/decks/${deckId}/preview`), { columns: { prefix: 0, pricePerMinute: 2 } }],
    ['POST', path(`/decks/${deckId}/apply`), { mode: 'merge' }],
    ['GET', path('/versions')],
    ['POST', path('/changes'), { set: [china] }],
    ['POST', path(`/versions/${randomUUID()}/undo`)],
    ['POST', path('/exports'), { format: 'csv' }],
  ];
  for (const [method, route, body] of routes) {
    for (const [client, status] of [
      [api.anonymous, 401],
      [customer.client, 403],
      [stranger.client, 404],
      [agent.client, 404],
    ] as const) {
      expect([method, route, (await client.send(method, route, body)).status]).toEqual([method, route, status]);
    }
  }
  expect((await upload('x', 'x', stranger.client)).status).toBe(404);
  expect((await upload('x', 'x', customer.client)).status).toBe(403);
  expect((await upload('x', 'x', api.anonymous)).status).toBe(401);
});
