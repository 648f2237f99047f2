import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import { formatMicros, type Micros } from '../micros.ts';

export interface MoneySettings {
  /** What staff ask for above this waits for a second one of them; null: never. */
  readonly transferApprovalLimitMicros: Micros | null;
  /** Alerts of that level while less than this may be spent; 0: never. Critical ≤ warning ≤ info. */
  readonly lowBalanceInfoMicros: Micros;
  readonly lowBalanceWarningMicros: Micros;
  readonly lowBalanceCriticalMicros: Micros;
}

/** What the current tenant set for its own money. */
export async function getMoneySettings({ sql, actor }: TenantTx): Promise<MoneySettings> {
  const [settings] = await sql<MoneySettings[]>`
    select transfer_approval_limit_micros as "transferApprovalLimitMicros", low_balance_info_micros as "lowBalanceInfoMicros",
      low_balance_warning_micros as "lowBalanceWarningMicros", low_balance_critical_micros as "lowBalanceCriticalMicros"
    from money_settings where tenant_id = ${actor.tenantId}`;
  if (settings === undefined) throw new DomainError('not_found');
  return settings;
}

/** Sets all of them. Throws `invalid_input` for levels that are not in their order. What waits already goes on waiting. */
export async function setMoneySettings(tx: TenantTx, settings: MoneySettings): Promise<void> {
  const { transferApprovalLimitMicros, lowBalanceInfoMicros, lowBalanceWarningMicros, lowBalanceCriticalMicros } =
    settings;
  if (lowBalanceWarningMicros > lowBalanceInfoMicros) throw outOfOrder('lowBalanceWarning');
  if (lowBalanceCriticalMicros > lowBalanceWarningMicros) throw outOfOrder('lowBalanceCritical');
  await tx.sql`
    select set_money_settings(${transferApprovalLimitMicros}, ${lowBalanceInfoMicros}, ${lowBalanceWarningMicros}, ${lowBalanceCriticalMicros})`;
  await recordAudit(tx, {
    tenantId: tx.actor.tenantId,
    action: 'money-settings.update',
    subjectType: 'tenant',
    subjectId: tx.actor.tenantId,
    details: {
      transferApprovalLimit: transferApprovalLimitMicros === null ? null : formatMicros(transferApprovalLimitMicros),
      lowBalanceInfo: formatMicros(lowBalanceInfoMicros),
      lowBalanceWarning: formatMicros(lowBalanceWarningMicros),
      lowBalanceCritical: formatMicros(lowBalanceCriticalMicros),
    },
  });
}

function outOfOrder(field: string): DomainError {
  return new DomainError('invalid_input', 'each level begins at or below the one before', [
    { field, code: 'above_the_level_before', message: 'at most the amount of the milder level' },
  ]);
}
