import type { TenantTx } from '../connect/index.ts';
import { findChild, recordAudit } from '../tenancy/index.ts';
import { getWallet } from './get-wallet.ts';
import { formatMicros, type Micros } from './micros.ts';

export interface TopUp {
  /** A direct child. */
  readonly tenantId: string;
  readonly amountMicros: Micros;
  readonly note?: string | undefined;
  /** 8 to 100 characters, one a top-up: a repeat with the same one and content moves no money again. */
  readonly idempotencyKey: string;
}

export interface ToppedUp {
  readonly transferId: string;
  readonly balanceMicros: Micros;
  readonly ownBalanceMicros: Micros;
}

/**
 * Moves money to a direct child: an agent its own, the operator from outside. Throws `not_found`, `invalid_amount`,
 * `insufficient_funds`, `currency_mismatch`, and `idempotency_conflict` for a key that was used for something else.
 */
export async function topUp(tx: TenantTx, { tenantId, amountMicros, note, idempotencyKey }: TopUp): Promise<ToppedUp> {
  await findChild(tx, tenantId);
  const [moved] = await tx.sql<[{ transferId: string; balanceMicros: Micros; replayed: boolean }]>`
    select transfer_id as "transferId", child_balance_micros as "balanceMicros", replayed
    from post_transfer(${tenantId}, 'top_up', ${amountMicros}, ${note ?? null}, ${idempotencyKey}, ${tx.actor.staffId ?? null})`;
  if (!moved.replayed) {
    await recordAudit(tx, {
      tenantId,
      action: 'wallet.top-up',
      subjectType: 'transfer',
      subjectId: moved.transferId,
      details: { amount: formatMicros(amountMicros) },
    });
  }
  const own = await getWallet(tx, tx.actor.tenantId);
  return { transferId: moved.transferId, balanceMicros: moved.balanceMicros, ownBalanceMicros: own.balanceMicros };
}
