// What the driver (patched in db/patches) owes whoever uses the record: a cut connection fails those who used it, each once, and nobody
// else. A promise left open would hold a loop for ever, one that nobody holds ends the process.
import { type Database, isTransient, openDatabase, type Sql } from '@yunhu/db/connect';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { layWire, type Wire } from './server-behind-wire.ts';

const [tenant, other] = ['0198f7a0-0000-7000-8000-000000000001', '0198f7a0-0000-7000-8000-000000000002'];

let testDatabase: TestDatabase;
let wire: Wire;
/** One connection a pool, so that who comes next gets the one that was cut. */
let database: Database;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  const { app, platform } = testDatabase.urls;
  wire = await layWire(app);
  database = openDatabase({ appUrl: wire.through(app), platformUrl: wire.through(platform), maxConnections: 1 });
});

afterEach(async () => {
  await database.close();
  wire.close();
  await testDatabase.drop();
});

const cutOff = expect.toSatisfy(isTransient, 'a connection that was cut');
const tenantOf = async (sql: Sql) =>
  (await sql<{ tenant: string }[]>`select current_setting('app.tenant') tenant`).map((row) => row.tenant);

// Where it fails, vitest finds an unhandled rejection, which would have ended a process of ours.
test('a connection cut while it begins, with the server gone, fails its asker and not the process', async () => {
  wire.whenAsked('pg_catalog.pg_type', () => {
    wire.refuse();
    wire.cut();
  });
  await expect(database.withTenant({ tenantId: tenant }, ({ sql }) => sql`select 1`)).rejects.toEqual(cutOff);
  await wire.accept();
  await expect(database.withTenant({ tenantId: tenant }, ({ sql }) => tenantOf(sql))).resolves.toEqual([tenant]);
});

test('what a cut transaction still asks for is refused, and neither takes the connection nor meets its next user', async () => {
  let askLate = async (): Promise<unknown> => undefined;
  const first = database.withTenant({ tenantId: tenant }, async ({ sql }) => {
    askLate = async () => sql`select ${'late'}::text`;
    wire.cut();
    // As one that waits for something else than the record.
    await new Promise(() => undefined);
  });
  await expect(first).rejects.toEqual(cutOff);
  await expect(askLate()).rejects.toEqual(cutOff);
  await database.withTenant({ tenantId: other }, async ({ sql }) => {
    const ours = async () => [...(await tenantOf(sql)), ...(await sql`select pg_current_xact_id()::text id`)];
    const before = await ours();
    expect(before[0]).toBe(other);
    await expect(askLate()).rejects.toEqual(cutOff);
    expect(await ours()).toEqual(before);
  });
});

test('the words with which the server ended a connection are not the answer to who uses the next one', async () => {
  const admin = postgres(testDatabase.urls.superuser, { max: 1 });
  const kill = (pid: number) => admin`select pg_terminate_backend(${pid})`;
  const killed = database.withTenant({ tenantId: tenant }, async ({ sql }) => {
    const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() pid`;
    await Promise.all([sql`select pg_sleep(3600)`, kill(row?.pid ?? 0)]);
  });
  await expect(killed).rejects.toEqual(cutOff);
  await expect(database.withTenant({ tenantId: other }, ({ sql }) => tenantOf(sql))).resolves.toEqual([other]);
  await admin.end();
});
