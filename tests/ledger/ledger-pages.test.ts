// The ledger as its pages read it: chains of balances, filters, many companies as one list, sums, and calls with what they were charged.
import {
  cdrPage,
  type ChargeExplanation,
  chargePage,
  type EntryPage,
  entryPage,
  entrySums,
  explanation,
  type LedgerEntry,
  listOf,
  statementMonth,
  task as taskSchema,
} from '@yunhu/api/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi, type TestClient } from '../setup/api.ts';
import { createTestTenant, equipCustomer, type TestTenant } from '../setup/customer.ts';
import { makeSettledCalls } from '../setup/settled-calls.ts';

let api: TestApi;
let operator: TestClient;
let agent: TestTenant;
let customer: TestTenant;
let other: TestTenant;
let stranger: TestTenant;
let taskId: string;
let attempts: string[];
/** When the calls began to be booked, and were all booked. */
let booked: { from: string; to: string };

const gapMs = 10 * 60_000;
const ended = Date.parse('2026-06-01T04:00:00Z');
const talks = [0, 61_000, 5_000, 0, 125_300, 60_000];

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, {
    ...{ kind: 'agent', name: 'North', loginName: 'north', pricePerBlock: '0.1', money: '500' },
  });
  const below = { kind: 'customer', pricePerBlock: '0.15', money: '20' } as const;
  customer = await createTestTenant(api, agent.client, { ...below, name: 'Blue Sea', loginName: 'blue' });
  other = await createTestTenant(api, agent.client, { ...below, name: 'Red Hill', loginName: 'red' });
  stranger = await createTestTenant(api, operator, { kind: 'agent', name: 'South', loginName: 'south', money: '7' });
  // What the customer buys at has every part that a rate can have.
  await api.behind`
    update rates set first_block_seconds = 30, first_block_price_micros = 100000, connection_fee_micros = 20000, grace_seconds = 5,
      minimum_charge_micros = 200000, block_seconds = 6, price_per_block_micros = 12345
    where rate_group_id = (select rate_group_id from rate_assignments where tenant_id = ${customer.id})`;
  const telephony = await equipCustomer(api, customer.id, { name: 'Blue Sea' });
  const { flowId, callerIdId } = telephony;
  taskId = (await customer.client.post('/v1/tasks', { name: 'Autumn', flowId, callerIdId })).as(taskSchema).id;
  const from = new Date().toISOString();
  attempts = await makeSettledCalls(
    api,
    { tenantId: customer.id, taskId, telephony },
    talks.map((talkMs, i) => ({
      ...{ number: `+86138000000${String(i).padStart(2, '0')}`, talkMs },
      endedAt: new Date(ended + i * gapMs),
    })),
  );
  booked = { from, to: new Date().toISOString() };
});
afterAll(() => api.stop());

const entries = async (client: TestClient, query = ''): Promise<EntryPage> =>
  (await client.get(`/v1/ledger/entries?${query}`)).as(entryPage);
const amounts = (page: EntryPage) => page.items.map((item) => item.amountMicros);

/** Every page of a list, one after the other. */
async function walk(client: TestClient, query: string, limit: number): Promise<LedgerEntry[]> {
  const found: LedgerEntry[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: EntryPage = await entries(client, `${query}&limit=${limit}${cursor && `&cursor=${cursor}`}`);
    found.push(...page.items);
    cursor = page.nextCursor;
  }
  return found;
}

