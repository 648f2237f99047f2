import { randomUUID } from 'node:crypto';
import { admitAttempts, type AdmissionRequest, finishAttempts, undoAttempts } from '@yunhu/db/calls';
import { type Database, openDatabase } from '@yunhu/db/connect';
import { writeLiveFigures } from '@yunhu/db/tasks';
import fc from 'fast-check';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callMaker, type LeasedTarget, leaseFreshTargets } from '@yunhu/scripts/fixture/calls';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { buildHierarchy, type CustomerIds } from '@yunhu/scripts/fixture/hierarchy';

let testDatabase: TestDatabase;
let database: Database;
const at = new Date('2026-06-01T03:59:00Z');
const holdExpiresAt = new Date('2026-06-01T05:00:00Z');
const block = 150_000n;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ appUrl: testDatabase.urls.app, platformUrl: testDatabase.urls.platform });
});
afterEach(async () => {
  await database.close();
  await testDatabase.drop();
});

async function lease(customer: CustomerIds, workerId: string, count: number): Promise<LeasedTarget[]> {
  const leased = await leaseFreshTargets(testDatabase.urls.superuser, [customer], workerId, count);
  return leased.get(customer.tenantId) ?? [];
}

async function leaseOne(customer: CustomerIds, workerId: string): Promise<LeasedTarget> {
  const [target] = await lease(customer, workerId, 1);
  if (target === undefined) throw new Error('no target was leased');
  return target;
}

const admit = (workerId: string, calls: readonly AdmissionRequest[]) =>
  database.withPlatform('test', (tx) => admitAttempts(tx, { workerId, at, holdExpiresAt, calls }));

async function proof(): Promise<string[]> {
  const rows = await database.withPlatform(
    'proof',
    (tx) => tx.sql<{ invariant: string; drift: bigint }[]>`select * from prove_ledger()`,
  );
  return rows.filter((row) => row.drift !== 0n).map((row) => `${row.invariant}: ${row.drift}`);
}

async function walletOf(tenantId: string): Promise<{ balance: bigint; held: bigint }> {
  const [row] = await database.withPlatform(
    'look',
    (tx) => tx.sql<{ balance: bigint; held: bigint }[]>`
    select balance_micros balance, held_micros held from wallets where tenant_id = ${tenantId} and kind = 'main'`,
  );
  if (row === undefined) throw new Error('no wallet');
  return row;
}

describe('admission', () => {
  it('admits exactly as many of a batch as the money covers, and holds exactly that', async () => {
    const hierarchy = await buildHierarchy(testDatabase.urls.superuser, { balances: [block * 7n + 1n, 0n, 0n] });
    const [customer] = hierarchy.customers;
    const workerId = randomUUID();
    const maker = await callMaker(testDatabase.urls.superuser, hierarchy, customer);
    const targets = await lease(customer, workerId, 20);
    const refusals = await admit(
      workerId,
      targets.map((target) => maker.request(target, 60)),
    );
    expect([...refusals.values()]).toEqual(Array.from({ length: 13 }, () => 'insufficient_funds'));
    expect(await walletOf(customer.tenantId)).toEqual({ balance: block * 7n + 1n, held: block * 7n });
    expect(await proof()).toEqual([]);
  });

  it('never overspends under real concurrency: money for 30 admits exactly 30 of 200', async () => {
    const hierarchy = await buildHierarchy(testDatabase.urls.superuser, { balances: [block * 30n, 0n, 0n] });
    const [customer] = hierarchy.customers;
    const workerId = randomUUID();
    const maker = await callMaker(testDatabase.urls.superuser, hierarchy, customer);
    const targets = await lease(customer, workerId, 200);
    const results = await Promise.all(targets.map((target) => admit(workerId, [maker.request(target, 60)])));
    expect(results.filter((refused) => refused.size === 0)).toHaveLength(30);
    expect((await walletOf(customer.tenantId)).held).toBe(block * 30n);
  });

  it.each([
    ['task_not_running', `update tasks set state = 'paused'`],
    ['lease_lost', `update tasks set worker_id = gen_random_uuid()`],
    ['tenant_disabled', `update tenants set state = 'disabled' where kind = 'operator'`],
    [
      'wallet_blocked',
      `update wallets set state = 'blocked', blocked_reason = 'by_seller' where tenant_id = (select id from tenants where name = 'Agent')`,
    ],
    ['caller_id_not_approved', `update caller_ids set state = 'revoked', approved_until = null`],
    ['audio_not_approved', `update audio set state = 'rejected'`],
    ['target_not_leased', `update targets set state = 'waiting', leased_by = null`],
    [
      'black_listed',
      `insert into black_list (tenant_id, number, reason) select s.parent_id, t.number, 'manual' from targets t join tenants s on s.id = t.tenant_id`,
    ],
  ])('refuses with %s and leaves no row', async (reason, change) => {
    const hierarchy = await buildHierarchy(testDatabase.urls.superuser);
    const [customer] = hierarchy.customers;
    const workerId = randomUUID();
    const maker = await callMaker(testDatabase.urls.superuser, hierarchy, customer);
    const target = await leaseOne(customer, workerId);
    const superuser = postgres(testDatabase.urls.superuser, { max: 1 });
    await superuser.unsafe(change);
    const request = maker.request(target, 60);
    expect(await admit(workerId, [request])).toEqual(new Map([[request.attemptId, reason]]));
    expect(
      await superuser`select (select count(*)::int from attempts) attempts, (select count(*)::int from holds) holds`,
    ).toEqual([{ attempts: 0, holds: 0 }]);
    await superuser.end();
  });

  it('holds on an ancestor exactly what it could lose, and refuses a call it cannot pay', async () => {
    // The sub-agent pays 200 000 for what it sells at 150 000.
    const hierarchy = await buildHierarchy(testDatabase.urls.superuser, {
      prices: [150_000n, 200_000n, 100_000n],
      balances: [block * 10n, 50_000n * 3n, 0n],
    });
    const [customer] = hierarchy.customers;
    const workerId = randomUUID();
    const maker = await callMaker(testDatabase.urls.superuser, hierarchy, customer);
    const targets = await lease(customer, workerId, 5);
    const refusals = await admit(
      workerId,
      targets.map((target) => maker.request(target, 60)),
    );
    expect(refusals.size).toBe(2);
    expect(await walletOf(hierarchy.subAgentId)).toEqual({ balance: 150_000n, held: 150_000n });
  });
});

