import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../tests/setup/database.ts';
import { presetPermissions } from '../permissions.ts';
import { tenantKinds } from '../tables.ts';
import { alertKinds, alertKindsSeenBy, alertPermissions } from './alert-kinds.ts';

let database: TestDatabase;
let sql: postgres.Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = postgres(database.urls.superuser, { max: 1 });
});

afterAll(async () => {
  await sql.end();
  await database.drop();
});

test('the record keeps the same kinds, so that nothing is told which nobody could see', async () => {
  const [check] = await sql<{ text: string }[]>`
    select pg_get_constraintdef(oid) as text from pg_constraint where conname = 'alerts_kind_check'`;
  const kept = [...(check?.text ?? '').matchAll(/'([a-z_]+)'/g)].map(([, kind]) => String(kind));
  expect(kept.toSorted()).toEqual(Object.keys(alertKinds).toSorted());
});

test('some administrator sees each kind, and whoever may nothing sees none', () => {
  const seen = tenantKinds.flatMap((kind) => alertKindsSeenBy(presetPermissions[kind].administrator ?? []));
  expect(new Set(seen)).toEqual(new Set(Object.keys(alertKinds)));
  expect(alertKindsSeenBy([])).toEqual([]);
  expect(alertPermissions.every((permission) => alertKindsSeenBy([permission]).length > 0)).toBe(true);
});

test('a customer’s technical staff is told of its numbers and voices, and its finance of money alone', () => {
  const { technical, finance, seat } = presetPermissions.customer;
  expect(alertKindsSeenBy(technical ?? []).toSorted()).toEqual([
    'audio_changed',
    'audio_decided',
    'caller_id_decided',
    'caller_id_expired',
    'caller_id_expiring',
    'job_failed',
  ]);
  expect(alertKindsSeenBy(finance ?? []).filter((kind) => /caller|audio|session|drift|margin/.test(kind))).toEqual([]);
  expect(alertKindsSeenBy(seat ?? [])).toEqual([]);
});
