// `npm run -s reconcile` as a process, against a database of its own.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { openDatabase } from '@yunhu/db/connect';
import { buildHierarchy } from '@yunhu/scripts/fixture/hierarchy';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { makeCallsOf } from './make-calls.ts';
import { damages } from './damages.ts';

const root = path.resolve(import.meta.dirname, '../..');
let testDatabase: TestDatabase;
let behind: postgres.Sql;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  behind = postgres(testDatabase.urls.superuser, { max: 1, onnotice: () => undefined });
  const hierarchy = await buildHierarchy(testDatabase.urls.superuser, { customers: 2 });
  const database = openDatabase({ appUrl: testDatabase.urls.app, platformUrl: testDatabase.urls.platform });
  await makeCallsOf(
    database,
    testDatabase.urls.superuser,
    hierarchy,
    Array.from({ length: 20 }, (_, i) => 7 * i),
  );
  await database.close();
});
afterAll(async () => {
  await behind.end();
  await testDatabase.drop();
});

function reconcile(env: Record<string, string>): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'scripts/reconcile.ts'],
      { cwd: root, env: { PATH: process.env['PATH'] ?? '', ...env } },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

it('prints the proof and exits 0; and names a row of every kind that was damaged, and exits 1', async () => {
  const whole = await reconcile({ DATABASE_URL: testDatabase.urls.superuser });
  expect(whole.err).toBe('');
  expect(whole.out).toContain('Proven: drift 0 over');
  expect(whole.out).not.toContain('DRIFT');
  expect(whole.code).toBe(0);

  const hits: string[] = [];
  for (const { damage, by } of damages) {
    const [hit] = await behind.unsafe<{ id: string }[]>(damage);
    hits.push(`${by} ${hit?.id}`);
  }
  const damaged = await reconcile({ DATABASE_URL: testDatabase.urls.superuser });
  expect(damaged.code).toBe(1);
  expect(damaged.out).toContain('NOT PROVEN: drift');
  for (const hit of hits) expect(damaged.out).toContain(hit);
});

it('says what to do where there is no database, and exits 2', async () => {
  const { code, err } = await reconcile({ YUNHU_DATA_DIR: path.join(root, '.data-that-is-not') });
  expect([code, err]).toEqual([2, expect.stringContaining('npm start')]);
});
