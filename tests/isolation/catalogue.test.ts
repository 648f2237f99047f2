// The walls as the catalogue knows them. Nothing here names the tables that it checks, so a new one is covered by being there; what
// is exempt is named with its reason.
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';

/** Tables that belong to no tenant. */
const withoutTenant: Record<string, string> = {
  tenants: 'its id is the tenant',
  tenant_closure: 'names two tenants; its policy shows the pairs of the subtree to whoever stands at its top',
  login_attempts: 'counts attempts of whoever is not signed in yet',
  workers: 'processes, which serve every tenant',
  payment_events: 'what the payment service told; reading it says whose it is, and no tenant may read it',
  tenant_kinds: 'what may be permitted to which kind of tenant, the same for all',
  preset_roles: 'what every tenant’s roles hold at first, the same for all',
  schema_migrations: 'written before any tenant exists; no login role may read it',
};

/** Unique over the platform, and therefore not by tenant. */
const uniqueOverAll: Record<string, string> = {
  staff_login_name: 'one logs in without naming a tenant',
  wallets_by_id: 'money functions lock wallets of many tenants in the order of this id',
  frozen_rates_by_id: 'attempts name the rates of every level by their ids alone; only the platform writes them',
  extensions_sip_id_key: 'the switch knows accounts by this name alone',
  tenant_domains_verified: 'a host is one tenant’s alone; who has not shown that it is his is told nothing of others',
  support_sessions_one_a_person:
    'a person is in one support session at a time, whoever it looks at; only the platform writes them',
};

/** References that are composite with the tenant of what they point at, which is another one on purpose. */
const acrossTenants: Record<string, string> = {
  'attempts(trunk_tenant_id, trunk_id)': "calls leave over the operator's trunks",
  'support_sessions(staff_tenant_id, staff_id)': 'the person is of somebody above',
  'rate_assignments(seller_tenant_id, rate_group_id)': "a tenant buys at a group of its parent's",
  'tenant_company_roles(keeper_tenant_id, company_role_id)': 'the operator keeps the company roles of all',
};

const loginRoles: string[] = ['yunhu_app', 'yunhu_platform', 'yunhu_switch'];
const moneyTables = ['wallets', 'entries', 'holds', 'transfers', 'attempt_charges', 'payment_postings'];

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

const tenantTables = () => sql<{ name: string }[]>`
  select c.relname as name from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)`;

/** Of which role may do which of these to which table; also by a grant on a single column. */
async function writers(tables: readonly string[], privileges: readonly string[]): Promise<string[]> {
  const rows = await sql<{ found: string }[]>`
    select format('%s may %s %s', r, p, t) as found
    from unnest(${loginRoles}::text[]) r, unnest(${privileges as string[]}::text[]) p, unnest(${tables as string[]}::text[]) t
    where has_table_privilege(r, t, p) or (p in ('INSERT', 'UPDATE') and has_any_column_privilege(r, t, p)) order by 1`;
  return rows.map((row) => row.found);
}

/** A policy's expression with the current tenant as ME, and its own table's columns by their bare names. */
function canonical(expression: string, table: string): string {
  return expression
    .replaceAll(/\s+/g, ' ')
    .replaceAll("( SELECT (current_setting('app.tenant'::text))::uuid AS current_setting)", 'ME')
    .replaceAll("(current_setting('app.tenant'::text))::uuid", 'ME')
    .replaceAll(`${table}.`, '');
}

