import { randomUUID } from 'node:crypto';
import { startTestApi, type TestApi, type TestClient } from '@yunhu/tests/api';
import { createTestTenant, type TestTenant } from '@yunhu/tests/customer';
import { tenant as tenantSchema } from '@yunhu/api/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { creditLimitResult, transferResult, wallet } from './schemas.ts';

let api: TestApi;
let operator: TestClient;
let agent: TestTenant;
let customer: TestTenant;
let stranger: TestTenant;

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, { kind: 'agent', name: 'North', loginName: 'north', money: '1000' });
  customer = await createTestTenant(api, agent.client, {
    kind: 'customer',
    name: 'Bakery',
    loginName: 'bakery',
    money: '100',
  });
  stranger = await createTestTenant(api, operator, { kind: 'agent', name: 'South', loginName: 'south', money: '5' });
});

afterAll(async () => {
  const drifts = await api.behind`select * from prove_ledger() where drift <> 0`;
  const reserved = await api.behind`
    select w.tenant_id from wallets w where w.kind = 'main' and w.reserved_micros <> (select coalesce(sum(c.credit_limit_micros), 0)
      from wallets c join tenants t on t.id = c.tenant_id where t.parent_id = w.tenant_id and c.kind = 'main')`;
  await api.stop();
  expect([...drifts, ...reserved]).toEqual([]);
});

const keyed = (key: string = randomUUID()) => ({ 'idempotency-key': key });
const withdraw = (client: TestClient, tenantId: string, amount: string, key?: string) =>
  client.post(`/v1/tenants/${tenantId}/withdrawals`, { amount }, keyed(key));
const topUp = (client: TestClient, tenantId: string, amount: string, key?: string) =>
  client.post(`/v1/tenants/${tenantId}/top-ups`, { amount }, keyed(key));
const correct = (client: TestClient, tenantId: string, change: object, key?: string) =>
  client.post(
    `/v1/tenants/${tenantId}/corrections`,
    { amount: '1', direction: 'from_child', note: 'typed twice', ...change },
    keyed(key),
  );
const credit = (client: TestClient, tenantId: string, amount: string, key?: string) =>
  client.send('PUT', `/v1/tenants/${tenantId}/credit-limit`, { amount }, keyed(key));
const walletOf = async (client: TestClient, tenantId?: string) =>
  (await client.get(`/v1/ledger/wallet${tenantId === undefined ? '' : `?tenantId=${tenantId}`}`)).as(wallet);
const entriesOf = async (tenantId: string) => [
  ...(await api.behind`
    select kind, amount_micros::text as amount, balance_after_micros::text as after, transfer_id, recorded_at
    from entries where tenant_id = ${tenantId} order by seq`),
];
const newCustomer = (name: string, money?: string) =>
  createTestTenant(api, agent.client, {
    kind: 'customer',
    name,
    loginName: name,
    ...(money === undefined ? {} : { money }),
  });

const hostileAmounts: [string, string][] = [
  ['0.0000001', 'too_many_decimals'],
  ['-1', 'negative'],
  ['1e9', 'not_an_amount'],
  ['12345678901234567890', 'too_large'],
  ['1000000000.000001', 'too_large'],
  ['１００', 'not_an_amount'],
  ['1,000', 'not_an_amount'],
  [' 1', 'not_an_amount'],
  ['+1', 'not_an_amount'],
  ['0x10', 'not_an_amount'],
  ['١٢', 'not_an_amount'],
];

describe.each([
  ['POST', 'withdrawals', {}],
  ['POST', 'corrections', { direction: 'from_child', note: 'why' }],
  ['PUT', 'credit-limit', {}],
] as const)('%s …/%s', (method, path, rest) => {
  const ask = (client: TestClient, tenantId: string, amount: unknown, headers: Record<string, string> = keyed()) =>
    client.send(method, `/v1/tenants/${tenantId}/${path}`, { ...rest, amount }, headers);

  test.each(hostileAmounts)('the amount %s is refused as %s, and nothing changes', async (amount, code) => {
    const before = [await walletOf(agent.client), await walletOf(customer.client)];
    const answer = await ask(agent.client, customer.id, amount);
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'invalid_amount', errors: [{ field: 'amount', code }] },
    });
    expect([await walletOf(agent.client), await walletOf(customer.client)]).toEqual(before);
  });

  test('a number instead of text, no key, a short key and an unknown field are refused at their field', async () => {
    const field = async (answer: Promise<unknown>) => answer;
    expect(await field(ask(agent.client, customer.id, 1))).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'amount' }] },
    });
    expect(await field(ask(agent.client, customer.id, '1', {}))).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'idempotency-key' }] },
    });
    expect((await ask(agent.client, customer.id, '1', keyed('short'))).status).toBe(422);
    const more = await agent.client.send(
      method,
      `/v1/tenants/${customer.id}/${path}`,
      { ...rest, amount: '1', kind: 'payment' },
      keyed(),
    );
    expect(more).toMatchObject({ status: 422, body: { errors: [{ field: 'kind' }] } });
  });

  test('422 for oneself and below a child, 404 for a stranger and nobody, 403 for a customer, 401 for nobody', async () => {
    const status = async (client: TestClient, tenantId: string) => (await ask(client, tenantId, '1')).status;
    expect(await status(agent.client, agent.id)).toBe(422);
    expect(await status(operator, customer.id)).toBe(422);
    expect(await status(agent.client, stranger.id)).toBe(404);
    expect(await status(agent.client, api.operatorId)).toBe(404);
    expect(await status(agent.client, randomUUID())).toBe(404);
    expect(await status(customer.client, customer.id)).toBe(403);
    expect(await status(api.anonymous, customer.id)).toBe(401);
  });
});

