import type { Tenant } from '@yunhu/api/schemas';
import { describe, expect, test } from 'vitest';
import { balanceMeter, buildTree, isLow, runwayDays, type TenantNode } from './tree.ts';

function tenant(id: string, parentId: string | null, rest: Partial<Tenant> = {}): Tenant {
  return {
    id,
    parentId,
    depth: parentId === null ? 0 : 1,
    kind: 'customer',
    name: id,
    loginName: `login${id}`,
    state: 'enabled',
    currency: 'CNY',
    createdAt: '2026-11-22T00:00:00Z',
    balanceMicros: '100000000',
    heldMicros: '0',
    creditLimitMicros: '0',
    availableMicros: '100000000',
    walletBlocked: null,
    lowBalance: null,
    rateGroup: null,
    callsToday: 0,
    chargedTodayMicros: '0',
    marginTodayMicros: '0',
    ...rest,
  };
}

const everyone = [
  tenant('root', null, { kind: 'operator' }),
  tenant('east', 'root', { kind: 'agent' }),
  tenant('deep', 'east', { kind: 'agent', depth: 2 }),
  tenant('blue', 'deep', { depth: 3, name: '蓝海教育' }),
  tenant('west', 'root', { kind: 'agent', state: 'disabled' }),
];
const shape = (nodes: readonly TenantNode[]): unknown => nodes.map((node) => [node.id, shape(node.below)]);

describe('the accounts below a tenant', () => {
  test('hang together by their seller, without oneself', () => {
    expect(shape(buildTree(everyone, '', ''))).toEqual([
      ['east', [['deep', [['blue', []]]]]],
      ['west', []],
    ]);
  });

  test('keep the way down to a hit when filtered', () => {
    expect(shape(buildTree(everyone, 'customer', '蓝海'))).toEqual([['east', [['deep', [['blue', []]]]]]]);
    expect(shape(buildTree(everyone, 'disabled', ''))).toEqual([['west', []]]);
    expect(shape(buildTree(everyone, '', 'LOGINWEST'))).toEqual([['west', []]]);
    expect(buildTree(everyone, 'low', '')).toEqual([]);
  });

  test('are low when what is left does not last another day', () => {
    expect(isLow(tenant('a', 'root', { availableMicros: '99000000', chargedTodayMicros: '100000000' }))).toBe(true);
    expect(isLow(tenant('a', 'root', { availableMicros: '9999999' }))).toBe(true);
    expect(isLow(tenant('a', 'root', { availableMicros: '50000000', chargedTodayMicros: '60000000' }))).toBe(true);
    expect(isLow(tenant('a', 'root', { lowBalance: 'info' }))).toBe(true);
    expect(isLow(tenant('a', 'root'))).toBe(false);
  });

  test('show how long the money lasts', () => {
    const spending = tenant('a', 'root', { availableMicros: '350000000', chargedTodayMicros: '100000000' });
    expect(balanceMeter(spending)).toBeCloseTo(0.5);
    expect(runwayDays(spending)).toBe(3);
    expect(balanceMeter(tenant('a', 'root', { availableMicros: '-1' }))).toBe(0);
    expect(runwayDays(tenant('a', 'root'))).toBeNull();
  });
});
