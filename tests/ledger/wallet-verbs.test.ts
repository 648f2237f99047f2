// Everything that staff may do with money, in any order and several at once: the ledger stays proven, and nobody spends what is not there.
import {
  decideMoneyRequest,
  micros,
  type MoneyRequestKind,
  requestMoney,
  setMoneySettings,
  watchWallets,
} from '@yunhu/db/billing';
import { DomainError } from '@yunhu/db';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../setup/api.ts';
import { createTestTenant } from '../setup/customer.ts';

let api: TestApi;
/** operator → agent → sub-agent → two customers. */
let tenants: { id: string; parent: string; staff: readonly [string, string] }[];

beforeAll(async () => {
  api = await startTestApi({ loginLimits: { perAccount: 1000, perAddress: 10_000, windowSeconds: 1 } });
  const operator = await api.logIn('operator');
  const agent = await createTestTenant(api, operator, { kind: 'agent', name: 'A', loginName: 'agentone', money: '40' });
  const sub = await createTestTenant(api, agent.client, {
    kind: 'agent',
    name: 'S',
    loginName: 'subagent',
    money: '20',
  });
  const first = await createTestTenant(api, sub.client, {
    kind: 'customer',
    name: 'C',
    loginName: 'customer1',
    money: '5',
  });
  const other = await createTestTenant(api, sub.client, { kind: 'customer', name: 'D', loginName: 'customer2' });
  const staffOf = async (tenantId: string): Promise<readonly [string, string]> => {
    const [{ id }] = await api.behind<[{ id: string }]>`select id from staff where tenant_id = ${tenantId}`;
    const [{ id: second }] = await api.behind<[{ id: string }]>`
      insert into staff (tenant_id, login_name, name, role_id)
      values (${tenantId}, 'second' || substr(md5(random()::text), 1, 12), 'Second', preset_role(${tenantId}, 'finance')) returning id`;
    return [id, second];
  };
  const parents = { [agent.id]: api.operatorId, [sub.id]: agent.id, [first.id]: sub.id, [other.id]: sub.id };
  tenants = await Promise.all(
    Object.entries(parents).map(async ([id, parent]) => ({ id, parent, staff: await staffOf(parent) })),
  );
  for (const { parent } of tenants) {
    await api.database.withTenant({ tenantId: parent }, (tx) =>
      setMoneySettings(tx, {
        transferApprovalLimitMicros: micros(9_000_000),
        lowBalanceInfoMicros: micros(3_000_000),
        lowBalanceWarningMicros: micros(2_000_000),
        lowBalanceCriticalMicros: micros(1_000_000),
      }),
    );
  }
});

afterAll(() => api.stop());

interface Step {
  readonly tenant: number;
  readonly kind: MoneyRequestKind | 'approve' | 'withdraw' | 'block' | 'unblock' | 'watch';
  readonly amount: number;
  readonly upward: boolean;
  /** Few, so that keys meet again. */
  readonly key: number;
  readonly second: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  tenant: fc.nat(3),
  kind: fc.constantFrom(
    ...(['top_up', 'top_up', 'withdrawal', 'withdrawal', 'correction', 'credit_limit', 'credit_limit'] as const),
    ...(['approve', 'approve', 'withdraw', 'block', 'unblock', 'watch'] as const),
  ),
  amount: fc.integer({ min: 0, max: 12_000_000 }),
  upward: fc.boolean(),
  key: fc.nat(900),
  second: fc.boolean(),
});

async function run({ tenant, kind, amount, upward, key, second }: Step): Promise<void> {
  const about = tenants[tenant];
  if (about === undefined) throw new Error('there are four');
  const { id, parent, staff } = about;
  const actor = { tenantId: parent, staffId: staff[second ? 1 : 0] };
  if (kind === 'watch') return api.database.withPlatform('test', (tx) => watchWallets(tx, new Date()));
  await api.database.withTenant(actor, async (tx) => {
    if (kind === 'block' || kind === 'unblock') {
      await tx.sql`select block_wallet(${id}, ${kind === 'block'})`;
      return;
    }
    if (kind === 'approve' || kind === 'withdraw') {
      const [waiting] = await tx.sql<{ id: string }[]>`
        select id from transfer_requests where tenant_id = ${parent} and state = 'pending' order by id limit 1`;
      if (waiting === undefined) return;
      await decideMoneyRequest(tx, { requestId: waiting.id, decision: kind === 'approve' ? 'approved' : 'withdrawn' });
      return;
    }
    await requestMoney(tx, {
      ...{ tenantId: id, kind, upward, amountMicros: micros(amount), note: 'as drawn' },
      idempotencyKey: `drawn key ${key}`,
    });
  });
}

/** What may be refused; anything else is a fault. */
const refusals: readonly string[] = [
  ...['insufficient_funds', 'wallet_blocked', 'credit_in_use', 'invalid_amount', 'idempotency_conflict'],
  ...['request_decided', 'second_person_needed'],
];

test('any interleaving conserves money, keeps credit reserved, and leaves nobody below what he has', async () => {
  let done = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 5 }),
      async (lanes) => {
        await Promise.all(
          lanes.map(async (lane) => {
            for (const one of lane) {
              await run(one).then(
                () => done++,
                (error: unknown) => {
                  if (!(error instanceof DomainError && refusals.includes(error.code))) throw error;
                },
              );
            }
          }),
        );
        expect([...(await api.behind`select * from prove_ledger() where drift <> 0`)]).toEqual([]);
        const below = await api.behind`
        select t.name from wallets w join tenants t on t.id = w.tenant_id
        where w.kind = 'main' and t.parent_id is not null and w.available_micros < 0`;
        expect([...below]).toEqual([]);
        const twice = await api.behind`
        select idempotency_key from transfers group by tenant_id, idempotency_key having count(*) > 1`;
        expect([...twice]).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
  expect(done).toBeGreaterThan(100);
});
