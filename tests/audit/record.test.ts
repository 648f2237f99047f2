// The audit as a record: what is kept of a change, what is never kept, and that nobody rewrites it, whoever logs in.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type Actor, openDatabase, type Database } from '@yunhu/db/connect';
import {
  type AuditAction,
  changedFields,
  countAudit,
  findSecretKey,
  getAuditEntry,
  listAudit,
  listAuditActions,
  noteRefusal,
  privateNouns,
  recordAudit,
  refusalsAnHour,
} from '@yunhu/db/tenancy';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';

let testDatabase: TestDatabase;
let database: Database;
let behind: postgres.Sql;
let operator: Actor;
let agent: Actor;
let bakery: Actor;
let butcher: Actor;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const { app: appUrl, platform: platformUrl, superuser } = testDatabase.urls;
  database = openDatabase({ appUrl, platformUrl, maxConnections: 4 });
  behind = postgres(superuser, { max: 2, onnotice: () => undefined });
  const tenant = async (kind: string, parentId: string | null, name: string): Promise<Actor> => {
    const [{ id }] = await behind<[{ id: string }]>`
      insert into tenants (kind, parent_id, name) values (${kind}, ${parentId}, ${name}) returning id`;
    const [{ staffId }] = await behind<[{ staffId: string }]>`
      insert into staff (tenant_id, login_name, name, role_id) values (${id}, ${`${name}1`}, ${`Mr ${name}`}, preset_role(${id}, 'administrator')) returning id as "staffId"`;
    return { tenantId: id, staffId, address: '192.0.2.7', requestId: randomUUID(), client: 'firefox' };
  };
  operator = await tenant('operator', null, 'Operator');
  agent = await tenant('agent', operator.tenantId, 'Agent');
  bakery = await tenant('customer', agent.tenantId, 'Bakery');
  butcher = await tenant('customer', operator.tenantId, 'Butcher');
});

afterAll(async () => {
  await database.close();
  await behind.end();
  await testDatabase.drop();
});

const write = (actor: Actor, input: Partial<Parameters<typeof recordAudit>[1]> = {}) =>
  database.withTenant(actor, (tx) =>
    recordAudit(tx, {
      tenantId: actor.tenantId,
      action: 'tenant.update',
      subjectType: 'tenant',
      subjectId: actor.tenantId,
      ...input,
    }),
  );
const read = (actor: Actor, filter: Parameters<typeof listAudit>[1] = {}, limit = 100) =>
  database.withTenant(actor, (tx) => listAudit(tx, filter, { limit }));

describe('what is kept', () => {
  test('who, what, from where, and of a change only the fields that differ', async () => {
    const before = { name: 'Bread', state: 'enabled', prefixes: ['86'] };
    await write(bakery, { before, after: { ...before, name: 'Cakes', prefixes: ['86', '852'] } });
    const [entry] = (await read(bakery)).items;
    expect(entry).toMatchObject({
      actor: { kind: 'self', tenant: { name: 'Bakery' }, staff: { id: bakery.staffId, name: 'Mr Bakery' } },
      tenant: { name: 'Bakery' },
      action: 'tenant.update',
      subject: { type: 'tenant', id: bakery.tenantId, name: 'Bakery' },
      before: { name: 'Bread', prefixes: ['86'] },
      after: { name: 'Cakes', prefixes: ['86', '852'] },
      details: {},
      hidden: false,
      address: '192.0.2.7',
      requestId: bakery.requestId,
      client: 'firefox',
    });
  });

  test('any two rows differ in exactly what is kept, and what is kept says both', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const row = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), value);
    fc.assert(
      fc.property(row, row, (before, after) => {
        const kept = changedFields(before, after);
        const same = (key: string) => JSON.stringify(before[key]) === JSON.stringify(after[key]);
        for (const key of ['a', 'b', 'c', 'd']) {
          const expected = (side: Record<string, unknown>) => (same(key) ? undefined : side[key]);
          expect(kept.before?.[key]).toEqual(expected(before));
          expect(kept.after?.[key]).toEqual(expected(after));
        }
      }),
    );
  });

  test('what a tenant does with its own work is told above as having happened, and its content to itself alone', async () => {
    for (const noun of privateNouns) {
      const subjectId = randomUUID();
      await write(bakery, {
        // Also of nouns whose actions are yet to come.
        action: `${noun}.create` as AuditAction,
        subjectId,
        details: { name: 'Autumn buns' },
        after: { plays: 2 },
      });
      const own = (await read(bakery, { subjectId })).items[0];
      expect([noun, own?.details, own?.after, own?.hidden]).toEqual([
        noun,
        { name: 'Autumn buns' },
        { plays: 2 },
        false,
      ]);
      for (const above of [agent, operator]) {
        const seen = (await read(above, { tenantId: bakery.tenantId, subjectId })).items[0];
        expect([noun, seen?.details, seen?.after, seen?.hidden]).toEqual([noun, {}, null, true]);
      }
    }
    // What row-level security would let through is refused by the table itself.
    await expect(
      behind`insert into audit_entries (tenant_id, actor_tenant_id, action, subject_type, subject_id, details)
        values (${bakery.tenantId}, ${bakery.tenantId}, 'task.create', 'task', 'x', '{"name": "Autumn buns"}')`,
    ).rejects.toThrow('audit_entries_private');
  });
});

