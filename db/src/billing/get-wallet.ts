import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import type { alertLevels } from '../tenancy/index.ts';
import type { Micros } from './micros.ts';

export interface WalletState {
  readonly id: string;
  readonly tenantId: string;
  readonly currency: string;
  readonly balanceMicros: Micros;
  readonly heldMicros: Micros;
  readonly creditLimitMicros: Micros;
  /** The credit limits granted to those right below. */
  readonly reservedMicros: Micros;
  /**
   * balance − held + credit limit − reserved: what a new call or transfer may use. An operator's credit to others is recorded and not set
   * aside, so its own is balance − held.
   */
  readonly availableMicros: Micros;
  /** How much of the credit limit holds, grants and spending took beyond the money that is there. */
  readonly usedCreditMicros: Micros;
  readonly state: 'active' | 'blocked';
  readonly blockedReason: 'negative_balance' | 'by_seller' | null;
  /** The level of the alert that is open for its balance. */
  readonly lowBalance: (typeof alertLevels)[number] | null;
}

/** The main wallet of the current tenant or one below it. Throws `not_found` for any other. */
export async function getWallet(tx: TenantTx, tenantId: string): Promise<WalletState> {
  const [wallet] = await tx.sql<WalletState[]>`
    select w.id, w.tenant_id as "tenantId", w.currency, w.balance_micros as "balanceMicros", w.held_micros as "heldMicros",
      w.credit_limit_micros as "creditLimitMicros", w.reserved_micros as "reservedMicros",
      w.available_micros + case t.kind when 'operator' then w.reserved_micros else 0 end as "availableMicros",
      case t.kind when 'operator' then 0 else greatest(0, w.held_micros + w.reserved_micros - w.balance_micros) end as "usedCreditMicros",
      w.state, w.blocked_reason as "blockedReason", a.level as "lowBalance"
    from wallets w join tenants t on t.id = w.tenant_id
      left join alerts a on a.tenant_id = w.tenant_id and a.kind = 'low_balance' and a.subject_id = w.id::text and a.resolved_at is null
    where w.tenant_id = ${tenantId} and w.kind = 'main'`;
  if (wallet === undefined) throw new DomainError('not_found');
  return wallet;
}