describe('a withdrawal', () => {
  test('takes from the child what it has available, once for each key, and never more', async () => {
    const shop = await newCustomer('shop', '10');
    const before = await walletOf(agent.client);
    const first = (await withdraw(agent.client, shop.id, '4', 'take four')).as(transferResult);
    expect(first).toMatchObject({
      balanceMicros: '6000000',
      ownBalanceMicros: String(BigInt(before.balanceMicros) + 4_000_000n),
    });
    await topUp(agent.client, shop.id, '1');
    // The same answer also after more was moved.
    expect((await withdraw(agent.client, shop.id, '4', 'take four')).as(transferResult)).toEqual(first);
    expect(await withdraw(agent.client, shop.id, '5', 'take four')).toMatchObject({
      status: 409,
      body: { code: 'idempotency_conflict' },
    });
    expect(await withdraw(agent.client, shop.id, '7.000001')).toMatchObject({
      status: 409,
      body: { code: 'insufficient_funds' },
    });
    await api.behind`
      insert into holds (tenant_id, wallet_id, attempt_id, amount_micros, expires_at)
        select tenant_id, id, new_id(), 2000000, now() + interval '1 hour' from wallets where tenant_id = ${shop.id}`;
    await api.behind`update wallets set held_micros = 2000000 where tenant_id = ${shop.id}`;
    expect((await withdraw(agent.client, shop.id, '5.000001')).status).toBe(409);
    expect((await withdraw(agent.client, shop.id, '5')).status).toBe(201);
    await api.behind`delete from holds where tenant_id = ${shop.id}`;
    await api.behind`update wallets set held_micros = 0 where tenant_id = ${shop.id}`;
    expect((await entriesOf(shop.id)).at(-1)).toMatchObject({
      kind: 'withdrawal',
      amount: '-5000000',
      after: '2000000',
    });
    const audit =
      await api.behind`select action from audit_entries where tenant_id = ${shop.id} and action = 'wallet.withdraw'`;
    expect(audit.length).toBe(2);
  });

  test('of a key that a top-up used is a conflict, whatever the amount', async () => {
    await topUp(agent.client, customer.id, '1', 'used by a top-up');
    expect(await withdraw(agent.client, customer.id, '1', 'used by a top-up')).toMatchObject({ status: 409 });
  });

  test('many at once take what is there and not a micro-unit more', async () => {
    const stall = await newCustomer('stall', '10');
    const answers = await Promise.all(Array.from({ length: 12 }, () => withdraw(agent.client, stall.id, '3')));
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(3);
    expect((await walletOf(stall.client)).balanceMicros).toBe('1000000');
  });
});

describe('the operator', () => {
  test('pays in to its own wallet and out of it what is there, and nobody else does', async () => {
    const first = (await topUp(operator, api.operatorId, '50')).as(transferResult);
    expect(first.balanceMicros).toBe(first.ownBalanceMicros);
    expect((await withdraw(operator, api.operatorId, '50.000001')).status).toBe(409);
    expect((await withdraw(operator, api.operatorId, '50')).as(transferResult).ownBalanceMicros).toBe('0');
    expect((await withdraw(agent.client, agent.id, '1')).status).toBe(422);
    expect((await correct(operator, api.operatorId, {})).status).toBe(422);
    expect((await credit(operator, api.operatorId, '1')).status).toBe(422);
  });
});

