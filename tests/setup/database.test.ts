import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from './database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

async function valuesAs(url: string, text: string): Promise<unknown[][]> {
  const sql = postgres(url, { max: 1 });
  try {
    return await sql.unsafe(text).values();
  } finally {
    await sql.end();
  }
}

test.each(['owner', 'app', 'platform', 'switch'] as const)('the role %s logs in to a test database', async (role) => {
  expect(await valuesAs(database.urls[role], 'select current_user, current_database()')).toEqual([
    [`yunhu_${role}`, database.name],
  ]);
});

test('two test databases see nothing of each other', async () => {
  const other = await createTestDatabase();
  await valuesAs(other.urls.superuser, 'create table only_here (id int)');
  const seen = (url: string) => valuesAs(url, "select to_regclass('only_here')::text");
  expect(await seen(other.urls.superuser)).toEqual([['only_here']]);
  expect(await seen(database.urls.superuser)).toEqual([[null]]);
  await other.drop();
});

test('a dropped test database is gone, also under an open connection', async () => {
  const other = await createTestDatabase();
  const open = postgres(other.urls.superuser, { max: 1, onclose: () => undefined });
  await open`select 1`;
  await other.drop();
  const found = await valuesAs(database.urls.superuser, `select 1 from pg_database where datname = '${other.name}'`);
  expect(found).toEqual([]);
  await open.end({ timeout: 0 });
});
