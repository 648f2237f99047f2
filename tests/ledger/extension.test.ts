// Holds that grow while calls last: never beyond the money, never twice, fair among those who ask at once.
import type { AdmissionRequest } from '@yunhu/db/calls';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type CallsBench, openCallsBench } from './calls-bench.ts';

const block = 150_000n;
let bench: CallsBench;
afterEach(() => bench.close());

const authorisedOf = async (): Promise<number[]> =>
  (await bench.sql<{ s: number }[]>`select authorised_seconds s from attempts order by id`).map((row) => row.s);
const customer = () => bench.hierarchy.customers[0].tenantId;
const first = (calls: readonly AdmissionRequest[]): AdmissionRequest => {
  const [call] = calls;
  if (call === undefined) throw new Error('no call');
  return call;
};

describe('an extension', () => {
  it('gives what was asked for where the money lasts, and holds exactly its price', async () => {
    bench = await openCallsBench({ balances: [block * 10n, 0n, 0n] });
    const calls = await bench.requests(1, 60);
    await bench.admit(calls);
    const granted = await bench.extend(calls, 240);
    expect(granted.get(first(calls).attemptId)).toEqual({ authorisedSeconds: 240, refusal: undefined });
    expect(await authorisedOf()).toEqual([240]);
    expect((await bench.walletOf(customer())).held).toBe(4n * block);
    await bench.finish(calls, 200);
    expect(await bench.walletOf(customer())).toEqual({ balance: 6n * block, held: 0n });
    expect(await bench.drifts()).toEqual([]);
  });

  it('gives as much as there is where there is less, and says why it is not all', async () => {
    bench = await openCallsBench({ balances: [block * 3n + 1n, 0n, 0n] });
    const calls = await bench.requests(1, 60);
    await bench.admit(calls);
    const granted = await bench.extend(calls, 600);
    expect(granted.get(first(calls).attemptId)).toEqual({ authorisedSeconds: 180, refusal: 'insufficient_funds' });
    expect((await bench.extend(calls, 600, 180)).get(first(calls).attemptId)).toEqual({
      authorisedSeconds: 180,
      refusal: 'insufficient_funds',
    });
    expect(await bench.walletOf(customer())).toEqual({ balance: block * 3n + 1n, held: block * 3n });
  });

  it('shares what is there fairly among calls that ask at once', async () => {
    bench = await openCallsBench({ balances: [block * 10n, 0n, 0n] });
    const calls = await bench.requests(4, 60);
    await bench.admit(calls);
    await bench.extend(calls, 600);
    expect((await authorisedOf()).toSorted((a, b) => a - b)).toEqual([120, 120, 180, 180]);
    expect((await bench.walletOf(customer())).held).toBe(10n * block);
  });

  it('holds what an ancestor could lose, too, and stops where that one has no more', async () => {
    // The sub-agent pays 200 000 for what it sells at 150 000.
    bench = await openCallsBench({ prices: [150_000n, 200_000n, 100_000n], balances: [block * 10n, 120_000n, 0n] });
    const calls = await bench.requests(1, 60);
    await bench.admit(calls);
    const granted = await bench.extend(calls, 300);
    expect(granted.get(first(calls).attemptId)).toEqual({ authorisedSeconds: 120, refusal: 'insufficient_funds' });
    expect((await bench.walletOf(bench.hierarchy.subAgentId)).held).toBe(100_000n);
    await bench.finish(calls, 120);
    expect(await bench.drifts()).toEqual([]);
  });

  it('repeated with what was known before gives the same and holds nothing twice', async () => {
    bench = await openCallsBench({ balances: [block * 10n, 0n, 0n] });
    const calls = await bench.requests(1, 60);
    await bench.admit(calls);
    for (let i = 0; i < 3; i++) {
      expect((await bench.extend(calls, 180, 60)).get(first(calls).attemptId)?.authorisedSeconds).toBe(180);
    }
    expect((await bench.walletOf(customer())).held).toBe(3n * block);
  });

  it('of a call that is over answers nothing and holds nothing', async () => {
    bench = await openCallsBench({ balances: [block * 10n, 0n, 0n] });
    const calls = await bench.requests(2, 60);
    await bench.admit(calls);
    await Promise.all([bench.finish(calls.slice(0, 1), 30), bench.extend(calls, 180)]);
    expect((await bench.extend(calls.slice(0, 1), 300)).size).toBe(0);
    await bench.finish(calls.slice(1), 30);
    expect(await bench.walletOf(customer())).toEqual({ balance: 8n * block, held: 0n });
    expect(await bench.drifts()).toEqual([]);
  });

  it.each([
    [
      'wallet_blocked',
      (sql: CallsBench['sql'], id: string) =>
        sql`update wallets set state = 'blocked', blocked_reason = 'by_seller' where tenant_id = ${id}`,
    ],
    [
      'tenant_disabled',
      (sql: CallsBench['sql'], id: string) => sql`update tenants set state = 'disabled' where id = ${id}`,
    ],
  ] as const)('is refused as %s where that befell somebody of the chain', async (refusal, strike) => {
    bench = await openCallsBench({ balances: [block * 10n, 0n, 0n] });
    const calls = await bench.requests(1, 60);
    await bench.admit(calls);
    await strike(bench.sql, bench.hierarchy.agentId);
    expect((await bench.extend(calls, 180)).get(first(calls).attemptId)).toEqual({ authorisedSeconds: 60, refusal });
    expect((await bench.walletOf(customer())).held).toBe(block);
  });
});

