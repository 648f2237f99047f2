import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryRate, someRate } from './arbitrary-rate.ts';
import { buildRateSnapshot } from './find-rate.ts';
import { holdsForCall, holdsForLevels } from './hold-for-call.ts';
import { largestLossMicros } from './largest-loss.ts';
import { micros } from './micros.ts';
import { type ChainLevel, priceCall, priceLevels } from './price-call.ts';
import { type Rate, rateSeconds } from './rate-call.ts';

const noon = new Date('2026-06-01T12:00:00Z');
const tenants = ['customer', 'subAgent', 'agent', 'operator'] as const;
type Tenant = (typeof tenants)[number];

function chainOf(rates: readonly Rate[]): ChainLevel<Tenant>[] {
  return rates.map((rate, level) => ({
    payerTenantId: tenants[level] ?? 'operator',
    payeeTenantId: tenants[level + 1] ?? 'operator',
    snapshot: buildRateSnapshot([rate]),
  }));
}

const threeRates = fc.tuple(arbitraryRate, arbitraryRate, arbitraryRate);

describe('priceCall', () => {
  it('prices each level at its own rate, customer first', () => {
    const chain = chainOf([300, 200, 100].map((price) => someRate({ pricePerBlockMicros: micros(price) })));
    const priced = priceCall(chain, '+8613822310487', noon, 61_000);
    expect(priced).toMatchObject({
      ok: true,
      levels: [
        { payerTenantId: 'customer', payeeTenantId: 'subAgent', blocks: 2, billedSeconds: 120, amountMicros: 600n },
        { payerTenantId: 'subAgent', payeeTenantId: 'agent', amountMicros: 400n },
        { payerTenantId: 'agent', payeeTenantId: 'operator', amountMicros: 200n },
      ],
    });
  });

  it('names the level whose price list does not reach the number', () => {
    const chain = chainOf([someRate(), someRate({ prefix: '1' }), someRate()]);
    const noRate = { ok: false, reason: 'no_rate', level: 1, payerTenantId: 'subAgent' };
    expect(priceCall(chain, '+8613822310487', noon, 1)).toEqual(noRate);
    expect(holdsForCall(chain, '+8613822310487', noon, 60)).toEqual(noRate);
  });

  it('conserves money along the chain: what the customer pays is what the others keep', () => {
    fc.assert(
      fc.property(threeRates, fc.integer({ min: 0, max: 90_000 }), (rates, ms) => {
        const priced = priceCall(chainOf(rates), '+8613822310487', noon, ms);
        if (!priced.ok) throw new Error(priced.reason);
        const kept = new Map<Tenant, bigint>();
        for (const { payerTenantId, payeeTenantId, amountMicros } of priced.levels) {
          kept.set(payerTenantId, (kept.get(payerTenantId) ?? 0n) - amountMicros);
          kept.set(payeeTenantId, (kept.get(payeeTenantId) ?? 0n) + amountMicros);
        }
        expect([...kept.values()].reduce((sum, amount) => sum + amount, 0n)).toBe(0n);
        expect(kept.get('customer')).toBe(-(priced.levels[0]?.amountMicros ?? 0n));
        expect(kept.get('operator')).toBe(priced.levels[2]?.amountMicros);
      }),
    );
  });
});

describe('largestLossMicros', () => {
  // Half of the pairs share their steps, as price lists of one chain mostly do.
  const pairs = fc.tuple(arbitraryRate, arbitraryRate, fc.boolean()).map(([cost, revenue, sameSteps]): [Rate, Rate] => {
    const { blockSeconds, firstBlockSeconds, firstBlockPriceMicros } = cost;
    return [cost, sameSteps ? { ...revenue, blockSeconds, firstBlockSeconds, firstBlockPriceMicros } : revenue];
  });

  it('equals the largest loss of all durations, tried one by one', () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 0, max: 400 }), ([cost, revenue], seconds) => {
        let worst = 0n;
        for (let s = 1; s <= seconds; s++) {
          const loss = rateSeconds(cost, s).amountMicros - rateSeconds(revenue, s).amountMicros;
          if (loss > worst) worst = loss;
        }
        expect(largestLossMicros(cost, revenue, seconds)).toBe(worst);
      }),
      { numRuns: 5_000 },
    );
  });

  it('finds the loss of a seller whose blocks are finer than its own cost', () => {
    const cost = someRate({ blockSeconds: 60, pricePerBlockMicros: micros(60) });
    const revenue = someRate({ blockSeconds: 1, pricePerBlockMicros: micros(2) });
    expect(largestLossMicros(cost, revenue, 86_400)).toBe(58n);
  });

  it('grows with the call where every block is sold below cost', () => {
    const cost = someRate({ pricePerBlockMicros: micros(3) });
    const revenue = someRate({ pricePerBlockMicros: micros(2) });
    expect(largestLossMicros(cost, revenue, 86_400)).toBe(1_440n);
  });
});

describe('holdsForCall', () => {
  it('holds the authorised seconds on the customer, and nothing where everybody sells above cost', () => {
    const chain = chainOf([300, 200, 100].map((price) => someRate({ pricePerBlockMicros: micros(price) })));
    expect(holdsForCall(chain, '+8613822310487', noon, 120)).toMatchObject({
      ok: true,
      holds: [
        { tenantId: 'customer', amountMicros: 600n },
        { tenantId: 'subAgent', amountMicros: 0n },
        { tenantId: 'agent', amountMicros: 0n },
      ],
    });
  });

  it('holds connection fee and first block at least, also for a call that may only last its grace', () => {
    const rate = someRate({ graceSeconds: 5, connectionFeeMicros: micros(7) });
    expect(holdsForCall(chainOf([rate]), '+8613822310487', noon, 3)).toMatchObject({
      holds: [{ amountMicros: 100_007n }],
    });
  });

  it('covers what any call within the authorised seconds takes from each wallet', () => {
    fc.assert(
      fc.property(threeRates, fc.integer({ min: 1, max: 120 }), fc.nat(), (rates, authorised, anyNumber) => {
        const levels = chainOf(rates).map(({ payerTenantId, payeeTenantId }, level) => ({
          payerTenantId,
          payeeTenantId,
          rate: rates[level] ?? someRate(),
        }));
        const holds = holdsForLevels(levels, authorised);
        const priced = priceLevels(levels, (anyNumber % authorised) * 1000 + 1);
        holds.forEach(({ tenantId, amountMicros }, level) => {
          expect(tenantId).toBe(priced[level]?.payerTenantId);
          const taken = (priced[level]?.amountMicros ?? 0n) - (priced[level - 1]?.amountMicros ?? 0n);
          expect(amountMicros >= taken && amountMicros >= 0n).toBe(true);
        });
      }),
      { numRuns: 2_000 },
    );
  });
});
