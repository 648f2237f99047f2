import { describe, expect, it } from 'vitest';
import { combineLimits, type LimitLevel, type LimitSet } from './combine-limits.ts';

const nothing: LimitSet = {
  maxCalls: null,
  maxCallsPerSecond: null,
  dailySpendMicros: null,
  international: null,
  premium: null,
  allowedPrefixes: null,
  blockedPrefixes: [],
  homeCountry: null,
};
const level = (
  tenantName: string | null,
  seller: Partial<LimitSet> | null,
  self: Partial<LimitSet> | null = null,
): LimitLevel => ({
  tenantName,
  hasSeller: true,
  seller: seller && { ...nothing, ...seller },
  self: self && { ...nothing, ...self },
});
const operator: LimitLevel = { tenantName: null, hasSeller: false, seller: null, self: null };

describe('combineLimits', () => {
  it('takes the smallest number of all levels, and says whose it is', () => {
    const levels = [
      level('Customer', { maxCalls: 30 }, { maxCalls: 40, maxCallsPerSecond: 3 }),
      level('Agent', { maxCalls: 20 }),
      operator,
    ];
    const combined = combineLimits(levels);
    expect(combined.maxCalls).toEqual({ value: 20, setBy: { kind: 'above', tenantName: 'Agent' } });
    expect(combined.maxCallsPerSecond).toEqual({ value: 3, setBy: { kind: 'self', tenantName: 'Customer' } });
    expect(combined.dailySpendMicros).toBeNull();
  });

  it('takes 0 for a limit, not for none', () => {
    expect(combineLimits([level('Customer', { maxCalls: 0, dailySpendMicros: 0n })])).toMatchObject({
      maxCalls: { value: 0, setBy: { kind: 'seller' } },
      dailySpendMicros: { value: 0n },
    });
  });

  it('has abroad and premium off until every seller says yes and nobody no', () => {
    const on = { international: true, premium: true };
    expect(combineLimits([level('Customer', on), level('Agent', null), operator])).toMatchObject({
      international: false,
    });
    expect(combineLimits([level('Customer', on), level('Agent', on), operator])).toMatchObject({
      international: true,
      premium: true,
    });
    expect(combineLimits([level('Customer', on, { premium: false }), level('Agent', on), operator])).toMatchObject({
      international: true,
      premium: false,
    });
    expect(combineLimits([operator])).toMatchObject({ international: true, premium: true });
  });

  it('allows the prefixes that all allow, and forbids what any forbids', () => {
    const levels = [
      level(
        'Customer',
        { allowedPrefixes: ['8613', '8615'], blockedPrefixes: ['861380'] },
        { blockedPrefixes: ['8619'] },
      ),
      level('Agent', { allowedPrefixes: ['86138', '86'] }),
    ];
    expect(combineLimits(levels)).toMatchObject({
      allowedPrefixes: ['8613', '86138', '8615'],
      blockedPrefixes: ['861380', '8619'],
    });
    expect(
      combineLimits([level('C', { allowedPrefixes: ['86'] }), level('A', { allowedPrefixes: ['1'] })]).allowedPrefixes,
    ).toEqual([]);
  });

  it('is at home where the nearest level says, among those that stay at home', () => {
    const homeOf = (...levels: LimitLevel[]) => combineLimits([...levels, operator]).homeCountry;
    expect(homeOf(level('Customer', null), level('Agent', { homeCountry: 'US' }))).toBe('US');
    expect(homeOf(level('Customer', { homeCountry: 'US' }), level('Agent', { international: true }))).toBe('US');
    expect(homeOf(level('Customer', { homeCountry: 'US' }), level('Agent', null))).toBe('ZZ');
    expect(homeOf()).toBe('CN');
  });
});
