// The proof names what is wrong: one row of each kind is damaged behind the curtain, and watched.
import { randomUUID } from 'node:crypto';
import { admitAttempts, finishAttempts } from '@yunhu/db/calls';
import { type Database, openDatabase } from '@yunhu/db/connect';
import { keepProof, type LedgerProof, type ProofOptions, proveLedger } from '@yunhu/db/reconciliation';
import { callMaker, leaseFreshTargets } from '@yunhu/scripts/fixture/calls';
import { buildHierarchy, type Hierarchy } from '@yunhu/scripts/fixture/hierarchy';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';

let testDatabase: TestDatabase;
let database: Database;
let hierarchy: Hierarchy;
let behind: postgres.Sql;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ appUrl: testDatabase.urls.app, platformUrl: testDatabase.urls.platform });
  behind = postgres(testDatabase.urls.superuser, { max: 1, onnotice: () => undefined });
  hierarchy = await buildHierarchy(testDatabase.urls.superuser, { customers: 2 });
});
afterEach(async () => {
  await Promise.all([database.close(), behind.end()]);
  await testDatabase.drop();
});

const at = new Date('2026-06-01T03:59:00Z');

/** Calls of the first customer: answered ones of so many seconds, and one more that is under way. */
async function makeCalls(seconds: readonly number[]): Promise<void> {
  const [customer] = hierarchy.customers;
  const workerId = randomUUID();
  const maker = await callMaker(testDatabase.urls.superuser, hierarchy, customer);
  const leased = await leaseFreshTargets(testDatabase.urls.superuser, [customer], workerId, seconds.length + 1);
  const requests = (leased.get(customer.tenantId) ?? []).map((target) => maker.request(target, 600));
  await database.withPlatform('test', (tx) => admitAttempts(tx, { workerId, at, holdExpiresAt: at, calls: requests }));
  const ends = requests.slice(1).map((request, i) => maker.finished(request, seconds[i] ?? 0));
  await database.withPlatform('test', (tx) => finishAttempts(tx, ends));
}

async function proveAndKeep(mode: ProofOptions['mode']): Promise<LedgerProof> {
  const proof = await proveLedger(database, { mode });
  await database.withPlatform('test', (tx) => keepProof(tx, proof));
  return proof;
}

const broken = (proof: LedgerProof) => proof.results.filter((r) => r.drift > 0).map((r) => r.invariant);
const openAlerts = async () => [
  ...(await behind<{ level: string; details: unknown }[]>`
    select level, details from alerts where kind = 'ledger_drift' and resolved_at is null`),
];

it('finds nothing in a ledger as it is, in full and in what is new, and looks at every entry', async () => {
  await makeCalls([61, 0, 5]);
  const full = await proveAndKeep('full');
  expect(full).toMatchObject({ mode: 'full', drift: 0 });
  const [{ n }] = await behind<[{ n: number }]>`select count(*)::int n from entries`;
  expect(full.results.find((r) => r.invariant === 'running_balances')?.examined).toBe(n);
  await makeCalls([30]);
  const recent = await proveAndKeep('recent');
  expect(recent).toMatchObject({ mode: 'recent', drift: 0 });
  // One more answered call on a chain of three payers: six entries.
  expect(recent.results.find((r) => r.invariant === 'running_balances')?.examined).toBe(6);
  expect((await proveAndKeep('recent')).results.find((r) => r.invariant === 'running_balances')?.examined).toBe(0);
});

it('proves a ledger in full that was never proven, whatever is asked for', async () => {
  expect((await proveLedger(database, { mode: 'recent' })).mode).toBe('full');
});

