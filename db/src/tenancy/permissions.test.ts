import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { permissions as permissionsOfApi, rolePresets } from '../../../api/src/tenancy/schemas.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/setup/database.ts';
import { keptPermissions, permissions, permissionsOfKind, presetPermissions, presets } from './permissions.ts';
import { tenantKinds } from './tables.ts';

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

test('the record keeps the same permissions for each kind of tenant, and the same that stay', async () => {
  const rows = await sql<{ kind: string }[]>`select kind, permissions, kept from tenant_kinds order by kind`;
  const ours = tenantKinds.map((kind) => ({ kind, permissions: permissionsOfKind(kind), kept: keptPermissions(kind) }));
  expect(rows).toEqual(ours.toSorted((a, b) => a.kind.localeCompare(b.kind)));
});

test('the record keeps the same presets', async () => {
  const rows = await sql<{ kind: string; preset: string; permissions: string[] }[]>`
    select kind, preset, permissions from preset_roles`;
  const ours = tenantKinds.flatMap((kind) =>
    Object.entries(presetPermissions[kind]).map(([preset, held]) => ({ kind, preset, permissions: [...held] })),
  );
  const sorted = (list: readonly { kind: string; preset: string; permissions: readonly string[] }[]) =>
    list
      .map((row) => ({ ...row, permissions: row.permissions.toSorted() }))
      .toSorted((a, b) => `${a.kind} ${a.preset}`.localeCompare(`${b.kind} ${b.preset}`));
  expect(sorted([...rows])).toEqual(sorted(ours));
});

test('the API names the same permissions and presets', () => {
  expect([...permissionsOfApi].toSorted()).toEqual(permissions.toSorted());
  expect([...rolePresets]).toEqual([...presets]);
});

test('every permission is for some kind, and no preset holds what its kind may not have', () => {
  expect(new Set(tenantKinds.flatMap((kind) => permissionsOfKind(kind)))).toEqual(new Set(permissions));
  for (const kind of tenantKinds)
    for (const held of Object.values(presetPermissions[kind]))
      expect(held.filter((permission) => !permissionsOfKind(kind).includes(permission))).toEqual([]);
});

test('finance tops up, withdraws and reads money, and nothing else; administrators hold all but what others use', () => {
  for (const kind of ['operator', 'agent'] as const)
    expect(presetPermissions[kind].finance).toEqual(['money.read', 'money.top-up', 'payments.write']);
  expect(presetPermissions.customer.finance).toEqual(['money.read', 'payments.write']);
  for (const kind of tenantKinds) {
    const held = presetPermissions[kind].administrator ?? [];
    expect(permissionsOfKind(kind).filter((permission) => !held.includes(permission))).toEqual(
      kind === 'operator' ? ['customer-telephony.write'] : [],
    );
  }
});
