// What a call costs is decided when it is admitted, whatever its seller does to the prices while it lasts.
import { randomUUID } from 'node:crypto';
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

const block = 150_000n;
const flow = { plays: 1, keys: {}, callTimeoutSeconds: 15, retries: 0 };
const answers = () => ({ kind: 'answers', ringMs: 200, presses: null, hangsUpAfterMs: null }) as const;

/** The customer buys from now on at a price list of its seller's that has this one rate. */
async function assignRate(prefix: string, priceMicros: bigint): Promise<void> {
  const [groupId, seller] = [randomUUID(), world.hierarchy.subAgentId];
  await world.sql`insert into rate_groups (tenant_id, id, name, currency) values (${seller}, ${groupId}, 'Dearer', 'CNY')`;
  await world.sql`insert into rates (tenant_id, rate_group_id, prefix, destination, block_seconds, price_per_block_micros)
    values (${seller}, ${groupId}, ${prefix}, 'Somewhere', 60, ${String(priceMicros)})`;
  await world.sql`update rate_assignments set rate_group_id = ${groupId} where tenant_id = ${world.customer.tenantId}`;
}

it.each([
  ['a hundredfold', '86', 18_000_000n],
  ['none for the number', '1', 1n],
])('charges the price that was held when the seller changes it to %s during the call', async (_, prefix, price) => {
  world = await openDialingWorld({
    flow,
    carrier: answers,
    audioMs: 40_000,
    speed: 8,
    balances: [block, block, block],
  });
  await startTask(world, mobileNumbers(1));
  await world.startWorker();
  await eventually(
    () => figuresOf(world),
    ({ talking }) => talking === 1,
  );
  await assignRate(prefix, price);
  expect(
    await eventually(
      () => figuresOf(world),
      ({ done }) => done === 1,
    ),
  ).toMatchObject({ answered: 1 });
  await eventually(
    () => leftOpen(world),
    (left) => left.length === 0,
  );
  expect(await chargedByLevel(world)).toEqual([block, 120_000n, 100_000n]);
  expect(
    await world.sql`select balance_micros from wallets where tenant_id = ${world.customer.tenantId} and kind = 'main'`,
  ).toEqual([{ balance_micros: 0n }]);
});
