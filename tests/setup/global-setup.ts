// One PostgreSQL a run, and in it one migrated template that each test database is cloned from.
// TEST_DATABASE_URL (a superuser's) uses that server instead; only databases this run made are dropped there.
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { migrate } from '@yunhu/db/connect';
import { removePostgres, startPostgres } from '@yunhu/scripts/embedded/postgres';
import { isAlive } from '@yunhu/scripts/embedded/processes';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { findMachine } from './machine.ts';
import { databaseUrl, type TestServer } from './test-server.ts';

const folder = path.resolve(import.meta.dirname, '../../.data/test-runs');

// A test database is thrown away, so a crash may lose it. Benchmarks never use these.
const throwAwaySettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  project.provide('machine', await findMachine());
  const external = process.env['TEST_DATABASE_URL'];
  if (external !== undefined) {
    const server = await migrateTemplate(external);
    project.provide('testServer', server);
    return () => dropRunDatabases(server);
  }
  await removeLeftBehind();
  const dataDir = path.join(folder, String(process.pid));
  const embedded = await startPostgres({ dataDir, settings: throwAwaySettings });
  project.provide('testServer', await migrateTemplate(embedded.url));
  return async () => {
    await embedded.stop();
    await removePostgres(dataDir);
  };
}

/** Each run's folder is named by its process, so those of killed runs are known. */
async function removeLeftBehind(): Promise<void> {
  if (!existsSync(folder)) return;
  const dead = readdirSync(folder).filter((name) => /^\d+$/.test(name) && !isAlive(Number(name)));
  await Promise.all(dead.map((name) => removePostgres(path.join(folder, name))));
}

async function migrateTemplate(url: string): Promise<TestServer> {
  const run = `yunhu_test_${randomBytes(4).toString('hex')}`;
  const template = `${run}_template`;
  const password = () => randomBytes(16).toString('hex');
  const rolePasswords = { owner: password(), app: password(), platform: password(), switch: password() };
  const server = { url, run, template, rolePasswords };
  await onServer(url, (sql) => sql`create database ${sql(template)}`);
  try {
    await migrate(databaseUrl(url, template), { rolePasswords });
    return server;
  } catch (error) {
    // Tests that need no database still run; those that do say why they cannot.
    return { ...server, failure: error instanceof Error ? error.message : String(error) };
  }
}

async function dropRunDatabases(server: TestServer): Promise<void> {
  await onServer(server.url, async (sql) => {
    const rows = await sql`select datname from pg_database where starts_with(datname, ${server.run})`;
    for (const row of rows) await sql`drop database if exists ${sql(String(row['datname']))} with (force)`;
  });
}

async function onServer(url: string, run: (sql: postgres.Sql) => PromiseLike<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await run(sql);
  } finally {
    await sql.end();
  }
}