describe('a correction', () => {
  test('goes either way, says why and what it corrects, and edits nothing', async () => {
    const kiosk = await newCustomer('kiosk');
    const { transferId } = (await topUp(agent.client, kiosk.id, '20')).as(transferResult);
    const before = await entriesOf(kiosk.id);
    const done = await correct(agent.client, kiosk.id, { amount: '2', correctsId: transferId });
    expect(done.as(transferResult).balanceMicros).toBe('18000000');
    expect(
      (await correct(agent.client, kiosk.id, { amount: '0.5', direction: 'to_child' })).as(transferResult)
        .balanceMicros,
    ).toBe('18500000');
    expect((await entriesOf(kiosk.id)).slice(0, before.length)).toEqual(before);
    const [kept] =
      await api.behind`select corrects_id, note, kind from transfers where id = ${done.as(transferResult).transferId}`;
    expect(kept).toEqual({ corrects_id: transferId, note: 'typed twice', kind: 'correction' });
  });

  test('422 without a reason; 404 for a movement that is not between the two', async () => {
    expect(await correct(agent.client, customer.id, { note: '  ' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'note' }] },
    });
    const others = (await topUp(operator, stranger.id, '1')).as(transferResult).transferId;
    for (const correctsId of [others, randomUUID()]) {
      expect((await correct(agent.client, customer.id, { correctsId })).status).toBe(404);
    }
    expect((await correct(agent.client, customer.id, { direction: 'up' })).status).toBe(422);
  });

  test('takes no more than the child has', async () => {
    expect(await correct(agent.client, customer.id, { amount: '100000' })).toMatchObject({
      body: { code: 'insufficient_funds' },
    });
  });
});

describe('a credit limit', () => {
  test('is reserved on the grantor, raised, lowered to what is used and no further, and withdrawn', async () => {
    const cafe = await newCustomer('cafe');
    const before = await walletOf(agent.client);
    expect((await credit(agent.client, cafe.id, '30', 'thirty of credit')).as(creditLimitResult)).toEqual({
      creditLimitMicros: '30000000',
      availableMicros: '30000000',
    });
    const after = await walletOf(agent.client);
    expect(BigInt(after.availableMicros)).toBe(BigInt(before.availableMicros) - 30_000_000n);
    expect(BigInt(after.reservedMicros)).toBe(BigInt(before.reservedMicros) + 30_000_000n);
    expect((await withdraw(agent.client, cafe.id, '12')).status).toBe(201);
    expect(await walletOf(cafe.client)).toMatchObject({
      balanceMicros: '-12000000',
      availableMicros: '18000000',
      usedCreditMicros: '12000000',
    });
    expect(await credit(agent.client, cafe.id, '11.999999')).toMatchObject({
      status: 409,
      body: { code: 'credit_in_use' },
    });
    expect((await credit(agent.client, cafe.id, '12')).as(creditLimitResult).availableMicros).toBe('0');
    // A late repeat of the first request changes nothing back.
    expect(
      (await credit(agent.client, cafe.id, '30', 'thirty of credit')).as(creditLimitResult).creditLimitMicros,
    ).toBe('30000000');
    expect((await walletOf(cafe.client)).creditLimitMicros).toBe('12000000');
    await topUp(agent.client, cafe.id, '12');
    expect((await credit(agent.client, cafe.id, '0')).as(creditLimitResult).creditLimitMicros).toBe('0');
    expect((await walletOf(agent.client)).reservedMicros).toBe(before.reservedMicros);
  });

  test('an agent grants no more than it has available, however many ask at once', async () => {
    const poor = await createTestTenant(api, operator, { kind: 'agent', name: 'Poor', loginName: 'poor', money: '10' });
    const children = await Promise.all(
      [1, 2, 3, 4].map((n) =>
        createTestTenant(api, poor.client, { kind: 'customer', name: `child ${n}`, loginName: `poorchild${n}` }),
      ),
    );
    const answers = await Promise.all(children.map(({ id }) => credit(poor.client, id, '4')));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 200, 409, 409]);
    expect(await walletOf(poor.client)).toMatchObject({ reservedMicros: '8000000', availableMicros: '2000000' });
    // What is reserved cannot be moved away either.
    expect((await topUp(poor.client, children[0]?.id ?? '', '2.000001')).status).toBe(409);
    expect((await withdraw(operator, poor.id, '2.000001')).status).toBe(409);
  });

  test("the operator's is recorded and takes nothing from what it earned", async () => {
    const before = await walletOf(operator);
    expect((await credit(operator, stranger.id, '1000000')).status).toBe(200);
    const after = await walletOf(operator);
    expect(after).toMatchObject({ availableMicros: before.availableMicros });
    expect(BigInt(after.reservedMicros) - BigInt(before.reservedMicros)).toBe(1_000_000_000_000n);
    expect((await credit(operator, stranger.id, '0')).status).toBe(200);
  });

  test('lifts the block of a wallet below zero', async () => {
    const debtor = await newCustomer('debtor', '1');
    await api.behind`update wallets set credit_limit_micros = 0, state = 'blocked', blocked_reason = 'negative_balance' where tenant_id = ${debtor.id}`;
    expect((await credit(agent.client, debtor.id, '1')).status).toBe(200);
    expect(await walletOf(debtor.client)).toMatchObject({ state: 'active', blockedReason: null });
  });
});

