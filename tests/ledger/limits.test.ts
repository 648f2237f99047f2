// Limits are exact over all workers, for a tenant and for everybody above it.
import type { AdmissionRequest } from '@yunhu/db/calls';
import { afterEach, describe, expect, it } from 'vitest';
import { at, type CallsBench, openCallsBench } from './calls-bench.ts';

const block = 150_000n;
const rich = { balances: [block * 10_000n, block * 10_000n, block * 10_000n] as const };
let bench: CallsBench;
afterEach(() => bench.close());

type Limited = 'customer' | 'subAgentId' | 'agentId' | 'operatorId';

/** As the seller sets it; `set` is SQL for columns of tenant_limits. */
async function limit(who: Limited, set: Readonly<Record<string, string | number | boolean>>): Promise<void> {
  const { hierarchy, sql } = bench;
  const tenantId = who === 'customer' ? hierarchy.customers[0].tenantId : hierarchy[who];
  const origin = who === 'operatorId' ? 'self' : 'seller';
  await sql`delete from tenant_limits where tenant_id = ${tenantId}`;
  await sql`insert into tenant_limits ${sql({ tenant_id: tenantId, origin, ...set })}`;
}

/** Admits each call in a transaction of its own, all at once; answers how many were refused and why. */
async function admitOneByOne(calls: readonly AdmissionRequest[]): Promise<Record<string, number>> {
  const refusals: Record<string, number> = {};
  await Promise.all(
    calls.map(async (call) => {
      for (const reason of (await bench.admit([call])).values()) refusals[reason] = (refusals[reason] ?? 0) + 1;
    }),
  );
  return refusals;
}

const later = (ms: number): Date => new Date(at.getTime() + ms);

it('1,000 starts at once against money for 137 admit exactly 137, five levels deep', { timeout: 120_000 }, async () => {
  bench = await openCallsBench({ balances: [block * 137n, block * 10n, block * 10n], extraAgents: 1 }, 20);
  const calls = await bench.requests(1_000, 60);
  expect(calls[0]?.levels).toHaveLength(4);
  expect(await admitOneByOne(calls)).toEqual({ insufficient_funds: 863 });
  expect((await bench.walletOf(bench.hierarchy.customers[0].tenantId)).held).toBe(block * 137n);
  expect(await bench.drifts()).toEqual([]);
});

describe('calls at once', () => {
  it.each<Limited>(['customer', 'agentId', 'operatorId'])(
    'are never more than the limit of the %s, by whichever of several connections they come',
    async (who) => {
      bench = await openCallsBench({ ...rich, customers: 2 });
      await limit(who, { max_calls: 30 });
      const [one, two] = bench.hierarchy.customers;
      const calls = [...(await bench.requests(60, 60, one)), ...(await bench.requests(60, 60, two))];
      const own = who === 'customer' ? calls.slice(0, 60) : calls;
      expect(await admitOneByOne(calls)).toEqual({ too_many_calls: own.length - 30 });
      const open = await bench.sql<{ id: string }[]>`select id from attempts where tenant_id = ${one.tenantId} limit 5`;
      const over = open
        .map(({ id }) => calls.find((call) => call.attemptId === id))
        .filter((call) => call !== undefined);
      await bench.finish(over, 10);
      const more = await bench.requests(10, 60);
      expect((await bench.admit(more)).size).toBe(10 - over.length);
    },
  );

  it('are the smallest number that anybody in the chain sets, and none where it is 0', async () => {
    bench = await openCallsBench(rich);
    await limit('agentId', { max_calls: 12 });
    await limit('customer', { max_calls: 40 });
    await bench.sql`insert into tenant_limits (tenant_id, origin, max_calls) values (${bench.hierarchy.customers[0].tenantId}, 'self', 7)`;
    expect((await bench.admit(await bench.requests(50, 60))).size).toBe(43);
    await limit('agentId', { max_calls: 0 });
    expect((await bench.admit(await bench.requests(5, 60))).size).toBe(5);
  });
});