describe('tables', () => {
  test('every table has a tenant or a reason to have none', async () => {
    const tables = await sql<{ name: string }[]>`
      select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`;
    const owned = new Set((await tenantTables()).map((table) => table.name));
    expect(owned.size).toBeGreaterThan(25);
    expect(
      tables
        .map((table) => table.name)
        .filter((name) => !owned.has(name))
        .sort(),
    ).toEqual(Object.keys(withoutTenant).sort());
  });

  test('row-level security is on and forced, with a policy, on every one that has a tenant, and on the tenants themselves', async () => {
    const names = [...(await tenantTables()).map((table) => table.name), 'tenants', 'tenant_closure'];
    const bare = await sql`
      select relname, relrowsecurity, relforcerowsecurity from pg_class c
      where relnamespace = 'public'::regnamespace and relname = any (${names}) and not (relrowsecurity and relforcerowsecurity
        and exists (select from pg_policy p where p.polrelid = c.oid and p.polpermissive))`;
    expect(bare).toEqual([]);
  });

  test('every policy that opens a table names the current tenant, in one of the shapes that the house knows', async () => {
    const probe = (column: string) =>
      `((${column} = ME) OR (EXISTS ( SELECT FROM tenant_closure c WHERE ((c.ancestor = ME) AND (c.descendant = ${column})))))`;
    const below =
      'ANY (ARRAY( SELECT tenant_closure.descendant FROM tenant_closure WHERE (tenant_closure.ancestor = ME)))';
    const bought =
      'ANY (ARRAY( SELECT rate_assignments.rate_group_id FROM rate_assignments WHERE (rate_assignments.tenant_id = ME)))';
    const shapes: Record<string, string> = {
      own: '(tenant_id = ME)',
      subtree: probe('tenant_id'),
      'subtree, read by the ten thousand': `(tenant_id = ${below})`,
      'tenants: itself and below': probe('id'),
      'tenants: a child of itself or one below': probe('parent_id'),
      'tenant_closure: who is below': '(ancestor = ME)',
      'rate_groups: the one bought at': `(id = ${bought})`,
      'tenant_company_roles: of who keeps them': '(keeper_tenant_id = ME)',
      'rates: of the group bought at': `(rate_group_id = ${bought})`,
      'caller_ids, audio: submitted by itself': "((tenant_id = ME) AND (state = 'submitted'::text))",
    };
    const policies = await sql<{ tablename: string; policyname: string; expressions: string[] }[]>`
      select tablename, policyname, array_remove(array[qual, with_check], null) as expressions
      from pg_policies where schemaname = 'public' and permissive = 'PERMISSIVE'`;
    const strange = policies.flatMap(({ tablename, policyname, expressions }) =>
      expressions
        .map((expression) => canonical(expression, tablename))
        .filter((expression) => !Object.values(shapes).includes(expression))
        .map((expression) => `${tablename}.${policyname}: ${expression}`),
    );
    expect(strange).toEqual([]);
  });

  test('primary and unique keys begin with the tenant, so that nobody can probe for what another has', async () => {
    const keys = await sql<{ index: string }[]>`
      select i.indexrelid::regclass::text as index from pg_index i join pg_class c on c.oid = i.indrelid
        left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
      where c.relnamespace = 'public'::regnamespace and i.indisunique and a.attname is distinct from 'tenant_id'
        and c.relname = any (${(await tenantTables()).map((table) => table.name)})`;
    expect(keys.map((key) => key.index).sort()).toEqual(Object.keys(uniqueOverAll).sort());
  });

  test('references between tables that have a tenant carry it, as foreign keys see through row-level security', async () => {
    const references = await sql<{ name: string; fits: boolean }[]>`
      select format('%s(%s)', c.conrelid::regclass,
          (select string_agg(a.attname, ', ' order by k.n) from unnest(c.conkey) with ordinality k (attnum, n)
            join pg_attribute a on (a.attrelid, a.attnum) = (c.conrelid, k.attnum))) as name,
        (select a.attname from pg_attribute a where (a.attrelid, a.attnum) = (c.conrelid, c.conkey[1])) = 'tenant_id'
          and (select a.attname from pg_attribute a where (a.attrelid, a.attnum) = (c.confrelid, c.confkey[1])) = 'tenant_id' as fits
      from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace and c.confrelid <> 'tenants'::regclass`;
    expect(references.length).toBeGreaterThan(20);
    const bare = references.filter((reference) => !reference.fits).map((reference) => reference.name);
    expect(bare.sort()).toEqual(Object.keys(acrossTenants).sort());
  });
});

