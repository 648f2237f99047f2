import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { type DatabaseRole, databaseUrl } from './test-server.ts';

/** A migrated, empty database of one test or test file. */
export interface TestDatabase {
  name: string;
  /** Connection strings: one a login role, and the superuser's to look behind the curtain. */
  urls: Record<DatabaseRole | 'superuser', string>;
  /** Drops it, also under open connections; close pools first all the same. */
  drop(): Promise<void>;
}

/** Clones the migrated template. Call in beforeAll or beforeEach, and drop() in its counterpart. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url, run, template, rolePasswords, failure } = inject('testServer');
  if (failure !== undefined) throw new Error(`the test template could not be migrated: ${failure}`);
  const name = `${run}_${randomBytes(6).toString('hex')}`;
  await administer(url, (sql) => sql`create database ${sql(name)} template ${sql(template)}`);
  const urlOf = (role: DatabaseRole) =>
    databaseUrl(url, name, { name: `yunhu_${role}`, password: rolePasswords[role] });
  return {
    name,
    urls: {
      superuser: databaseUrl(url, name),
      owner: urlOf('owner'),
      app: urlOf('app'),
      platform: urlOf('platform'),
      switch: urlOf('switch'),
    },
    drop: () => administer(url, (sql) => sql`drop database if exists ${sql(name)} with (force)`),
  };
}

async function administer(url: string, run: (sql: postgres.Sql) => PromiseLike<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await run(sql);
  } finally {
    await sql.end();
  }
}
