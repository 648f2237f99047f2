// Prices as the dialer holds them, against a real record: what a rule follows reaches running tasks at the next look.
import { findChainRates, rateSeconds } from '@yunhu/db/billing';
import { type Database, openDatabase } from '@yunhu/db/connect';
import { loadDialingTasks } from '@yunhu/db/tasks';
import { buildHierarchy, type Hierarchy } from '../setup/hierarchy.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RateBook } from '../../workers/src/dialer/rate-book.ts';

let testDatabase: TestDatabase;
let database: Database;
let sql: postgres.Sql;
let hierarchy: Hierarchy;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  const { app, platform, superuser } = testDatabase.urls;
  database = openDatabase({ appUrl: app, platformUrl: platform, maxConnections: 2 });
  sql = postgres(superuser, { max: 1, onnotice: () => undefined });
  hierarchy = await buildHierarchy(superuser);
});

afterEach(async () => {
  await Promise.all([database.close(), sql.end()]);
  await testDatabase.drop();
});

/** A rule of its owner over what it pays for any task: so many percent. */
async function makeRule(tenantId: string, percent: number): Promise<string> {
  const [{ id }] = await sql<[{ id: string }]>`
    insert into rate_groups (tenant_id, name, currency, pricing, cost_task_type) values (${tenantId}, 'Rule', 'CNY', 'rule', 'any') returning id`;
  await sql`
    insert into rate_rules (tenant_id, rate_group_id, version, percent_ppm, per, fixed_micros, step_micros, floor_micros)
    values (${tenantId}, ${id}, 1, ${percent * 10_000}, 'block', 0, 1, 0)`;
  return id;
}

const assign = (tenantId: string, groupId: string, taskType = 'any') => sql`
  insert into rate_assignments (tenant_id, seller_tenant_id, rate_group_id, task_type)
  select ${tenantId}, g.tenant_id, g.id, ${taskType} from rate_groups g where g.id = ${groupId}
  on conflict (tenant_id, task_type) do update set rate_group_id = excluded.rate_group_id`;

/** What each level would pay for a minute to a Chinese mobile now, customer first. */
async function minutePrices(rates: RateBook): Promise<bigint[] | undefined> {
  const [{ tenantId, taskId }] = hierarchy.customers;
  return database.withPlatform('test', async (tx) => {
    const [task] = await loadDialingTasks(tx, [{ tenantId, taskId }]);
    const chain = task?.chain ?? [];
    await rates.learn(tx, [chain], true);
    const levels = rates.levels(chain);
    if (levels === undefined) return undefined;
    const found = findChainRates(levels, '+8613800138000', new Date());
    return found.ok ? found.levels.map(({ rate }) => rateSeconds(rate, 60).amountMicros) : undefined;
  });
}

it('follows a cost through every rule between at the next look, and what a rule becomes', async () => {
  const book = new RateBook();
  const [{ tenantId: customerId }] = hierarchy.customers;
  expect(await minutePrices(book)).toEqual([150_000n, 120_000n, 100_000n]);
  await assign(hierarchy.subAgentId, await makeRule(hierarchy.agentId, 10));
  const customers = await makeRule(hierarchy.subAgentId, 50);
  await assign(customerId, customers);
  expect(await minutePrices(book)).toEqual([165_000n, 110_000n, 100_000n]);
  await sql`update rates set effective_until = now() where tenant_id = ${hierarchy.operatorId}`;
  await sql`
    insert into rates (tenant_id, rate_group_id, prefix, block_seconds, price_per_block_micros, effective_from)
    select tenant_id, rate_group_id, prefix, block_seconds, 200000, effective_until from rates where tenant_id = ${hierarchy.operatorId}`;
  expect(await minutePrices(book)).toEqual([330_000n, 220_000n, 200_000n]);
  await sql`
    insert into rate_rule_exceptions (tenant_id, rate_group_id, prefix, kind, block_seconds, price_per_block_micros, connection_fee_micros,
      grace_seconds, minimum_charge_micros)
    values (${hierarchy.subAgentId}, ${customers}, '86138', 'fixed', 60, 777777, 0, 0, 0)`;
  expect(await minutePrices(book)).toEqual([777_777n, 220_000n, 200_000n]);
});

it('prices a task by its type on each level, and by what holds for any where a level has nothing else', async () => {
  const [{ tenantId: customerId }] = hierarchy.customers;
  await assign(customerId, await makeRule(hierarchy.subAgentId, 100), 'broadcast');
  await assign(hierarchy.subAgentId, await makeRule(hierarchy.agentId, 400), 'predictive');
  expect(await minutePrices(new RateBook())).toEqual([240_000n, 120_000n, 100_000n]);
});

it('has no price where a level buys nothing for the task, or from nobody', async () => {
  const [{ tenantId: customerId }] = hierarchy.customers;
  await assign(customerId, await makeRule(hierarchy.subAgentId, 10));
  await sql`delete from rate_assignments where tenant_id = ${hierarchy.subAgentId}`;
  expect(await minutePrices(new RateBook())).toBe(undefined);
});