describe('roles', () => {
  test('no login role owns anything, is a superuser, makes roles or databases, or can become another role', async () => {
    const rich = await sql`
      select rolname from pg_roles r where rolname = any (${loginRoles}) and (rolsuper or rolcreaterole or rolcreatedb or rolreplication
        or exists (select from pg_auth_members m where m.member = r.oid) or exists (select from pg_class c where c.relowner = r.oid)
        or exists (select from pg_proc p where p.proowner = r.oid) or has_schema_privilege(r.oid, 'public', 'CREATE'))`;
    expect(rich).toEqual([]);
  });

  test('only the platform role of them passes row-level security', async () => {
    const passing = await sql`select rolname from pg_roles where rolname = any (${loginRoles}) and rolbypassrls`;
    expect(passing).toEqual([{ rolname: 'yunhu_platform' }]);
  });

  test('the app role cannot put on another role', async () => {
    const app = postgres(database.urls.app, { max: 1 });
    for (const role of ['yunhu_owner', 'yunhu_ledger', 'yunhu_steward', 'yunhu_platform', 'yunhu_switch']) {
      await expect(app.unsafe(`set role ${role}`)).rejects.toThrow('permission denied');
    }
    await app.end();
  });

  test('nobody who logs in writes money, but through the functions that own it', async () => {
    expect(await writers(moneyTables, ['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'])).toEqual([]);
  });

  test('the app role writes no figure of money anywhere, but prices of lists, rules and decks when they are made', async () => {
    const writable = await sql<{ found: string }[]>`
      select format('%s %s.%s', p, c.relname, a.attname) as found
      from pg_class c join pg_attribute a on a.attrelid = c.oid, unnest(array['INSERT', 'UPDATE']) p
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
        and a.attname like '%\\_micros' and has_column_privilege('yunhu_app', c.oid, a.attnum, p) order by 1`;
    const prices = /^INSERT (rates|rate_rules|rate_rule_exceptions|rate_deck_rows|rate_deck_losses)\./;
    expect(writable.map((column) => column.found).filter((column) => !prices.test(column))).toEqual([]);
    expect(writable.length).toBeGreaterThan(4);
  });

  test('a CDR is written once by the workers, and an audit entry by whoever acts; neither is ever changed', async () => {
    expect(await writers(['cdrs'], ['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'])).toEqual([
      'yunhu_platform may INSERT cdrs',
    ]);
    expect(await writers(['audit_entries', 'audit_contents'], ['UPDATE', 'DELETE', 'TRUNCATE'])).toEqual([]);
  });

  test('password hashes are read by the platform role alone', async () => {
    expect(await writers(['staff_credentials'], ['SELECT'])).toEqual(['yunhu_platform may SELECT staff_credentials']);
  });

  test('the switch reads its views and nothing else', async () => {
    const granted = await sql<{ name: string; privilege: string }[]>`
      select c.relname as name, p as privilege from pg_class c, unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')
        and case c.relkind when 'S' then has_sequence_privilege('yunhu_switch', c.oid, 'USAGE, SELECT, UPDATE')
          else has_table_privilege('yunhu_switch', c.oid, p) end order by 1`;
    expect(granted.length).toBeGreaterThan(0);
    expect(granted.filter((grant) => !grant.name.startsWith('ps_') || grant.privilege !== 'SELECT')).toEqual([]);
  });
});

test('functions that act for their owner have a fixed search_path, an owner that cannot log in, and are not for everybody', async () => {
  const loose = await sql`
    select p.proname from pg_proc p join pg_roles r on r.oid = p.proowner
    where p.pronamespace = 'public'::regnamespace and p.prosecdef
      and (not coalesce(p.proconfig::text like '%search_path=%', false) or r.rolcanlogin
        or exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0))`;
  const all = await sql`select from pg_proc where pronamespace = 'public'::regnamespace and prosecdef`;
  expect(all.length).toBeGreaterThan(5);
  expect(loose).toEqual([]);
});