/** What is done to a row, and the invariants that have to name it; `by` is what the offender must say. */
const damages: readonly { what: string; damage: string; named: readonly string[]; by: string }[] = [
  {
    what: 'an amount that was changed',
    damage: `update entries set amount_micros = amount_micros + 1 where kind = 'call_charge' and ctid = (select min(ctid) from entries where kind = 'call_charge')
      returning wallet_id id`,
    named: ['running_balances', 'transfers_sum_to_zero', 'charges_are_posted'],
    by: 'wallet',
  },
  {
    what: 'a running balance that was changed',
    damage: `update entries set balance_after_micros = balance_after_micros - 5 where kind = 'call_revenue' and ctid = (select min(ctid) from entries where kind = 'call_revenue')
      returning wallet_id id`,
    named: ['running_balances'],
    by: 'wallet',
  },
  {
    what: 'an entry that was taken out',
    damage: `delete from entries where kind = 'call_revenue' and ctid = (select min(ctid) from entries where kind = 'call_revenue') returning transfer_id id`,
    named: ['running_balances', 'transfers_sum_to_zero'],
    by: 'transfer',
  },
  {
    what: 'a wallet that was made richer',
    damage: `update wallets set balance_micros = balance_micros + 7 where id = (select w.id from wallets w join tenants t on t.id = w.tenant_id where t.kind = 'customer' limit 1)
      returning id`,
    named: ['sum_is_zero', 'wallet_balances'],
    by: 'wallet',
  },
  {
    what: 'money held by nobody',
    damage: `update wallets set held_micros = held_micros + 9 where kind = 'loss' returning id`,
    named: ['holds_are_held'],
    by: 'wallet',
  },
  {
    what: 'a hold whose call is over',
    damage: `insert into holds (tenant_id, wallet_id, attempt_id, amount_micros, expires_at)
      select w.tenant_id, w.id, a.id, 1, now() from attempts a join wallets w on w.tenant_id = a.tenant_id where a.ended_at is not null limit 1 returning attempt_id id`,
    named: ['holds_are_open', 'holds_are_held'],
    by: 'attempt',
  },
  {
    what: 'a top-up that was asked for otherwise',
    damage: `update transfers set amount_micros = amount_micros + 1 where id = (select id from transfers limit 1) returning id`,
    named: ['transfers_are_posted'],
    by: 'transfer',
  },
  {
    what: 'a charge that was lost',
    damage: `delete from attempt_charges where level = 0 and ctid = (select min(ctid) from attempt_charges where level = 0) returning attempt_id id`,
    named: ['charges_are_posted', 'calls_are_charged'],
    by: 'attempt',
  },
  {
    what: 'a CDR that was lost',
    damage: `delete from cdrs where answered_at is not null and ctid = (select min(ctid) from cdrs where answered_at is not null) returning attempt_id id`,
    named: ['calls_are_charged'],
    by: 'attempt',
  },
];

describe.each(damages)('$what', ({ damage, named, by }) => {
  it('is named by the full proof, down to the row, and alarms the operator', async () => {
    await makeCalls([61, 0, 5]);
    await proveAndKeep('full');
    const [hit] = await behind.unsafe<{ id: string }[]>(damage);
    const proof = await proveAndKeep('full');
    expect(broken(proof)).toEqual(expect.arrayContaining([...named]));
    const offenders = proof.results.flatMap((result) => result.offenders);
    expect(offenders).toEqual(expect.arrayContaining([expect.stringContaining(`${by} ${hit?.id}`)]));
    expect(await openAlerts()).toMatchObject([{ level: 'critical', details: { drift: proof.drift } }]);
  });

  it('is found at once by the recent proof where it is new', async () => {
    await proveAndKeep('full');
    await makeCalls([61, 0, 5]);
    await behind.unsafe(damage);
    expect(broken(await proveAndKeep('recent'))).toEqual(expect.arrayContaining([...named]));
    // And goes on being found until it is mended.
    expect(broken(await proveAndKeep('recent'))).toEqual(expect.arrayContaining([...named]));
  });
});

it('lifts the alarm only by a proof that looks where the drift was', async () => {
  await makeCalls([61]);
  await behind`update transfers set recorded_at = now() - interval '1 day'`;
  await proveAndKeep('full');
  await behind`update transfers set amount_micros = amount_micros + 1`;
  expect(broken(await proveAndKeep('full'))).toEqual(['transfers_are_posted']);
  // Old rows are not the recent proof's to see; the alarm stays.
  expect((await proveAndKeep('recent')).drift).toBe(0);
  expect(await openAlerts()).toHaveLength(1);
  await behind`update transfers set amount_micros = amount_micros - 1`;
  expect((await proveAndKeep('full')).drift).toBe(0);
  expect(await openAlerts()).toEqual([]);
});

it('takes a checkpoint for a hint: one that says something wrong hides nothing and alarms nobody', async () => {
  await makeCalls([61]);
  await proveAndKeep('full');
  await behind`update ledger_checkpoints set balance_micros = balance_micros + 1`;
  await makeCalls([5]);
  expect((await proveAndKeep('recent')).drift).toBe(0);
  await behind`update entries set balance_after_micros = 0 where seq = 2`;
  await behind`update ledger_checkpoints set seq = 10000`;
  expect(broken(await proveAndKeep('recent'))).toContain('running_balances');
});