describe('a blocked wallet', () => {
  const block = (client: TestClient, tenantId: string, verb: 'block' | 'unblock', body: object = {}) =>
    client.post(`/v1/tenants/${tenantId}/wallet/${verb}`, body);

  test('takes money in and gives none out, until who blocked it lifts that', async () => {
    const branch = await createTestTenant(api, agent.client, {
      kind: 'agent',
      name: 'Branch',
      loginName: 'branch',
      money: '10',
    });
    const below = await createTestTenant(api, branch.client, {
      kind: 'customer',
      name: 'Below',
      loginName: 'belowbranch',
      money: '1',
    });
    expect((await block(agent.client, branch.id, 'block', { reason: 'unpaid bill' })).as(wallet)).toMatchObject({
      state: 'blocked',
      blockedReason: 'by_seller',
    });
    expect(await topUp(branch.client, below.id, '1')).toMatchObject({ status: 422, body: { code: 'wallet_blocked' } });
    expect((await credit(branch.client, below.id, '1')).status).toBe(422);
    expect((await withdraw(agent.client, branch.id, '1')).status).toBe(422);
    expect((await topUp(agent.client, branch.id, '1')).status).toBe(201);
    expect((await withdraw(branch.client, below.id, '0.5')).status).toBe(201);
    expect((await walletOf(branch.client)).state).toBe('blocked');
    const open =
      await api.behind`select details ->> 'reason' as reason from alerts where tenant_id = ${branch.id} and kind = 'wallet_blocked' and resolved_at is null`;
    expect(open).toMatchObject([{ reason: 'by_seller' }]);
    expect((await block(agent.client, branch.id, 'unblock')).as(wallet)).toMatchObject({
      state: 'active',
      blockedReason: null,
    });
    expect((await topUp(branch.client, below.id, '1')).status).toBe(201);
    const audits =
      await api.behind`select action, details from audit_entries where subject_id = ${branch.id} and action like 'wallet.%block' order by occurred_at`;
    expect(audits).toMatchObject([
      { action: 'wallet.block', details: { reason: 'unpaid bill' } },
      { action: 'wallet.unblock' },
    ]);
  });

  test('stays blocked for its debt when its seller lifts his own block', async () => {
    const owing = await newCustomer('owing', '1');
    await api.behind`update wallets set balance_micros = balance_micros - 2000000 where tenant_id = ${owing.id}`;
    await block(agent.client, owing.id, 'block');
    expect((await block(agent.client, owing.id, 'unblock')).as(wallet)).toMatchObject({
      state: 'blocked',
      blockedReason: 'negative_balance',
    });
    await api.behind`update wallets set balance_micros = balance_micros + 2000000 where tenant_id = ${owing.id}`;
    expect((await topUp(agent.client, owing.id, '1')).status).toBe(201);
    expect((await walletOf(owing.client)).state).toBe('active');
  });

  test('422 for oneself and below a child, 404 for a stranger, 403 for a customer, 401 for nobody', async () => {
    const status = async (client: TestClient, tenantId: string) => [
      (await block(client, tenantId, 'block')).status,
      (await block(client, tenantId, 'unblock')).status,
    ];
    expect(await status(agent.client, agent.id)).toEqual([422, 422]);
    expect(await status(operator, customer.id)).toEqual([422, 422]);
    expect(await status(agent.client, stranger.id)).toEqual([404, 404]);
    expect(await status(customer.client, customer.id)).toEqual([403, 403]);
    expect(await status(api.anonymous, customer.id)).toEqual([401, 401]);
  });
});

describe('GET /v1/ledger/wallet', () => {
  test('says for how many days the money lasts at the pace of the last week', async () => {
    const busy = await newCustomer('busy', '100');
    expect(await walletOf(busy.client)).toMatchObject({ spentPerDayMicros: '0', enoughForDays: null });
    await api.behind`
      insert into day_totals (tenant_id, day, calls, spent_micros)
        select ${busy.id}, (now() at time zone 'Asia/Shanghai')::date - n, 1, 3000000 from generate_series(0, 9) n`;
    expect(await walletOf(busy.client)).toMatchObject({ spentPerDayMicros: '3000000', enoughForDays: 33 });
    expect((await agent.client.get(`/v1/tenants/${busy.id}`)).as(tenantSchema).balanceMicros).toBe('100000000');
  });
});
