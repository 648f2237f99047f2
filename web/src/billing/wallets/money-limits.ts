// What a money dialog can say before the API is asked: what may be moved at most, and what will be afterwards.
import type { Tenant } from '@yunhu/api/schemas';
import { toMicros } from '../../i18n/money.ts';
import type { MoneyKind } from './data.ts';

export type MoneyMove = { readonly kind: MoneyKind; readonly upward: boolean };

/** Whoever moves money by these dialogs may read it. */
const known = (wire: string | null) => toMicros(wire ?? '0');

/** Who gives: the money that is there at most, or null where it comes from outside. */
export function limitOf(
  move: MoneyMove,
  tenant: Tenant,
  own: { isOperator: boolean; availableMicros: bigint },
): bigint | null {
  if (tenant.depth === 0) return move.kind === 'withdrawal' ? own.availableMicros : null;
  if (move.kind === 'withdrawal' || (move.kind === 'correction' && move.upward)) return known(tenant.availableMicros);
  if (own.isOperator) return null;
  return move.kind === 'credit' ? own.availableMicros + known(tenant.creditLimitMicros) : own.availableMicros;
}

/** Credit in use: what was taken beyond the money that is there; the limit cannot go below it. */
export function usedCredit(tenant: Tenant): bigint {
  const left = known(tenant.availableMicros) - known(tenant.creditLimitMicros);
  return left < 0n ? -left : 0n;
}

/** The balance, or for credit the money available, once it is done. */
export function afterwards(move: MoneyMove, tenant: Tenant, micros: bigint): bigint {
  if (move.kind === 'credit') return known(tenant.availableMicros) - known(tenant.creditLimitMicros) + micros;
  const sign = move.kind === 'withdrawal' || (move.kind === 'correction' && move.upward) ? -1n : 1n;
  return known(tenant.balanceMicros) + sign * micros;
}

/** What is at stake for the approval limit: an amount, or by how much credit rises. */
export function stakeOf(move: MoneyMove, tenant: Tenant, micros: bigint): bigint {
  return move.kind === 'credit' ? micros - known(tenant.creditLimitMicros) : micros;
}
