// Brings a database to the current schema: the roles (which belong to the server), then each migration once, in one transaction each,
// as yunhu_owner.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import postgres from 'postgres';

export interface RolePasswords {
  readonly owner: string;
  readonly app: string;
  readonly platform: string;
  readonly switch: string;
}

const folder = path.resolve(import.meta.dirname, '../../migrations');

/** Any number; held while migrating, so that two starts at once run one after the other. */
const migrationLock = 7_202_611;

/**
 * Migrates the database of `adminUrl` (a superuser's: it makes roles that bypass row-level security, one start at a time) and sets the login
 * roles' passwords. Answers the names of the migrations it applied. Refuses a database whose applied migrations differ from ours.
 */
export async function migrate(adminUrl: string, options: { readonly rolePasswords: RolePasswords }): Promise<string[]> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql`select pg_advisory_lock(${migrationLock})`;
    await prepareRoles(sql, options.rolePasswords);
    return await applyMigrations(sql);
  } finally {
    await sql.end();
  }
}

async function prepareRoles(sql: postgres.Sql, passwords: RolePasswords): Promise<void> {
  // Roles are the server's: databases migrated side by side meet here, so one at a time over the whole server.
  await sql.begin(async (tx) => {
    await tx`lock table pg_catalog.pg_authid in share row exclusive mode`;
    for (const [role, attributes] of Object.entries(roles)) {
      await tx.unsafe(
        `do $$ begin if not exists (select from pg_roles where rolname = '${role}') then create role ${role} ${attributes}; end if; end $$`,
      );
    }
    for (const [role, password] of Object.entries(passwords)) {
      const [row] = await tx<
        [{ statement: string }]
      >`select format('alter role %I password %L', ${`yunhu_${role}`}::text, ${password}::text) as statement`;
      await tx.unsafe(row.statement);
    }
    await tx.unsafe('grant yunhu_ledger, yunhu_steward to yunhu_owner');
  });
  const [{ name }] = await sql<[{ name: string }]>`select current_database() as name`;
  await sql`grant create, connect on database ${sql(name)} to yunhu_owner`;
  await sql`revoke create on schema public from public`;
  await sql`grant all on schema public to yunhu_owner`;
  await sql`grant create, usage on schema public to yunhu_ledger, yunhu_steward`;
  await sql`grant usage on schema public to yunhu_app, yunhu_platform, yunhu_switch`;
  await sql`create extension if not exists btree_gist`;
}

/** ledger owns the functions that write money, steward the views and look-ups that cross tenants; neither can log in. */
const roles = {
  yunhu_owner: 'login',
  yunhu_app: 'login nobypassrls',
  yunhu_platform: 'login bypassrls',
  yunhu_switch: 'login nobypassrls',
  yunhu_ledger: 'nologin bypassrls',
  yunhu_steward: 'nologin bypassrls',
};

async function applyMigrations(sql: postgres.Sql): Promise<string[]> {
  await sql`create table if not exists schema_migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())`;
  const applied = new Map(
    (await sql<{ name: string; sha256: string }[]>`select name, sha256 from schema_migrations`).map((m) => [
      m.name,
      m.sha256,
    ]),
  );
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const strangers = [...applied.keys()].filter((name) => !names.includes(name));
  if (strangers.length > 0)
    throw new Error(`the database was migrated by a newer Yunhu (${strangers.join(', ')}); start that version`);

  const done: string[] = [];
  for (const name of names) {
    const text = await readFile(path.join(folder, name), 'utf8');
    const sha256 = createHash('sha256').update(text).digest('hex');
    const before = applied.get(name);
    if (before === sha256) continue;
    if (before !== undefined)
      throw new Error(`migration ${name} was edited after it had been applied; add a new one instead`);
    await sql.begin(async (tx) => {
      await tx`set local role yunhu_owner`;
      await tx.unsafe(text).simple();
      await tx`reset role`;
      await tx`insert into schema_migrations (name, sha256) values (${name}, ${sha256})`;
    });
    done.push(name);
  }
  return done;
}
