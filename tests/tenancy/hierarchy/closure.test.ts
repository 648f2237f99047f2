// The closure table against a slow reference: whatever is created and moved, in whatever order and at once, it says what the parents say.
import { randomUUID } from 'node:crypto';
import { openDatabase, type Database } from '@yunhu/db/connect';
import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../setup/database.ts';

let record: TestDatabase;
let sql: postgres.Sql;
let database: Database;
let operatorId: string;

beforeAll(async () => {
  record = await createTestDatabase();
  sql = postgres(record.urls.superuser, { max: 4, onnotice: () => undefined });
  database = openDatabase({ appUrl: record.urls.app, platformUrl: record.urls.platform, maxConnections: 8 });
  operatorId = await create(null, 'operator');
});

afterAll(async () => {
  await database.close();
  await sql.end();
  await record.drop();
});

async function create(parentId: string | null, kind: 'operator' | 'agent' | 'customer'): Promise<string> {
  const id = randomUUID();
  await sql`insert into tenants (id, parent_id, kind, name) values (${id}, ${parentId}, ${kind}, ${kind})`;
  await sql`select open_wallet(${id})`;
  return id;
}

const move = (tenantId: string, parentId: string, actor = operatorId) =>
  database.withTenant({ tenantId: actor }, (tx) => tx.sql`select move_tenant(${tenantId}, ${parentId}, null)`);

/** Ancestor, descendant and depth by climbing from each tenant, one parent at a time. Throws where that goes round in circles. */
async function climb(): Promise<string[]> {
  const parents = new Map(
    (await sql<{ id: string; parent: string | null }[]>`select id, parent_id as parent from tenants`).map((row) => [
      row.id,
      row.parent,
    ]),
  );
  const pairs: string[] = [];
  for (const id of parents.keys()) {
    let depth = 0;
    for (let up: string | null = id; up !== null; up = parents.get(up) ?? null) {
      if (depth > parents.size) throw new Error('a circle');
      pairs.push(`${up} ${id} ${depth++}`);
    }
  }
  return pairs.sort();
}

async function closure(): Promise<string[]> {
  const rows = await sql<
    { pair: string }[]
  >`select concat_ws(' ', ancestor, descendant, depth) as pair from tenant_closure`;
  return rows.map((row) => row.pair).sort();
}

const step = fc.record({
  what: fc.constantFrom('agent', 'customer', 'move', 'move', 'move'),
  who: fc.nat({ max: 1000 }),
  where: fc.nat({ max: 1000 }),
});

test('after any creations and moves the closure says what the parents say, and only possible moves happen', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const root = await create(operatorId, 'agent');
      const made = [{ id: root, parent: operatorId, kind: 'agent' }];
      const isBelow = (id: string, above: string): boolean => {
        const one = made.find((tenant) => tenant.id === id);
        return id === above || (one !== undefined && isBelow(one.parent, above));
      };
      for (const { what, who, where } of steps) {
        const parent = made[where % made.length];
        const moved = made[who % made.length];
        if (parent === undefined || moved === undefined) throw new Error('there is always a root');
        if (what !== 'move') {
          if (parent.kind === 'customer') continue;
          made.push({
            id: await create(parent.id, what === 'agent' ? 'agent' : 'customer'),
            parent: parent.id,
            kind: what,
          });
          continue;
        }
        const possible =
          moved.id !== root &&
          parent.kind !== 'customer' &&
          parent.id !== moved.parent &&
          !isBelow(parent.id, moved.id);
        const moving = move(moved.id, parent.id, root);
        if (possible) {
          await moving;
          moved.parent = parent.id;
        } else await expect(moving).rejects.toMatchObject({ code: moved.id === root ? 'not_found' : 'invalid_input' });
      }
      expect(await closure()).toEqual(await climb());
    }),
    { numRuns: 25 },
  );
});

test('of two moves that would make a circle together, one happens', async () => {
  for (let round = 0; round < 12; round++) {
    const [a, b] = [await create(operatorId, 'agent'), await create(operatorId, 'agent')];
    const outcomes = await Promise.allSettled([move(a, b), move(b, a)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(refused).toMatchObject({ reason: { code: 'invalid_input' } });
  }
  expect(await closure()).toEqual(await climb());
});

test('moves and creations all over the tree at once leave a closure that says what the parents say', async () => {
  const root = await create(operatorId, 'agent');
  const agents = [root];
  for (let n = 0; n < 10; n++) agents.push(await create(agents[Math.floor(n / 2)] ?? root, 'agent'));
  const pick = (n: number) => agents[n % agents.length] ?? root;
  const moves = Array.from({ length: 40 }, (_, n) => move(pick(n * 7 + 1), pick(n * 5 + 3)));
  const creations = Array.from({ length: 40 }, (_, n) => create(pick(n * 3 + 2), n % 2 === 0 ? 'agent' : 'customer'));
  const outcomes = await Promise.allSettled([...moves, ...creations]);
  const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'invalid_input' });
  expect(outcomes.slice(0, 40).some(({ status }) => status === 'fulfilled')).toBe(true);
  expect(outcomes.slice(40).every(({ status }) => status === 'fulfilled')).toBe(true);
  expect(await closure()).toEqual(await climb());
});

test('nobody stands deeper than 32 below the operator, by creation or by move', async () => {
  let lowest = operatorId;
  for (let depth = 1; depth <= 32; depth++) lowest = await create(lowest, 'agent');
  await expect(create(lowest, 'agent')).rejects.toThrow('too_deep');
  const [above] = await sql<[{ id: string }]>`select parent_id as id from tenants where id = ${lowest}`;
  const pair = await create(operatorId, 'agent');
  await create(pair, 'customer');
  await expect(move(pair, above.id)).rejects.toMatchObject({ code: 'too_deep' });
  expect(await closure()).toEqual(await climb());
});

test('who moves owns both: not himself, nobody beside or above him', async () => {
  const [left, right] = [await create(operatorId, 'agent'), await create(operatorId, 'agent')];
  const shop = await create(left, 'customer');
  await expect(move(shop, right, left)).rejects.toMatchObject({ code: 'not_found' });
  await expect(move(shop, left, right)).rejects.toMatchObject({ code: 'not_found' });
  await expect(move(left, right, left)).rejects.toMatchObject({ code: 'not_found' });
  await expect(move(shop, operatorId, left)).rejects.toMatchObject({ code: 'not_found' });
});
