import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { micros } from '@yunhu/db/billing';
import { openFolderStore } from '@yunhu/db/objects';
import { demoLogins, furnishDemonstration } from '@yunhu/scripts/demo/demonstration';
import { makeChime } from '@yunhu/scripts/demo/voice';
import { createOperator } from '@yunhu/scripts/stack/first-operator';
import type { StackRecord } from '@yunhu/scripts/stack/record';
import { openSecrets } from '@yunhu/scripts/stack/secrets';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';

let testDatabase: TestDatabase;
let folder: string;
let admin: postgres.Sql;
beforeEach(async () => {
  testDatabase = await createTestDatabase();
  folder = mkdtempSync(path.join(tmpdir(), 'yunhu-furnish-'));
  admin = postgres(testDatabase.urls.superuser, { max: 1 });
});
afterEach(async () => {
  await admin.end();
  await testDatabase.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function furnish() {
  const { superuser, app, platform } = testDatabase.urls;
  const record = { adminUrl: superuser, appUrl: app, platformUrl: platform } as StackRecord;
  return furnishDemonstration(record, openSecrets(folder), await openFolderStore(path.join(folder, 'objects')), {
    voice: makeChime(),
    seats: 3,
    channels: 10,
    prices: { customer: micros(3n), subAgent: micros(2n), agent: micros(1n) },
    flow: { plays: 1, keys: { '1': 'transfer' } },
    password: 'yunhu-demo',
  });
}

const counts = () => admin`
  select (select count(*)::int from tenants) tenants, (select count(*)::int from transfers) transfers, (select count(*)::int from flows) flows,
    (select count(*)::int from seats where state = 'ready') ready, (select count(*)::int from trunks) trunks,
    (select count(*)::int from caller_ids where state = 'approved') shown, (select count(*)::int from caller_ids where state = 'submitted') waiting, (select count(*)::int from audio where state = 'approved') voices`;

const whole = { tenants: 4, transfers: 3, flows: 1, ready: 3, trunks: 1, shown: 1, waiting: 1, voices: 2 };

it('a demonstration is made once, however often the product starts', async () => {
  const first = await furnish();
  const again = await furnish();
  expect(again.phones).toEqual(first.phones);
  expect(first.phones).toHaveLength(3);
  expect(await counts()).toEqual([whole]);
});

it('a demonstration whose making was killed is completed by the next start', async () => {
  await createOperator(admin, { name: 'Operator', loginName: demoLogins.operator, passwordHash: 'none' });
  await furnish();
  expect(await counts()).toEqual([whole]);
  await admin`update audio set state = 'submitted'`;
  await admin`update seats set state = 'offline'`;
  await furnish();
  expect(await counts()).toEqual([whole]);
});