describe('settlement', () => {
  it('of a call that was ended unanswered before charges nothing, whatever is told later', async () => {
    bench = await openCallsBench({ balances: [block * 10n, 0n, 0n] });
    const calls = await bench.requests(1, 60);
    await bench.admit(calls);
    await bench.finish(calls, 0);
    await bench.finish(calls, 30);
    expect(await bench.walletOf(customer())).toEqual({ balance: 10n * block, held: 0n });
    expect(await bench.drifts()).toEqual([]);
  });

  it('charges nothing that was not authorised, at no rate but that of the admission', async () => {
    bench = await openCallsBench({ balances: [block * 10n, 0n, 0n] });
    const calls = await bench.requests(1, 60);
    await bench.admit(calls);
    await expect(bench.finish(calls, 61)).rejects.toThrow('admitted at');
    await bench.sql`update attempts set rate_ids = array[new_id(), new_id(), new_id()]`;
    await expect(bench.finish(calls, 30)).rejects.toThrow('admitted at');
    expect(await bench.walletOf(customer())).toEqual({ balance: 10n * block, held: block });
  });

  it.each([
    ['blocked', `update wallets set state = 'blocked', blocked_reason = 'by_seller'`],
    ['without credit that it had', `update wallets set credit_limit_micros = 0`],
  ])('never fails for lack of money: the payer’s wallet is %s by then', async (_, change) => {
    bench = await openCallsBench({ balances: [block, 0n, 0n] });
    await bench.sql`update wallets set credit_limit_micros = ${String(block * 5n)} where tenant_id = ${customer()}`;
    const calls = await bench.requests(2, 180);
    expect((await bench.admit(calls)).size).toBe(0);
    await bench.sql.unsafe(change);
    await bench.finish(calls, 170);
    expect(await bench.walletOf(customer())).toEqual({ balance: -5n * block, held: 0n });
    expect((await bench.drifts()).filter((drift) => !drift.includes('credit'))).toEqual([]);
  });
});

it('conserves money, and never promises more than there is, over any interleaving of admissions, extensions and ends', async () => {
  bench = await openCallsBench({
    balances: [block * 30n, block * 6n, 0n],
    prices: [150_000n, 160_000n, 90_000n],
    customers: 2,
  });
  const step = fc.record({
    calls: fc.integer({ min: 1, max: 4 }),
    authorised: fc.integer({ min: 1, max: 100 }),
    asks: fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 3 }),
    talk: fc.integer({ min: 1, max: 500 }),
    ends: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 4 }), async (steps) => {
      await Promise.all(
        steps.map(async ({ calls, authorised, asks, talk, ends }) => {
          const wanted = await bench.requests(calls, authorised);
          const refused = await bench.admit(wanted);
          const live = wanted.filter((call) => !refused.has(call.attemptId));
          const seconds = new Map(live.map((call) => [call.attemptId, authorised]));
          for (const more of asks) {
            for (const call of live) {
              const from = seconds.get(call.attemptId) ?? authorised;
              const answer = (await bench.extend([call], from + more, from)).get(call.attemptId);
              expect(answer?.authorisedSeconds).toBeGreaterThanOrEqual(from);
              seconds.set(call.attemptId, answer?.authorisedSeconds ?? from);
            }
          }
          if (!ends) return;
          for (const call of live)
            await bench.finish([call], Math.min(talk, seconds.get(call.attemptId) ?? authorised));
        }),
      );
      expect(await bench.drifts()).toEqual([]);
      expect(await bench.sql`select from wallets where kind = 'main' and available_micros < 0`).toEqual([]);
    }),
    { numRuns: 8 },
  );
});