describe('secrets', () => {
  const guilty = [
    ...[
      'password',
      'newPassword',
      'current_password',
      'passwordHash',
      'password-hash',
      'HA1',
      'secret',
      'totpSecret',
      'seed',
    ],
    ...['recoveryCodes', 'recovery_code', 'token', 'refreshToken', 'access-token', 'apiKey', 'private_key', 'cookie'],
    ...['authorization', 'credentials', 'pin', 'clientSecret', 'webhook_secret'],
  ];
  const innocent = ['mustChangePassword', 'passwordChanged', 'secretary', 'tokens', 'name', 'pins', 'seedling', 'hash'];

  test.each(guilty)('a field called %s is refused by the verb and by the database', async (key) => {
    await expect(write(bakery, { details: { [key]: 'x' } })).rejects.toThrow('the audit keeps no secrets');
    await expect(write(bakery, { after: { [key]: 'x' } })).rejects.toThrow('the audit keeps no secrets');
    const nested = { of: [{ [key]: 'x' }] };
    expect(findSecretKey(nested)).toBe(key);
    for (const table of ['audit_entries', 'audit_contents'])
      await expect(insertBehind(table, nested)).rejects.toThrow(`${table}_no_secrets`);
  });

  test.each(innocent)('a field called %s is not one', async (key) => {
    expect(findSecretKey({ [key]: 'x' })).toBeUndefined();
    const [{ clean }] = await behind<
      [{ clean: boolean }]
    >`select audit_names_no_secret(${behind.json({ [key]: 'x' })}) as clean`;
    expect(clean).toBe(true);
  });

  function insertBehind(table: string, details: object) {
    const id = randomUUID();
    return table === 'audit_entries'
      ? behind`insert into audit_entries (tenant_id, id, actor_tenant_id, action, subject_type, subject_id, details)
          values (${bakery.tenantId}, ${id}, ${bakery.tenantId}, 'tenant.update', 'tenant', 'x', ${behind.json(details as never)})`
      : behind`insert into audit_contents (tenant_id, id, details) values (${bakery.tenantId}, ${id}, ${behind.json(details as never)})`;
  }
});

