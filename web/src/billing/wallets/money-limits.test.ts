import type { Tenant } from '@yunhu/api/schemas';
import { describe, expect, test } from 'vitest';
import { afterwards, limitOf, stakeOf, usedCredit } from './money-limits.ts';

const child: Tenant = {
  ...{ id: 'child', parentId: 'me', depth: 1, kind: 'customer', name: 'Bakery', loginName: 'bakery', state: 'enabled' },
  ...{
    currency: 'CNY',
    createdAt: '2026-11-22T00:00:00Z',
    rateGroup: null,
    walletBlocked: null,
    lowBalance: null,
    callsToday: 0,
  },
  ...{ chargedTodayMicros: '0', marginTodayMicros: '0', heldMicros: '0' },
  // Twelve of the thirty of credit are used.
  ...{ balanceMicros: '-12000000', creditLimitMicros: '30000000', availableMicros: '18000000' },
};
const agent = { isOperator: false, availableMicros: 5_000_000n };
const operator = { isOperator: true, availableMicros: 5_000_000n };

describe('what may be moved at most', () => {
  test('is what the giver has available, or unbounded where it comes from outside', () => {
    expect(limitOf({ kind: 'topUp', upward: false }, child, agent)).toBe(5_000_000n);
    expect(limitOf({ kind: 'topUp', upward: false }, child, operator)).toBeNull();
    expect(limitOf({ kind: 'withdrawal', upward: false }, child, operator)).toBe(18_000_000n);
    expect(limitOf({ kind: 'correction', upward: true }, child, agent)).toBe(18_000_000n);
    expect(limitOf({ kind: 'correction', upward: false }, child, agent)).toBe(5_000_000n);
  });

  test('is of credit the whole limit: what stands and what the grantor can add', () => {
    expect(limitOf({ kind: 'credit', upward: false }, child, agent)).toBe(35_000_000n);
    expect(limitOf({ kind: 'credit', upward: false }, child, operator)).toBeNull();
  });

  test("is of the operator's own wallet what it earned, going out, and nothing, coming in", () => {
    const itself = { ...child, depth: 0, kind: 'operator' } as const;
    expect(limitOf({ kind: 'withdrawal', upward: false }, itself, operator)).toBe(5_000_000n);
    expect(limitOf({ kind: 'topUp', upward: false }, itself, operator)).toBeNull();
  });
});

test('credit in use is what was taken beyond the money that is there', () => {
  expect(usedCredit(child)).toBe(12_000_000n);
  expect(usedCredit({ ...child, balanceMicros: '1', availableMicros: '30000001' })).toBe(0n);
});

test('afterwards the balance, or for credit what is available, is what the API will say', () => {
  expect(afterwards({ kind: 'topUp', upward: false }, child, 1_000_000n)).toBe(-11_000_000n);
  expect(afterwards({ kind: 'withdrawal', upward: false }, child, 1_000_000n)).toBe(-13_000_000n);
  expect(afterwards({ kind: 'correction', upward: true }, child, 1_000_000n)).toBe(-13_000_000n);
  expect(afterwards({ kind: 'credit', upward: false }, child, 12_000_000n)).toBe(0n);
});

test('at stake for the approval limit is the amount, and of credit only its rise', () => {
  expect(stakeOf({ kind: 'topUp', upward: false }, child, 7n)).toBe(7n);
  expect(stakeOf({ kind: 'credit', upward: false }, child, 31_000_000n)).toBe(1_000_000n);
});
