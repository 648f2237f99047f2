// What waits for a decision: taken back by who submitted it, found, and read page by page.
import { createCallerId } from '@yunhu/db/callerids';
import { startTestApi, type TestApi, type TestClient } from '@yunhu/tests/api';
import { createTestTenant, equipCustomer, type TestTenant } from '@yunhu/tests/customer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditPage } from '../audit/schemas.ts';
import { callerIdDetail, callerIdPage, callerIdPool, callerIdReviewPage, decisionReport } from './schemas.ts';

let api: TestApi;
let operator: TestClient;
let bakery: TestTenant;
let butcher: TestTenant;

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
  bakery = await createTestTenant(api, operator, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
  butcher = await createTestTenant(api, operator, { kind: 'customer', name: 'Butcher', loginName: 'butcher' });
});

afterAll(() => api.stop());

let next = 13_900_000_000;
const submitted = (number = `+86${next++}`, { id } = bakery) =>
  api.database.withTenant({ tenantId: id }, (tx) => createCallerId(tx, { number }));
const withdraw = (id: string, client = bakery.client) => client.post(`/v1/caller-ids/${id}/withdraw`);
const approve = async (reviewId: string, submission = 1) => {
  const body = { items: [{ reviewId, submission }], decision: 'approve' };
  return (await operator.post('/v1/caller-id-decisions', body)).as(decisionReport).items[0]?.outcome;
};
const queue = async (query = '') =>
  (await operator.get(`/v1/caller-id-reviews?limit=50${query}`)).as(callerIdReviewPage).items.map(({ id }) => id);

test('is withdrawn by its customer, once, and no reviewer sees or decides it any more', async () => {
  const id = await submitted();
  expect(await queue()).toContain(id);
  expect((await withdraw(id)).as(callerIdDetail)).toMatchObject({ state: 'withdrawn', submission: 1 });
  expect(await queue()).not.toContain(id);
  expect(await approve(id)).toBe('decided_already');
  expect(await withdraw(id)).toMatchObject({ status: 409, body: { code: 'invalid_transition' } });
  const { events, state } = (await bakery.client.get(`/v1/caller-ids/${id}`)).as(callerIdDetail);
  expect([state, events.map(({ kind, side }) => [kind, side])]).toEqual([
    'withdrawn',
    [
      ['withdrawn', 'customer'],
      ['submitted', 'customer'],
    ],
  ]);
  const audit = (await bakery.client.get(`/v1/audit?limit=5`)).as(auditPage);
  expect(audit.items[0]).toMatchObject({ action: 'caller-id.withdraw' });
});

test('of a number that is approved, a withdrawal leaves the approval', async () => {
  const id = await submitted();
  await approve(id);
  await api.behind`update caller_ids set renewing = true, submission = 2 where id = ${id}`;
  expect((await withdraw(id)).as(callerIdDetail)).toMatchObject({ state: 'approved', renewing: false });
  expect(await approve(id, 2)).toBe('decided_already');
});

test('is withdrawn by nobody else', async () => {
  const id = await submitted();
  expect((await withdraw(id, api.anonymous)).status).toBe(401);
  expect((await withdraw(id, butcher.client)).status).toBe(404);
  expect((await withdraw(id, operator)).status).toBe(403);
  expect(await queue()).toContain(id);
});

test('is read page by page with each number once, however close their times are', async () => {
  const ids = [await submitted(), await submitted(), await submitted(), await submitted()];
  await api.behind`update caller_ids set submitted_at = '2026-01-01T00:00:00Z', decided_at = '2026-01-01T00:00:00Z'`;
  for (const [i, id] of ids.entries()) {
    const micros = `2026-02-01T00:00:00.000${i + 1}00Z`;
    await api.behind`update caller_ids set submitted_at = ${micros}::text::timestamptz where id = ${id}`;
  }
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const path: string = `/v1/caller-id-reviews?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const page = (await operator.get(path)).as(callerIdReviewPage);
    seen.push(...page.items.map(({ id }) => id));
    cursor = seen.length > 50 ? null : page.nextCursor;
  }
  expect(seen).toEqual([...new Set(seen)]);
  expect(seen.slice(-4)).toEqual(ids);
});

test('is found by its digits, with the zero that people write before an area code', async () => {
  const shenzhen = await submitted('+8675586013388');
  const beijing = await submitted('+861082286600');
  const found = async (q: string) => {
    const own = (await bakery.client.get(`/v1/caller-ids?q=${encodeURIComponent(q)}`)).as(callerIdPage);
    expect(await queue(`&q=${encodeURIComponent(q)}`)).toEqual(own.items.map(({ id }) => id));
    return own.items.map(({ id }) => id);
  };
  expect(await found('0755-8601')).toEqual([shenzhen]);
  expect(await found('(010) 8228')).toEqual([beijing]);
  expect(await found('+86 755')).toEqual([shenzhen]);
  expect(await found('86600')).toEqual([beijing]);
});

test('a pool that a task shows is not deleted, and it is told why', async () => {
  const body = { name: 'Pool', strategy: 'random', dailyCap: null, callerIdIds: [await submitted()] };
  const { id } = (await bakery.client.post('/v1/caller-id-pools', body)).as(callerIdPool);
  const kit = await equipCustomer(api, bakery.id, { name: 'Kit', queue: false });
  const task = { name: 'T', flowId: kit.flowId, callerIdPoolId: id, channelLimit: 5 };
  expect((await bakery.client.post('/v1/tasks', task)).status).toBe(201);
  const path = `/v1/caller-id-pools/${id}`;
  expect(await bakery.client.send('DELETE', path)).toMatchObject({ status: 409, body: { code: 'pool_in_use' } });
});