describe('nobody rewrites it', () => {
  const statements = (table: string) => [
    `update ${table} set details = '{}'`,
    `delete from ${table}`,
    `truncate ${table} cascade`,
    `insert into ${table} select * from ${table} limit 1 on conflict (tenant_id, id) do update set details = excluded.details`,
    `merge into ${table} t using (select 1) s on true when matched then delete`,
    `with gone as (delete from ${table} returning 1) select * from gone`,
  ];
  const state = () => behind`
    select (select md5(string_agg(e::text, '|' order by e.id)) from audit_entries e) as entries,
      (select md5(string_agg(c::text, '|' order by c.id)) from audit_contents c) as contents`;

  test.each(['superuser', 'owner', 'app', 'platform', 'switch'] as const)('as %s', async (role) => {
    await write(bakery, { action: 'task.create', details: { name: 'Rolls' } });
    const before = await state();
    const sql = postgres(testDatabase.urls[role], { max: 1, onnotice: () => undefined });
    const said: string[] = [];
    for (const table of ['audit_entries', 'audit_contents']) {
      for (const statement of statements(table)) {
        await sql
          .begin(async (tx) => {
            await tx`select set_config('app.tenant', ${bakery.tenantId}, true)`;
            // The owner is let out of its own policy first, as a migration is.
            if (role === 'owner') await tx.unsafe(`alter table ${table} no force row level security`);
            await tx.unsafe(statement);
            return 'done';
          })
          .then(
            (answer) => said.push(`${statement}: ${answer}`),
            (error: Error) => {
              const isRefused = /forbidden|permission denied|must be owner/.test(error.message);
              if (!isRefused) said.push(`${statement}: ${error.message}`);
            },
          );
      }
    }
    await sql.end();
    expect(said).toEqual([]);
    expect(await state()).toEqual(before);
  });

  test('nor in the role of a replica, nor by emptying what it stands on', async () => {
    const attempts = [
      'set local session_replication_role = replica; delete from audit_entries',
      'truncate tenants cascade',
    ];
    for (const attempt of attempts)
      await expect(behind.begin((tx) => tx.unsafe(attempt).simple())).rejects.toThrow('forbidden');
  });

  test('no role that owns a function may change it, so that no function can', async () => {
    const granted = await behind`
      select r.rolname, p, t from pg_roles r, unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) p, unnest(array['audit_entries', 'audit_contents']) t
      where r.rolname like 'yunhu\\_%' and r.rolname <> 'yunhu_owner'
        and (has_table_privilege(r.oid, t, p) or (p = 'UPDATE' and has_any_column_privilege(r.oid, t, p)))`;
    expect([...granted]).toEqual([]);
    const owned = await behind`
      select p.proname from pg_proc p join pg_roles r on r.oid = p.proowner
      where p.pronamespace = 'public'::regnamespace and p.prosecdef and r.rolname in ('yunhu_owner', 'postgres')`;
    expect([...owned].filter((row) => !['refuse_to_rewrite'].includes(String(row.proname)))).toEqual([]);
  });
});

