// The proof names what is wrong: one row of each kind is damaged behind the curtain, and watched.
import { type Database, openDatabase } from '@yunhu/db/connect';
import { keepProof, type LedgerProof, type ProofOptions, proveLedger } from '@yunhu/db/reconciliation';
import { buildHierarchy, type Hierarchy } from '@yunhu/scripts/fixture/hierarchy';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { damages } from './damages.ts';
import { makeCallsOf } from './make-calls.ts';

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

const makeCalls = (seconds: readonly number[]) =>
  makeCallsOf(database, testDatabase.urls.superuser, hierarchy, seconds);

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