describe('an attempt', () => {
  it('cannot be written under a caller ID that is not approved, whoever writes it', async () => {
    const hierarchy = await buildHierarchy(testDatabase.urls.superuser);
    const [customer] = hierarchy.customers;
    const target = await leaseOne(customer, randomUUID());
    const superuser = postgres(testDatabase.urls.superuser, { max: 1 });
    await superuser`update caller_ids set state = 'revoked', approved_until = null`;
    const write = superuser`
      insert into attempts (tenant_id, id, task_id, target_id, attempt_no, number, caller_id_id, trunk_tenant_id, trunk_id, worker_id, authorised_seconds, admitted_at)
      values (${customer.tenantId}, ${randomUUID()}, ${customer.taskId}, ${target.id}, 1, '+8613800000000', ${customer.callerIdId}, ${hierarchy.operatorId}, ${hierarchy.trunkId}, ${randomUUID()}, 60, now())`;
    await expect(write).rejects.toThrow(/approved/);
    await superuser.end();
  });
});

describe('settlement', () => {
  it('charges each level its own price, once, however often and late the end is told', async () => {
    const hierarchy = await buildHierarchy(testDatabase.urls.superuser, { balances: [block * 10n, 0n, 0n] });
    const [customer] = hierarchy.customers;
    const workerId = randomUUID();
    const maker = await callMaker(testDatabase.urls.superuser, hierarchy, customer);
    const targets = await lease(customer, workerId, 3);
    const requests = targets.map((target) => maker.request(target, 180));
    await admit(workerId, requests);
    const [answered, unanswered, lost] = requests as [AdmissionRequest, AdmissionRequest, AdmissionRequest];
    const ends = [
      maker.finished(answered, 61),
      maker.finished(unanswered, 0),
      { ...maker.finished(lost, 0), result: 'unknown' as const },
    ];
    await Promise.all([1, 2, 3].map(() => database.withPlatform('test', (tx) => finishAttempts(tx, ends))));
    // The third one's CDR comes after it was given up.
    await database.withPlatform('test', (tx) => finishAttempts(tx, [maker.finished(lost, 5)]));
    expect(await walletOf(customer.tenantId)).toEqual({ balance: block * 7n, held: 0n });
    expect(await walletOf(hierarchy.subAgentId)).toEqual({ balance: 3n * 30_000n, held: 0n });
    expect(await walletOf(hierarchy.agentId)).toEqual({ balance: 3n * 20_000n, held: 0n });
    expect(await walletOf(hierarchy.operatorId)).toEqual({ balance: 3n * 100_000n, held: 0n });
    expect(await proof()).toEqual([]);
    const [counters] = await database.withPlatform(
      'look',
      (tx) => tx.sql`
      select attempts, answered, no_answer, unknown, leased, done, billed_seconds, charged_micros from task_counters`,
    );
    expect(counters).toEqual({
      attempts: 3,
      answered: 2,
      no_answer: 1,
      unknown: 0,
      leased: 0,
      done: 3,
      billed_seconds: 66n,
      charged_micros: block * 3n,
    });
  });

  it('takes a late answer of a target that was to be dialed again: charged once, done, and never dialed again', async () => {
    const hierarchy = await buildHierarchy(testDatabase.urls.superuser);
    const [customer] = hierarchy.customers;
    const workerId = randomUUID();
    const maker = await callMaker(testDatabase.urls.superuser, hierarchy, customer);
    const request = maker.request(await leaseOne(customer, workerId), 60);
    await admit(workerId, [request]);
    const unknown = {
      ...maker.finished(request, 0),
      result: 'unknown' as const,
      retryAt: new Date('2026-06-01T05:00:00Z'),
    };
    await database.withPlatform('test', (tx) => finishAttempts(tx, [unknown]));
    await database.withPlatform('test', (tx) => finishAttempts(tx, [maker.finished(request, 5)]));
    const [row] = await database.withPlatform(
      'look',
      (tx) => tx.sql`
        select t.state, t.result, t.attempts_made, c.waiting, c.leased, c.done, c.answered, c.unknown, c.attempts
        from targets t join task_counters c using (tenant_id, task_id)`,
    );
    expect(row).toEqual({
      ...{ state: 'done', result: 'answered', attempts_made: 1 },
      ...{ waiting: 0, leased: 0, done: 1, answered: 1, unknown: 0, attempts: 1 },
    });
    expect(await proof()).toEqual([]);
  });

  it('never waits in a circle for the counters of several tasks', async () => {
    const hierarchy = await buildHierarchy(testDatabase.urls.superuser, { customers: 6 });
    const workerId = randomUUID();
    const maker = await callMaker(testDatabase.urls.superuser, hierarchy, hierarchy.customers[0]);
    const rounds = 12;
    const leased = await leaseFreshTargets(testDatabase.urls.superuser, hierarchy.customers, workerId, rounds);
    const batches = Array.from({ length: rounds }, (_, round) =>
      hierarchy.customers.flatMap((customer) => {
        const target = leased.get(customer.tenantId)?.[round];
        return target === undefined ? [] : [maker.request(target, 60, customer)];
      }),
    );
    for (const batch of batches) await admit(workerId, batch);
    const figures = hierarchy.customers.map(({ tenantId, taskId }) => ({
      tenantId,
      taskId,
      ringing: 1,
      talking: 0,
      waitingForSeat: 0,
    }));
    await Promise.all(
      batches.flatMap((batch, round) => [
        database.withPlatform('test', (tx) =>
          finishAttempts(
            tx,
            batch.map((request) => maker.finished(request, 5)),
          ),
        ),
        database.withPlatform('test', (tx) => writeLiveFigures(tx, round % 2 === 0 ? figures : figures.toReversed())),
      ]),
    );
    expect(await proof()).toEqual([]);
  });

  it('posts an overrun from the operator’s loss to its revenue, and nobody else pays it', async () => {
    const hierarchy = await buildHierarchy(testDatabase.urls.superuser);
    const [customer] = hierarchy.customers;
    const workerId = randomUUID();
    const maker = await callMaker(testDatabase.urls.superuser, hierarchy, customer);
    const target = await leaseOne(customer, workerId);
    const request = maker.request(target, 60);
    await admit(workerId, [request]);
    await database.withPlatform('test', (tx) =>
      finishAttempts(tx, [{ ...maker.finished(request, 60), overrunMicros: 100_000n }]),
    );
    expect((await walletOf(hierarchy.operatorId)).balance).toBe(200_000n);
    expect(await proof()).toEqual([]);
  });

  it('conserves money to the micro-unit over any interleaving of admission, end, repeat and undo', async () => {
    const hierarchy = await buildHierarchy(testDatabase.urls.superuser, {
      customers: 3,
      balances: [block * 40n, block * 2n, 0n],
      prices: [150_000n, 160_000n, 90_000n],
    });
    const workerId = randomUUID();
    const makers = await Promise.all(
      hierarchy.customers.map((customer) => callMaker(testDatabase.urls.superuser, hierarchy, customer)),
    );
    const step = fc.record({
      customer: fc.nat(2),
      calls: fc.integer({ min: 1, max: 6 }),
      authorised: fc.integer({ min: 1, max: 200 }),
      ends: fc.array(fc.constantFrom('talk', 'none', 'undo', 'repeat', 'leave'), { minLength: 6, maxLength: 6 }),
      talk: fc.integer({ min: 1, max: 200 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        await Promise.all(
          steps.map(async ({ customer, calls, authorised, ends, talk }) => {
            const maker = makers[customer];
            if (maker === undefined) throw new Error('there are three customers');
            const targets = await lease(maker.customer, workerId, calls);
            const requests = targets.map((target) => maker.request(target, authorised));
            const refusals = await admit(workerId, requests);
            for (const [i, request] of requests.entries()) {
              if (refusals.has(request.attemptId)) continue;
              const finish = (seconds: number) =>
                database.withPlatform('test', (tx) =>
                  finishAttempts(tx, [maker.finished(request, Math.min(seconds, authorised))]),
                );
              if (ends[i] === 'undo')
                await database.withPlatform('test', (tx) =>
                  undoAttempts(tx, [{ tenantId: request.tenantId, attemptId: request.attemptId }], at),
                );
              if (ends[i] === 'talk' || ends[i] === 'repeat') await finish(talk);
              if (ends[i] === 'none') await finish(0);
              if (ends[i] === 'repeat') await finish(talk);
            }
          }),
        );
        expect(await proof()).toEqual([]);
        const overdrawn = await database.withPlatform(
          'look',
          (tx) => tx.sql`
          select tenant_id from wallets where kind = 'main' and balance_micros - held_micros + credit_limit_micros < 0`,
        );
        expect([...overdrawn]).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });
});