describe('reading', () => {
  test('a tenant reads its own, who stands above reads what is below, and nobody reads what is beside', async () => {
    const subjectId = randomUUID();
    await write(bakery, { subjectId });
    const sees = async (actor: Actor, filter: object) => (await read(actor, { ...filter, subjectId })).items.length;
    expect(await sees(bakery, {})).toBe(1);
    expect(await sees(agent, { tenantId: bakery.tenantId })).toBe(1);
    expect(await sees(agent, { scope: 'below' })).toBe(1);
    expect(await sees(operator, { scope: 'below' })).toBe(1);
    expect(await sees(agent, {})).toBe(0);
    expect(await sees(butcher, { scope: 'below' })).toBe(0);
    await expect(read(butcher, { tenantId: bakery.tenantId })).rejects.toMatchObject({ code: 'not_found' });
    await expect(read(bakery, { tenantId: agent.tenantId })).rejects.toMatchObject({ code: 'not_found' });
    const [entry] = (await read(bakery, { subjectId })).items;
    await expect(database.withTenant(butcher, (tx) => getAuditEntry(tx, entry?.id ?? ''))).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await database.withTenant(agent, (tx) => getAuditEntry(tx, entry?.id ?? ''))).toMatchObject({
      actor: { kind: 'below', staff: { name: 'Mr Bakery' } },
    });
  });

  test('who acted from above is not named below, and what nobody did is the system’s', async () => {
    const subjectId = randomUUID();
    const { staffId: _, ...nobody } = bakery;
    await database.withTenant(agent, (tx) =>
      recordAudit(tx, { tenantId: bakery.tenantId, action: 'limits.set', subjectType: 'tenant', subjectId }),
    );
    await write(nobody, { action: 'limit.reached', subjectId });
    const seen = (await read(bakery, { subjectId })).items;
    expect(seen.map(({ action, actor }) => [action, actor])).toEqual([
      ['limit.reached', { kind: 'system', tenant: { id: bakery.tenantId, name: 'Bakery' }, staff: null }],
      ['limits.set', { kind: 'above', tenant: null, staff: null }],
    ]);
    expect(JSON.stringify(seen)).not.toContain(agent.tenantId);
  });

  test('pages of any size, narrowed in any way, give every entry once and latest first', async () => {
    const subjectId = randomUUID();
    for (let n = 0; n < 11; n++)
      await write(n % 3 === 0 ? agent : bakery, { action: n % 2 === 0 ? 'staff.update' : 'staff.create', subjectId });
    const filters = [
      { tenantId: bakery.tenantId },
      { scope: 'below' as const },
      { scope: 'below' as const, actions: ['staff.update', 'staff.create', 'staff.none'] },
      { tenantId: bakery.tenantId, actions: ['staff.create'] },
      { tenantId: bakery.tenantId, q: 'STAFF.upd' },
      { tenantId: bakery.tenantId, staffId: bakery.staffId },
    ];
    for (const narrowed of filters) {
      const filter = { ...narrowed, subjectId };
      const whole = (await read(operator, filter)).items.map((entry) => entry.id);
      expect(whole.length).toBeGreaterThan(2);
      expect(await database.withTenant(operator, (tx) => countAudit(tx, filter))).toBe(whole.length);
      const pieces: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await database.withTenant(operator, (tx) => listAudit(tx, filter, { limit: 2, cursor }));
        pieces.push(...page.items.map((entry) => entry.id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(pieces).toEqual(whole);
    }
    await expect(
      database.withTenant(operator, (tx) => listAudit(tx, {}, { limit: 2, cursor: 'bm9uZQ' })),
    ).rejects.toMatchObject({ code: 'invalid_input' });
  });

  test('the actions that there are, each once', async () => {
    const actions = await database.withTenant(bakery, (tx) => listAuditActions(tx));
    expect(actions).toEqual([...new Set(actions)].toSorted());
    expect(actions).toContain('tenant.update');
    await expect(database.withTenant(bakery, (tx) => listAuditActions(tx, agent.tenantId))).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('words are found in what changed, but not in what is another’s alone', async () => {
    await write(bakery, { action: 'flow.create', details: { name: 'Panettone' } });
    expect((await read(bakery, { q: 'panettone' })).items).toHaveLength(1);
    expect((await read(agent, { tenantId: bakery.tenantId, q: 'panettone' })).items).toHaveLength(0);
    expect(
      await database.withTenant(agent, (tx) => countAudit(tx, { tenantId: bakery.tenantId, q: 'panettone' })),
    ).toBe(0);
  });

  test('each list is read from an index', async () => {
    const plans = [
      sqlOf('true'),
      sqlOf("action = 'tenant.update'"),
      sqlOf(`actor_staff_id = '${bakery.staffId}'`),
      sqlOf(`subject_id = 'x'`),
    ];
    for (const statement of plans) {
      const plan = await behind.begin(async (tx) => {
        await tx`set local enable_seqscan = off`;
        return tx.unsafe(`explain ${statement}`);
      });
      const text = plan.map((row) => String(row['QUERY PLAN'])).join('\n');
      expect(text).toContain('Index');
      expect(text).not.toContain('Sort');
    }

    function sqlOf(condition: string): string {
      return `select * from audit_entries where tenant_id = '${bakery.tenantId}' and ${condition} order by occurred_at desc, id desc limit 50`;
    }
  });
});

test('ten thousand refusals of one person are as few entries as one can read', async () => {
  const staffId = butcher.staffId ?? '';
  const note = (action: 'session.refuse' | 'permission.refuse') =>
    database.withPlatform('note a refusal', (tx) =>
      noteRefusal(tx, {
        tenantId: butcher.tenantId,
        staffId,
        action,
        details: { reason: 'password' },
        address: '192.0.2.9',
      }),
    );
  for (let n = 0; n < refusalsAnHour + 10; n++) await note('session.refuse');
  await note('permission.refuse');
  const { items } = await read(butcher, { subjectId: staffId });
  expect(items.filter((entry) => entry.action === 'session.refuse')).toHaveLength(refusalsAnHour);
  expect(items.filter((entry) => entry.action === 'permission.refuse')).toHaveLength(1);
  expect(items.find((entry) => entry.action === 'session.refuse')?.actor.kind).toBe('system');
  expect(items.find((entry) => entry.action === 'permission.refuse')?.actor.kind).toBe('self');
});
