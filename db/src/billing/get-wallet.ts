import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import type { Micros } from './micros.ts';

export interface WalletState {
  readonly id: string;
  readonly tenantId: string;
  readonly currency: string;
  readonly balanceMicros: Micros;
  readonly heldMicros: Micros;
  readonly creditLimitMicros: Micros;
  /** balance − held + credit limit: what a new call or transfer may use. */
  readonly availableMicros: Micros;
  readonly state: 'active' | 'blocked';
}

/** The main wallet of the current tenant or one below it. Throws `not_found` for any other. */
export async function getWallet(tx: TenantTx, tenantId: string): Promise<WalletState> {
  const [wallet] = await tx.sql<WalletState[]>`
    select id, tenant_id as "tenantId", currency, balance_micros as "balanceMicros", held_micros as "heldMicros",
      credit_limit_micros as "creditLimitMicros", balance_micros - held_micros + credit_limit_micros as "availableMicros", state
    from wallets where tenant_id = ${tenantId} and kind = 'main'`;
  if (wallet === undefined) throw new DomainError('not_found');
  return wallet;
}
