// The database that a stack runs on: the embedded PostgreSQL, or the server that DATABASE_URL names; migrated, with one URL a role.
import path from 'node:path';
import { migrate, type RolePasswords } from '@yunhu/db/connect';
import postgres from 'postgres';
import { startPostgres } from '../embedded/postgres.ts';

export interface StackRecord {
  readonly embedded: boolean;
  /** Of a role that may do everything: migrations and the demonstration's approvals. */
  readonly adminUrl: string;
  readonly appUrl: string;
  readonly platformUrl: string;
  /** For Asterisk's extensions. */
  readonly switchRole: {
    readonly host: string;
    readonly port: number;
    readonly name: string;
    readonly user: string;
    readonly password: string;
  };
  /** Migrations applied by this start. */
  readonly applied: readonly string[];
  /** Settles when the embedded server ends, whoever ended it. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

export const databaseName = 'yunhu';

/** Starts or reaches the server, creates and migrates the database. Throws a sentence when it cannot. */
export async function openRecord(
  dataDir: string,
  databaseUrl: string | undefined,
  passwords: RolePasswords,
): Promise<StackRecord> {
  if (databaseUrl !== undefined) return describe(databaseUrl, passwords, undefined);
  const server = await startPostgres({ dataDir: path.join(dataDir, 'postgres') });
  try {
    await createDatabase(server.url);
    const url = new URL(server.url);
    url.pathname = `/${databaseName}`;
    return await describe(String(url), passwords, server);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function createDatabase(serverUrl: string): Promise<void> {
  const sql = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  try {
    const found = await sql`select from pg_database where datname = ${databaseName}`;
    if (found.length === 0) await sql`create database ${sql(databaseName)}`;
  } finally {
    await sql.end();
  }
}

async function describe(
  adminUrl: string,
  passwords: RolePasswords,
  server: { stop(): Promise<void>; exited: Promise<void> } | undefined,
): Promise<StackRecord> {
  const applied = await migrate(adminUrl, { rolePasswords: passwords });
  const admin = new URL(adminUrl);
  const urlOf = (role: keyof RolePasswords): string => {
    const url = new URL(adminUrl);
    url.username = `yunhu_${role}`;
    url.password = passwords[role];
    return String(url);
  };
  return {
    embedded: server !== undefined,
    adminUrl,
    appUrl: urlOf('app'),
    platformUrl: urlOf('platform'),
    switchRole: {
      host: admin.hostname,
      port: Number(admin.port === '' ? 5432 : admin.port),
      name: admin.pathname.slice(1),
      user: 'yunhu_switch',
      password: passwords.switch,
    },
    applied,
    exited: server?.exited ?? new Promise(() => {}),
    stop: async () => server?.stop(),
  };
}
