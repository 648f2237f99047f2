// A call that is sold by a rule: charged on every level at what the rule made of the cost when it was admitted.
import { afterEach, expect, it } from 'vitest';
import {
  chargedByLevel,
  type DialingWorld,
  eventually,
  figuresOf,
  leftOpen,
  mobileNumbers,
  openDialingWorld,
  startTask,
} from '../setup/dialing.ts';

let world: DialingWorld;
afterEach(() => world.close());

const flow = { plays: 1, keys: {}, callTimeoutSeconds: 15, retries: 0 };
const answers = () => ({ kind: 'answers', ringMs: 200, presses: null, hangsUpAfterMs: null }) as const;

/** The customer buys from now on at a rule of its seller: half as much again as the seller pays. */
async function sellByRule(): Promise<string> {
  const seller = world.hierarchy.subAgentId;
  const [{ id }] = await world.sql<[{ id: string }]>`
    insert into rate_groups (tenant_id, name, currency, pricing, cost_task_type) values (${seller}, 'Rule', 'CNY', 'rule', 'any') returning id`;
  await world.sql`
    insert into rate_rules (tenant_id, rate_group_id, version, percent_ppm, per, fixed_micros, step_micros, floor_micros)
    values (${seller}, ${id}, 1, 500000, 'block', 0, 1, 0)`;
  await world.sql`update rate_assignments set rate_group_id = ${id} where tenant_id = ${world.customer.tenantId}`;
  return id;
}

it('charges what the rule makes of the cost, keeps that price with the call, and conserves money', async () => {
  world = await openDialingWorld({ flow, carrier: answers, audioMs: 5_000, speed: 8 });
  const groupId = await sellByRule();
  await startTask(world, mobileNumbers(3));
  await world.startWorker();
  await eventually(
    () => figuresOf(world),
    ({ done }) => done === 3,
  );
  await eventually(
    () => leftOpen(world),
    (left) => left.length === 0,
  );
  // The sub-agent pays 0.12 a minute.
  expect(await chargedByLevel(world)).toEqual([540_000n, 360_000n, 300_000n]);
  const frozen = await world.sql`
    select distinct f.tenant_id, f.prefix, f.price_per_block_micros::text as price
    from attempt_charges c join frozen_rates f on f.id = c.rate_id where f.rate_group_id = ${groupId}`;
  expect(frozen).toEqual([{ tenant_id: world.hierarchy.subAgentId, prefix: '86', price: '180000' }]);
  expect(await world.sql`select invariant from prove_ledger() where drift <> 0`).toEqual([]);
});