describe('a ledger', () => {
  test('is a chain: each balance is the one before and the amount, in the order of the list', async () => {
    const { items } = await entries(customer.client);
    expect(items).toHaveLength(5 - 1);
    items.slice(1).forEach((older, i) => {
      const newer = items[i];
      expect(newer?.seq).toBe(older.seq + 1);
      expect(Date.parse(newer?.recordedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(older.recordedAt));
      expect(BigInt(newer?.balanceAfterMicros ?? 0)).toBe(
        BigInt(older.balanceAfterMicros) + BigInt(newer?.amountMicros ?? 0),
      );
    });
    // A call's end is told beside it, and its task to whoever made it.
    expect(items[0]).toMatchObject({ tenant: { name: 'Blue Sea' }, reference: { type: 'attempt', label: 'Autumn' } });
    expect(items[0]?.occurredAt.startsWith('2026-06-01')).toBe(true);
  });

  test('several kinds at once, and none that is not asked for', async () => {
    const kinds = async (kind: string) =>
      new Set((await entries(agent.client, `kind=${kind}`)).items.map((one) => one.kind));
    expect(await kinds('call_charge,call_revenue')).toEqual(new Set(['call_charge', 'call_revenue']));
    expect(await kinds('top_up')).toEqual(new Set(['top_up']));
    expect(await kinds('refund,dispute')).toEqual(new Set());
  });

  test('by signed amounts, both ends inclusive, large ones and small ones', async () => {
    expect(amounts(await entries(customer.client, 'least=20&most=20'))).toEqual(['20000000']);
    expect(amounts(await entries(customer.client, 'least=0.000001'))).toEqual(['20000000']);
    const out = await entries(customer.client, 'most=-0.2');
    expect(out.items).toHaveLength(3);
    expect(amounts(await entries(agent.client, 'most=-20'))).toEqual(['-20000000', '-20000000']);
  });

  test('by time, from inclusive and to exclusive, as it was booked', async () => {
    const during = await entries(customer.client, `from=${booked.from}&to=${booked.to}`);
    expect(during.items.map((item) => item.kind)).toEqual(['call_charge', 'call_charge', 'call_charge']);
    const [edge] = during.items;
    expect((await entries(customer.client, `to=${booked.from}`)).items.map((item) => item.kind)).toEqual(['top_up']);
    expect((await entries(customer.client, `from=2100-01-01T00:00:00Z`)).items).toEqual([]);
    expect(edge).toBeDefined();
  });

  test('by reference: an id, the end of one, words of a note', async () => {
    const attempt = attempts[1] ?? '';
    const whole = await entries(operator, `scope=below&reference=${attempt}`);
    expect(
      whole.items.map((item) => [item.tenant.name, item.kind]).sort((a, b) => String(a).localeCompare(String(b))),
    ).toEqual([
      ['Blue Sea', 'call_charge'],
      ['North', 'call_charge'],
      ['North', 'call_revenue'],
    ]);
    expect((await entries(customer.client, `reference=${attempt.slice(-8)}`)).items).toHaveLength(1);
    const noted = await agent.client.post(
      `/v1/tenants/${other.id}/top-ups`,
      { amount: '1', note: 'For the Spring campaign' },
      { 'idempotency-key': 'noted-one' },
    );
    expect(noted.status).toBe(201);
    expect(amounts(await entries(agent.client, 'reference=spring'))).toEqual(['-1000000']);
    expect((await entries(agent.client, 'reference=summer')).items).toEqual([]);
    expect((await entries(customer.client, `reference=${crypto.randomUUID()}`)).items).toEqual([]);
  });

  test('of all below is one list by time, whose pages of any size are the same list', async () => {
    const whole = (await entries(operator, 'scope=below&limit=200')).items;
    expect(new Set(whole.map((item) => item.tenant.name))).toEqual(new Set(['North', 'Blue Sea', 'Red Hill', 'South']));
    const times = whole.map((item) => Date.parse(item.recordedAt));
    expect(times).toEqual([...times].sort((a, b) => b - a));
    for (const limit of [1, 3, 7]) expect(await walk(operator, 'scope=below', limit)).toEqual(whole);
    expect(await walk(operator, 'scope=below&kind=top_up', 2)).toEqual(whole.filter((item) => item.kind === 'top_up'));
    const own = (await entries(agent.client, 'scope=below&limit=200')).items;
    expect(new Set(own.map((item) => item.tenant.name))).toEqual(new Set(['Blue Sea', 'Red Hill']));
    expect((await entries(customer.client, 'scope=below')).items).toEqual([]);
  });

  test("the operator's other wallets are its own to read", async () => {
    const { items } = await entries(operator, 'wallet=external');
    expect(items.length).toBeGreaterThan(0);
    expect(items.every((item) => item.amountMicros.startsWith('-'))).toBe(true);
    expect((await agent.client.get('/v1/ledger/entries?wallet=external')).status).toBe(404);
  });

  test('sums say what came in and went out of exactly what the list has', async () => {
    for (const query of ['', 'kind=call_charge', 'scope=below', 'least=0.000001&scope=below']) {
      const list = await walk(agent.client, query, 50);
      const sums = (await agent.client.get(`/v1/ledger/sums?${query}`)).as(entrySums);
      const sum = (of: (micros: bigint) => boolean) =>
        String(
          list
            .map((item) => BigInt(item.amountMicros))
            .filter(of)
            .reduce((total, one) => total + one, 0n),
        );
      expect(sums).toEqual({
        count: list.length,
        inMicros: sum((one) => one > 0n),
        outMicros: sum((one) => one < 0n),
        since: null,
      });
    }
  });

  test('422 for what is no filter, 404 for a stranger, 401 and 403', async () => {
    const forged = Buffer.from('["1","2","3"]').toString('base64url');
    for (const query of [
      ...[
        'least=abc',
        'most=1.1234567',
        'kind=top_up,gift',
        'kind=',
        'scope=above',
        'wallet=secret',
        'reference=x',
        'from=yesterday',
      ],
      ...['cursor=x', `cursor=${forged}`, 'limit=0', `tenantId=${customer.id}&scope=below`],
    ]) {
      expect([query, (await agent.client.get(`/v1/ledger/entries?${query}`)).status]).toEqual([query, 422]);
    }
    for (const path of ['entries', 'sums', 'statements']) {
      expect((await agent.client.get(`/v1/ledger/${path}?tenantId=${stranger.id}`)).status).toBe(404);
      expect((await customer.client.get(`/v1/ledger/${path}?tenantId=${agent.id}`)).status).toBe(404);
      expect((await api.anonymous.get(`/v1/ledger/${path}`)).status).toBe(401);
    }
    const file = { format: 'csv', language: 'en' };
    expect((await agent.client.post('/v1/ledger/exports', { ...file, tenantId: stranger.id })).status).toBe(404);
    expect((await agent.client.post('/v1/ledger/exports', { ...file, format: 'pdf' })).status).toBe(422);
    expect((await agent.client.post('/v1/ledger/exports', { ...file, surprise: 1 })).status).toBe(422);
  });

  test('lists the months since the first entry, each beginning where the one before ended', async () => {
    const wallet = await api.behind<{ id: string }[]>`select id from wallets where tenant_id = ${stranger.id}`;
    await api.behind`update entries set recorded_at = now() - interval '70 days' where wallet_id = ${wallet[0]?.id ?? ''}`;
    const { items } = (await stranger.client.get('/v1/ledger/statements')).as(listOf(statementMonth));
    expect(items.length).toBeGreaterThanOrEqual(3);
    expect(items.map((item) => item.isOver)).toEqual([false, ...items.slice(1).map(() => true)]);
    items.slice(1).forEach((older, i) => {
      expect(items[i]?.openingMicros).toBe(older.closingMicros);
      expect(items[i]?.from).toBe(older.to);
    });
    expect(items.at(-1)).toMatchObject({ openingMicros: '0', closingMicros: '7000000', entries: 1 });
  });
});

describe('calls', () => {
  const list = async (client: TestClient, query = '') => (await client.get(`/v1/cdrs?${query}`)).as(cdrPage);

  test('are listed to who made them, latest first, with everything that is known', async () => {
    const { items, nextCursor } = await list(customer.client);
    expect(nextCursor).toBeNull();
    expect(items.map((item) => item.attemptId)).toEqual(attempts.toReversed());
    expect(items[1]).toMatchObject({
      ...{ number: '+8613800000004', display: '138 0000 0004', result: 'answered', talkSeconds: 126, ringSeconds: 4 },
      ...{ sipStatus: 200, cause: 16, keys: '1', task: { name: 'Autumn' } },
    });
    const one = await customer.client.get(`/v1/cdrs/${items[1]?.id}`);
    expect(one.body).toEqual(items[1]);
    const paged = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Awaited<ReturnType<typeof list>> = await list(
        customer.client,
        `limit=2${cursor && `&cursor=${cursor}`}`,
      );
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(items);
  });

  test('are found by number, time, result, task, line, length and price', async () => {
    const found = async (query: string) =>
      (await list(customer.client, query)).items.map((item) => item.number.slice(-2));
    expect(await found('number=13800000002')).toEqual(['02']);
    expect(await found('number=0000005')).toEqual(['05']);
    expect(await found('result=no_answer')).toEqual(['03', '00']);
    expect(await found('result=answered,busy&leastSeconds=60')).toEqual(['05', '04', '01']);
    expect(await found('leastAmount=0.25')).toEqual(['04']);
    expect(await found('mostAmount=0')).toEqual(['03', '02', '00']);
    expect(await found(`taskId=${taskId}&mostSeconds=5&result=answered`)).toEqual(['02']);
    expect(await found('from=2026-06-01T04:20:00Z&to=2026-06-01T04:40:00Z')).toEqual(['03', '02']);
    const line = (await list(customer.client)).items[0]?.line ?? '';
    expect(await found(`line=${line}&limit=2`)).toEqual(['05', '04']);
    expect(await found('line=000000')).toEqual([]);
  });

  test('are nobody else’s: not his seller’s, not the operator’s', async () => {
    expect((await agent.client.get('/v1/cdrs')).status).toBe(403);
    expect((await operator.get('/v1/cdrs')).status).toBe(403);
    expect((await list(other.client)).items).toEqual([]);
    const [mine] = (await list(customer.client)).items;
    expect((await other.client.get(`/v1/cdrs/${mine?.id}`)).status).toBe(404);
    expect((await other.client.get(`/v1/cdrs?taskId=${taskId}`)).status).toBe(404);
    for (const query of [
      'number=12',
      'number=abc',
      'result=lost',
      'leastSeconds=-1',
      'leastAmount=-1',
      'line=xyz',
      'cursor=x',
    ]) {
      expect([query, (await customer.client.get(`/v1/cdrs?${query}`)).status]).toEqual([query, 422]);
    }
  });
});

describe('charges', () => {
  test('tell a seller money and lengths, never numbers, with what it paid itself', async () => {
    const { items } = (await agent.client.get('/v1/charges')).as(chargePage);
    expect(items.map((item) => item.attemptId)).toEqual([5, 4, 2, 1].map((i) => attempts[i]));
    expect(items[1]).toMatchObject({
      ...{ payer: { name: 'Blue Sea' }, customer: { name: 'Blue Sea' }, destination: 'China', prefix: '86' },
      ...{ billedSeconds: 126, blocks: 16, paidMicros: '317520', costMicros: '300000' },
    });
    expect(JSON.stringify(items)).not.toContain('138000');
    const above = (await operator.get('/v1/charges')).as(chargePage).items;
    expect(above[1]).toMatchObject({
      payer: { name: 'North' },
      customer: { name: 'Blue Sea' },
      paidMicros: '300000',
      costMicros: '0',
    });
    const deeper = (await operator.get(`/v1/charges?tenantId=${customer.id}`)).as(chargePage).items;
    expect(deeper[1]).toMatchObject({
      payer: { name: 'Blue Sea' },
      paidMicros: '317520',
      costMicros: null,
      destination: null,
    });
  });

  test('are found by company, time, prefix, length and price', async () => {
    const found = async (query: string) => {
      const { items } = (await agent.client.get(`/v1/charges?${query}`)).as(chargePage);
      return items.map((item) => attempts.indexOf(item.attemptId));
    };
    expect(await found(`tenantId=${other.id}`)).toEqual([]);
    expect(await found('prefix=86&leastSeconds=100')).toEqual([4]);
    expect(await found('prefix=1')).toEqual([]);
    expect(await found('mostAmount=0')).toEqual([2]);
    expect(await found('limit=1&leastAmount=0.2')).toEqual([5]);
    expect(await found('from=2026-06-01T04:45:00Z')).toEqual([5]);
    expect((await agent.client.get(`/v1/charges?tenantId=${stranger.id}`)).status).toBe(404);
    expect((await agent.client.get('/v1/charges?prefix=x')).status).toBe(422);
  });
});

describe('why a call cost what it cost', () => {
  const explain = async (client: TestClient, i: number): Promise<ChargeExplanation> =>
    (await client.get(`/v1/charges/${attempts[i]}/explanation`)).as(explanation);
  const sumOf = (level: ChargeExplanation['levels'][number] | undefined) =>
    BigInt(level?.connectionFeeMicros ?? 0) +
    BigInt(level?.firstBlockPriceMicros ?? 0) +
    BigInt(level?.blocksMicros ?? 0);

  test('is the arithmetic of the rate, and what the ledger posted', async () => {
    const { levels, ...talk } = await explain(customer.client, 4);
    expect(talk).toMatchObject({ talkMs: 125_300, talkSeconds: 126, authorisedSeconds: 600 });
    expect(levels).toHaveLength(1);
    // ⌈(126 − 30) / 6⌉ = 16 blocks.
    expect(levels[0]).toMatchObject({
      ...{ level: 0, payer: { name: 'Blue Sea' }, payee: null, prefix: '86', destination: 'China', paidSeconds: 126 },
      ...{
        blocks: 16,
        billedSeconds: 126,
        isFree: false,
        isMinimum: false,
        amountMicros: '317520',
        postedMicros: '317520',
      },
    });
    expect(String(sumOf(levels[0]))).toBe('317520');
  });

  test('says when nothing was charged, and when the minimum was', async () => {
    expect((await explain(customer.client, 2)).levels[0]).toMatchObject({
      isFree: true,
      amountMicros: '0',
      postedMicros: '0',
    });
    // 20 000 + 100 000 + 5 × 12 345 = 181 725 is below the minimum.
    expect((await explain(customer.client, 5)).levels[0]).toMatchObject({
      ...{ isMinimum: true, sumMicros: '181725', amountMicros: '200000', postedMicros: '200000' },
    });
  });

  test('goes as far up as who asks, and no further', async () => {
    const names = async (client: TestClient) =>
      (await explain(client, 4)).levels.map((level) => [level.payer.name, level.payee?.name]);
    expect(await names(operator)).toEqual([
      ['Blue Sea', 'North'],
      ['North', 'Operator'],
    ]);
    expect(await names(agent.client)).toEqual([
      ['Blue Sea', 'North'],
      ['North', undefined],
    ]);
    expect(await names(customer.client)).toEqual([['Blue Sea', undefined]]);
    for (const { levels } of [await explain(operator, 1), await explain(operator, 4)])
      for (const level of levels) expect(level.postedMicros).toBe(level.amountMicros);
    for (const client of [other.client, stranger.client]) {
      expect((await client.get(`/v1/charges/${attempts[4]}/explanation`)).status).toBe(404);
    }
    // Nobody answered, so nothing was charged.
    expect((await customer.client.get(`/v1/charges/${attempts[0]}/explanation`)).status).toBe(404);
    expect((await customer.client.get(`/v1/charges/nonsense/explanation`)).status).toBe(404);
  });
});
