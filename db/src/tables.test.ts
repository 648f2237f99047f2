import { is, SQL } from 'drizzle-orm';
import { getTableConfig, PgTable, type PgColumn } from 'drizzle-orm/pg-core';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../tests/setup/database.ts';
import * as audio from './audio/tables.ts';
import * as billing from './billing/tables.ts';
import * as callerids from './callerids/tables.ts';
import * as calls from './calls/tables.ts';
import * as contacts from './contacts/tables.ts';
import * as payments from './billing/payments/tables.ts';
import * as prices from './billing/prices/tables.ts';
import * as jobs from './jobs/tables.ts';
import * as objects from './objects/tables.ts';
import * as reconciliation from './reconciliation/tables.ts';
import * as tasks from './tasks/tables.ts';
import * as telephony from './telephony/tables.ts';
import * as roles from './tenancy/roles/tables.ts';
import * as tenancy from './tenancy/tables.ts';

const domains = [
  tenancy,
  roles,
  jobs,
  objects,
  billing,
  payments,
  prices,
  telephony,
  callerids,
  audio,
  contacts,
  tasks,
  calls,
  reconciliation,
];
const declared = domains.flatMap((domain) => Object.values(domain)).filter((value) => is(value, PgTable));

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

/** `name type nullability default?`, one a column, as both sides can say it. */
const said = (name: string, type: string, notNull: boolean, hasDefault: boolean) =>
  `${name} ${type}${notNull ? ' not null' : ''}${hasDefault ? ' default' : ''}`;

const ofDrizzle = (column: PgColumn) => {
  const written = column.default;
  const type = column.getSQLType().replace(/^char\(/, 'character(');
  return said(
    column.name,
    type,
    column.notNull,
    written !== undefined || is(written, SQL) || column.generated !== undefined,
  );
};

test('every table and column of the record is declared, with its type, nullability and default', async () => {
  const rows = await sql<{ table: string; columns: string[] }[]>`
    select c.relname as table, array_agg(concat(a.attname, ' ', format_type(a.atttypid, a.atttypmod),
        case when a.attnotnull then ' not null' end, case when a.atthasdef then ' default' end) order by a.attname) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'schema_migrations'
    group by c.relname`;
  const catalogue = Object.fromEntries(rows.map((row) => [row.table, [...row.columns].sort()]));
  const ours = Object.fromEntries(
    declared.map((table) => {
      const { name, columns } = getTableConfig(table);
      return [name, columns.map(ofDrizzle).sort()];
    }),
  );
  expect(ours).toEqual(catalogue);
});

test('every declared primary key is the one of the record', async () => {
  const rows = await sql<{ table: string; key: string }[]>`
    select c.conrelid::regclass::text as table, string_agg(a.attname, ' ' order by k.position) as key
    from pg_constraint c, unnest(c.conkey) with ordinality k (attnum, position), pg_attribute a
    where c.contype = 'p' and c.connamespace = 'public'::regnamespace and (a.attrelid, a.attnum) = (c.conrelid, k.attnum)
      and c.conrelid <> 'schema_migrations'::regclass
    group by 1`;
  const ours = declared.map((table) => {
    const { name, columns, primaryKeys } = getTableConfig(table);
    const key = primaryKeys[0]?.columns ?? columns.filter((column) => column.primary);
    return [name, key.map((column) => column.name).join(' ')];
  });
  expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(rows.map((row) => [row.table, row.key])));
});

test('every column that drizzle types as a union takes exactly the words of its check', async () => {
  const checks = await sql<{ table: string; definition: string }[]>`
    select conrelid::regclass::text as table, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace`;
  const inCatalogue = new Map(
    checks.flatMap(({ table, definition }) => {
      const found = /^CHECK \(\(+"?(\w+)"? = (?:ANY \(ARRAY\[)?('[^)\]]*)\]?\)+$/.exec(definition);
      const words = [...(found?.[2] ?? '').matchAll(/'([^']*)'::text/g)].map((match) => match[1] ?? '');
      return found === null ? [] : [[`${table}.${found[1]}`, words.sort((a, b) => a.localeCompare(b))] as const];
    }),
  );
  const unions = declared.flatMap((table) => {
    const { name, columns } = getTableConfig(table);
    return columns.filter((c) => c.enumValues !== undefined).map((c) => [`${name}.${c.name}`, c.enumValues] as const);
  });
  expect(unions.length).toBeGreaterThan(15);
  for (const [column, words] of unions)
    expect([column, [...(words ?? [])].sort((a, b) => a.localeCompare(b))]).toEqual([column, inCatalogue.get(column)]);
});
