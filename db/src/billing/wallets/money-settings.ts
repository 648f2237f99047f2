import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { type AuditFields, recordAudit } from '../../tenancy/index.ts';
import { formatMicros, type Micros } from '../micros.ts';

export interface MoneySettings {
  /** What staff ask for above this waits for a second one of them; null: never. */
  readonly transferApprovalLimitMicros: Micros | null;
  /** Alerts of that level while less than this may be spent; 0: never. Critical ≤ warning ≤ info. */
  readonly lowBalanceInfoMicros: Micros;
  readonly lowBalanceWarningMicros: Micros;
  readonly lowBalanceCriticalMicros: Micros;
}

export interface CurrentMoneySettings extends MoneySettings {
  /** A higher limit, or none, that waits for a second person; the newest. */
  readonly waitingLimit: { readonly requestId: string; readonly transferApprovalLimitMicros: string | null } | null;
}

/** What the current tenant set for its own money. */
export async function getMoneySettings({ sql, actor }: TenantTx): Promise<CurrentMoneySettings> {
  const [settings] = await sql<CurrentMoneySettings[]>`
    select transfer_approval_limit_micros as "transferApprovalLimitMicros", low_balance_info_micros as "lowBalanceInfoMicros",
      low_balance_warning_micros as "lowBalanceWarningMicros", low_balance_critical_micros as "lowBalanceCriticalMicros",
      (select json_build_object('requestId', r.id, 'transferApprovalLimitMicros', nullif(r.amount_micros, 0)::text) from transfer_requests r
        where r.tenant_id = ${actor.tenantId} and r.kind = 'approval_limit' and r.state = 'pending' and r.expires_at > now()
        order by r.id desc limit 1) as "waitingLimit"
    from money_settings where tenant_id = ${actor.tenantId}`;
  if (settings === undefined) throw new DomainError('not_found');
  return settings;
}

/**
 * Sets all of them; but a limit that is raised or lifted waits as a request for a second person (`waitingLimit`), while one that is
 * lowered or the first one holds at once. Throws `invalid_input` for levels that are not in their order. What waits already goes on
 * waiting.
 */
export async function setMoneySettings(tx: TenantTx, settings: MoneySettings): Promise<void> {
  const { transferApprovalLimitMicros, lowBalanceInfoMicros, lowBalanceWarningMicros, lowBalanceCriticalMicros } =
    settings;
  if (lowBalanceWarningMicros > lowBalanceInfoMicros) throw outOfOrder('lowBalanceWarning');
  if (lowBalanceCriticalMicros > lowBalanceWarningMicros) throw outOfOrder('lowBalanceCritical');
  const before = await readFields(tx);
  const [request] = await tx.sql<{ id: string; isNew: boolean }[]>`
    select request_id as id, is_new as "isNew" from set_money_settings(${transferApprovalLimitMicros}, ${lowBalanceInfoMicros},
      ${lowBalanceWarningMicros}, ${lowBalanceCriticalMicros}, ${tx.actor.staffId ?? null})`;
  const limit = limitWords(transferApprovalLimitMicros);
  if (request?.isNew === true) {
    await recordAudit(tx, {
      tenantId: tx.actor.tenantId,
      action: 'transfer-request.create',
      subjectType: 'transfer-request',
      subjectId: request.id,
      details: { kind: 'approval_limit', transferApprovalLimit: limit },
    });
  }
  await recordAudit(tx, {
    tenantId: tx.actor.tenantId,
    action: 'money-settings.update',
    subjectType: 'tenant',
    subjectId: tx.actor.tenantId,
    details: {
      ...(request === undefined ? { transferApprovalLimit: limit } : {}),
      lowBalanceInfo: formatMicros(lowBalanceInfoMicros),
      lowBalanceWarning: formatMicros(lowBalanceWarningMicros),
      lowBalanceCritical: formatMicros(lowBalanceCriticalMicros),
    },
    before,
    after: await readFields(tx),
  });
}

/** The settings as the audit keeps them; undefined where none were ever made. */
async function readFields({ sql, actor }: TenantTx): Promise<AuditFields | undefined> {
  const [row] = await sql<{ limit: Micros | null; info: Micros; warning: Micros; critical: Micros }[]>`
    select transfer_approval_limit_micros as "limit", low_balance_info_micros as info, low_balance_warning_micros as warning,
      low_balance_critical_micros as critical from money_settings where tenant_id = ${actor.tenantId}`;
  if (row === undefined) return undefined;
  return {
    transferApprovalLimit: limitWords(row.limit),
    lowBalanceInfo: formatMicros(row.info),
    lowBalanceWarning: formatMicros(row.warning),
    lowBalanceCritical: formatMicros(row.critical),
  };
}

/** Writes down that a second person let the limit be raised or lifted. */
export async function recordNewLimit(tx: TenantTx, request: { id: string; amountMicros: Micros }): Promise<void> {
  await recordAudit(tx, {
    tenantId: tx.actor.tenantId,
    action: 'money-settings.update',
    subjectType: 'tenant',
    subjectId: tx.actor.tenantId,
    details: {
      transferApprovalLimit: limitWords(request.amountMicros === 0n ? null : request.amountMicros),
      requestId: request.id,
    },
  });
}

const limitWords = (limit: Micros | null): string | null => (limit === null ? null : formatMicros(limit));

function outOfOrder(field: string): DomainError {
  return new DomainError('invalid_input', 'each level begins at or below the one before', [
    { field, code: 'above_the_level_before', message: 'at most the amount of the milder level' },
  ]);
}
