// What a money dialog can say before the API is asked: what may be moved at most, and what will be afterwards.
import type { Tenant } from '@yunhu/api/schemas';
import { toMicros } from '../../i18n/money.ts';
import type { MoneyKind } from './data.ts';

export type MoneyMove = { readonly kind: MoneyKind; readonly upward: boolean };

/** Who gives: the money that is there at most, or null where it comes from outside. */
export function limitOf(
  move: MoneyMove,
  tenant: Tenant,
  own: { isOperator: boolean; availableMicros: bigint },
): bigint | null {
  if (tenant.depth === 0) return move.kind === 'withdrawal' ? own.availableMicros : null;
  if (move.kind === 'withdrawal' || (move.kind === 'correction' && move.upward))
    return toMicros(tenant.availableMicros);
  if (own.isOperator) return null;
  return move.kind === 'credit' ? own.availableMicros + toMicros(tenant.creditLimitMicros) : own.availableMicros;
}

/** Credit in use: what was taken beyond the money that is there; the limit cannot go below it. */
export function usedCredit(tenant: Tenant): bigint {
  const left = toMicros(tenant.availableMicros) - toMicros(tenant.creditLimitMicros);
  return left < 0n ? -left : 0n;
}

/** The balance, or for credit the money available, once it is done. */
export function afterwards(move: MoneyMove, tenant: Tenant, micros: bigint): bigint {
  if (move.kind === 'credit') return toMicros(tenant.availableMicros) - toMicros(tenant.creditLimitMicros) + micros;
  const sign = move.kind === 'withdrawal' || (move.kind === 'correction' && move.upward) ? -1n : 1n;
  return toMicros(tenant.balanceMicros) + sign * micros;
}

/** What is at stake for the approval limit: an amount, or by how much credit rises. */
export function stakeOf(move: MoneyMove, tenant: Tenant, micros: bigint): bigint {
  return move.kind === 'credit' ? micros - toMicros(tenant.creditLimitMicros) : micros;
}