it('calls a second are never more than the limit, whoever asks, with a fifth of a second’s at once', async () => {
  bench = await openCallsBench(rich);
  await limit('agentId', { max_calls_per_second: 10 });
  const calls = await bench.requests(60, 60);
  const admitted: number[] = [];
  for (let i = 0; i < 12; i++) {
    const slice = calls.slice(i * 5, i * 5 + 5);
    admitted.push(slice.length - (await bench.admit(slice, later(i * 100))).size);
  }
  // Two at once, then one each tenth of a second.
  expect(admitted).toEqual([2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
  const [again] = await bench.requests(1, 60);
  // A clock that is behind gets nothing that the others have used.
  expect([...(await bench.admit(again === undefined ? [] : [again], later(0))).values()]).toEqual([
    'too_many_calls_per_second',
  ]);
});

describe('the day’s spending', () => {
  it('counts what is paid and what calls under way may still cost, and is never more than the limit', async () => {
    bench = await openCallsBench(rich);
    await limit('customer', { daily_spend_micros: String(block * 10n) });
    const calls = await bench.requests(30, 120);
    expect(await admitOneByOne(calls)).toEqual({ daily_spend_reached: 25 });
    const open = await bench.sql<{ id: string }[]>`select id from attempts`;
    const live = open.flatMap(({ id }) => calls.filter((call) => call.attemptId === id));
    // Each used one of its two blocks.
    await bench.finish(live, 30);
    expect(await admitOneByOne(await bench.requests(10, 60))).toEqual({ daily_spend_reached: 5 });
    const [total] =
      await bench.sql`select calls, spent_micros::text spent from day_totals where tenant_id = ${bench.hierarchy.customers[0].tenantId}`;
    expect(total).toEqual({ calls: 5, spent: String(block * 5n) });
  });

  it('of an ancestor is what that one pays, and holds for each below it, too', async () => {
    bench = await openCallsBench({ ...rich, customers: 2 });
    const [one, two] = bench.hierarchy.customers;
    // The sub-agent pays 120 000 a block.
    await limit('subAgentId', { daily_spend_micros: String(120_000n * 10n) });
    const calls = [...(await bench.requests(10, 60, one)), ...(await bench.requests(10, 60, two))];
    const refused = await bench.admit(calls);
    // The first customer pays 150 000 a block and reaches the sum at eight, the second gets what is left of the sub-agent's.
    expect(calls.slice(0, 10).filter((call) => refused.has(call.attemptId))).toHaveLength(2);
    expect(calls.slice(10).filter((call) => refused.has(call.attemptId))).toHaveLength(8);
  });

  it('begins anew at midnight of the tenant’s own zone', async () => {
    bench = await openCallsBench(rich);
    const { tenantId } = bench.hierarchy.customers[0];
    await bench.sql`update tenants set time_zone = 'America/New_York' where id = ${tenantId}`;
    await limit('customer', { daily_spend_micros: String(block * 2n) });
    const calls = await bench.requests(2, 60);
    await bench.admit(calls);
    // 23:59 in New York, the next day in Shanghai.
    await bench.finish(calls, 30, new Date('2026-06-02T03:59:00Z'));
    const [call] = await bench.requests(1, 60);
    const ask = (when: string) => bench.admit(call === undefined ? [] : [call], new Date(when));
    expect([...(await ask('2026-06-02T03:59:30Z')).values()]).toEqual(['daily_spend_reached']);
    expect((await ask('2026-06-02T04:00:00Z')).size).toBe(0);
  });

  it('stops a call from lasting longer than it pays for', async () => {
    bench = await openCallsBench(rich);
    await limit('customer', { daily_spend_micros: String(block * 3n) });
    const calls = await bench.requests(1, 60);
    await bench.admit(calls);
    const granted = await bench.extend(calls, 600);
    expect([...granted.values()]).toEqual([{ authorisedSeconds: 180, refusal: 'daily_spend_reached' }]);
  });
});

describe('destinations', () => {
  const to = (call: AdmissionRequest, number: string, country: string | undefined, premium = false) => ({
    ...call,
    number,
    country,
    premium,
  });
  const refusalOf = async (
    number: string,
    country: string | undefined,
    premium = false,
  ): Promise<string | undefined> => {
    const [call] = await bench.requests(1, 60);
    if (call === undefined) throw new Error('no call');
    return (await bench.admit([to(call, number, country, premium)])).get(call.attemptId);
  };
  const everybody: readonly Limited[] = ['customer', 'subAgentId', 'agentId'];

  it('abroad and premium are off by default, and on only where every seller of the chain says so', async () => {
    bench = await openCallsBench(rich);
    expect(await refusalOf('+12025550100', 'US')).toBe('international_off');
    expect(await refusalOf('+8616812345', 'CN', true)).toBe('premium_off');
    await limit('customer', { international: true, premium: true });
    expect(await refusalOf('+12025550100', 'US')).toBe('international_off');
    for (const who of everybody) await limit(who, { international: true, premium: true });
    expect(await refusalOf('+12025550100', 'US')).toBeUndefined();
    expect(await refusalOf('+80012345678', undefined)).toBeUndefined();
    expect(await refusalOf('+8616812345', 'CN', true)).toBeUndefined();
    await limit('operatorId', { international: false });
    expect(await refusalOf('+12025550100', 'US')).toBe('international_off');
  });

  it('are those that every level allows and none forbids', async () => {
    bench = await openCallsBench(rich);
    await limit('agentId', { allowed_prefixes: '{86138,86139}' });
    await limit('customer', { allowed_prefixes: '{8613}', blocked_prefixes: '{861380000}' });
    expect(await refusalOf('+8613800000000', 'CN')).toBe('destination_blocked');
    expect(await refusalOf('+8613810000000', 'CN')).toBeUndefined();
    expect(await refusalOf('+8613710000000', 'CN')).toBe('destination_blocked');
    expect(await refusalOf('+8618610000000', 'CN')).toBe('destination_blocked');
  });

  it('are at home where the nearest level that says so says it is, as long as nobody above stays at home elsewhere', async () => {
    bench = await openCallsBench(rich);
    await limit('agentId', { home_country: 'US' });
    expect(await refusalOf('+12025550100', 'US')).toBeUndefined();
    expect(await refusalOf('+8613810000000', 'CN')).toBe('international_off');
    await limit('customer', { home_country: 'CN' });
    expect(await refusalOf('+8613810000000', 'CN')).toBe('international_off');
    await limit('agentId', { international: true });
    await limit('subAgentId', { international: true });
    await limit('customer', { home_country: 'US' });
    expect(await refusalOf('+12025550100', 'US')).toBeUndefined();
    expect(await refusalOf('+8613810000000', 'CN')).toBe('international_off');
  });

  it('abroad are not brought home by a seller who may not call there, nor by the tenant itself', async () => {
    bench = await openCallsBench(rich);
    await limit('customer', { home_country: 'US' });
    expect(await refusalOf('+12025550100', 'US')).toBe('international_off');
    const { customers, subAgentId } = bench.hierarchy;
    const set = (actor: string, tenant: string) =>
      bench.sql.begin(async (tx) => {
        await tx`select set_config('app.tenant', ${actor}, true)`;
        await tx`select set_tenant_limits(${tenant}, null, null, null, null, null, null, null, '{}', 'US')`;
      });
    await expect(set(customers[0].tenantId, customers[0].tenantId)).rejects.toThrow('invalid_input');
    await set(subAgentId, customers[0].tenantId);
    expect(await refusalOf('+12025550100', 'US')).toBe('international_off');
  });
});
