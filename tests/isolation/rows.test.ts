// Row-level security seen from the app role: what each tenant reads of every table, and what it can write in another's name. Tables
// are taken from the catalogue.
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leaksIn, readRows, secretsFrom } from './secrets.ts';
import { buildWorld, furnishingMs, type World } from './world.ts';

const actors = ['agentA', 'agentB', 'customerA', 'customerB', 'stranger'] as const;
/** Attacker and victim: the other customer, the other agent's, the one below (its own rows), and the one above. */
const attacks = [
  ['customerA', 'customerB'],
  ['agentA', 'customerB'],
  ['agentA', 'agentB'],
  ['stranger', 'customerA'],
  ['customerA', 'agentA'],
  ['agentA', 'operator'],
] as const;

let world: World;
let tables: { name: string; tenant: string }[];

beforeAll(async () => {
  world = await buildWorld();
  tables = await world.api.behind<{ name: string; tenant: string }[]>`
    select c.relname as name, a.attname as tenant from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and a.attname = case c.relname when 'tenants' then 'id' else 'tenant_id' end order by 1`;
}, furnishingMs);

afterAll(() => world.api.stop());

/** Runs one statement as the app role of a tenant, in a transaction that is rolled back; answers its rows' count or error code. */
async function attempt(tenantId: string, statement: string, values: string[] = []): Promise<number | string> {
  let count: number | string = -1;
  const undo = new Error('undo');
  await world.api.database
    .withTenant({ tenantId }, async ({ sql }) => {
      count = (await sql.unsafe(statement, values)).count;
      throw undo;
    })
    .catch((error: unknown) => {
      if (error === undo) return;
      const cause = error instanceof Error && error.cause instanceof postgres.PostgresError ? error.cause : error;
      count = cause instanceof postgres.PostgresError ? cause.code : String(cause);
    });
  return count;
}

/** The columns of a table that the app role may write. */
async function writable(table: string, privilege: 'INSERT' | 'UPDATE'): Promise<string[]> {
  const columns = await world.api.behind<{ name: string }[]>`
    select attname as name from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped
      and attgenerated = '' and has_column_privilege('yunhu_app', attrelid, attnum, ${privilege})`;
  return columns.map((column) => `"${column.name}"`);
}

const readableTables = () => world.api.behind<{ name: string }[]>`
  select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relrowsecurity
    and has_table_privilege('yunhu_app', oid, 'SELECT')`;

test('the world has rows of both customers in every table that a customer has rows in', async () => {
  const rows = await readRows(world.api.behind);
  const has = (table: string, actor: 'customerA' | 'customerB') =>
    rows.some((row) => row.table === table && row.tenantId === world.actors[actor].tenantId);
  const lopsided = tables.filter(({ name }) => has(name, 'customerA') !== has(name, 'customerB'));
  expect(lopsided).toEqual([]);
  expect(tables.filter(({ name }) => has(name, 'customerA')).length).toBeGreaterThan(18);
});

test('before a connection has said whose it is, every table raises', async () => {
  const app = postgres(world.api.urls.app, { max: 1 });
  for (const { name } of await readableTables()) {
    const [{ filled }] = await world.api.behind<
      [{ filled: boolean }]
    >`select exists (select from ${world.api.behind(name)}) as filled`;
    // An empty table has nothing to ask the policy about.
    if (!filled) continue;
    const said = await app.unsafe(`select * from "${name}"`).then(
      () => 'rows',
      (error: Error) => error.message,
    );
    expect([name, said]).toEqual([name, 'unrecognized configuration parameter "app.tenant"']);
  }
  await app.end();
});

test.each(actors)('%s reads nothing of any table that is not its to read', async (actor) => {
  const { tenantId } = world.actors[actor];
  const secrets = await secretsFrom(world.api.behind, await readRows(world.api.behind), tenantId);
  expect(secrets.size).toBeGreaterThan(100);
  for (const { name } of await readableTables()) {
    const rows = await world.api.database.withTenant({ tenantId }, ({ sql }) =>
      sql.unsafe(`select to_jsonb(t) as row from "${name}" t`),
    );
    expect([name, leaksIn(JSON.stringify(rows), secrets)]).toEqual([name, []]);
  }
});

describe.each(attacks)('%s against %s', (attacker, victim) => {
  test('changes and deletes no row of it, in any table', async () => {
    const { tenantId } = world.actors[attacker];
    for (const { name, tenant } of tables) {
      const [column] = await writable(name, 'UPDATE');
      if (column !== undefined) {
        const changed = await attempt(tenantId, `update "${name}" set ${column} = ${column} where ${tenant} = $1`, [
          world.actors[victim].tenantId,
        ]);
        expect([name, 'update', changed]).toEqual([name, 'update', 0]);
      }
      const deleted = await attempt(tenantId, `delete from "${name}" where ${tenant} = $1`, [
        world.actors[victim].tenantId,
      ]);
      expect([name, 'delete', [0, '42501'].includes(deleted)]).toEqual([name, 'delete', true]);
    }
  });

  test('inserts no row in its name, in any table', async () => {
    const { tenantId } = world.actors[attacker];
    for (const { name, tenant } of tables) {
      const columns = (await writable(name, 'INSERT')).join(', ');
      const [seen] = await world.api.behind<{ row: unknown }[]>`
        select to_jsonb(t) as row from ${world.api.behind(name)} t where ${world.api.behind(tenant)} = ${world.actors[victim].tenantId} limit 1`;
      if (columns === '' || seen === undefined) continue;
      const inserted = await attempt(
        tenantId,
        `insert into "${name}" (${columns}) select ${columns} from jsonb_populate_record(null::"${name}", $1::text::jsonb)`,
        [JSON.stringify(seen.row)],
      );
      // 42501: refused by the policy; YH403: by a trigger before it. Both before any key or reference is looked at.
      expect([name, ['42501', 'YH403'].includes(String(inserted)), inserted]).toEqual([name, true, inserted]);
    }
  });
});
