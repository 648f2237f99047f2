import type { PlatformTx } from '../../connect/index.ts';
import type { alertLevels } from '../tables.ts';
import type { AlertKind } from './alert-kinds.ts';

export interface AlertInput {
  /** Who is told; whoever stands above may read it too. */
  readonly tenantId: string;
  readonly kind: AlertKind;
  readonly level: (typeof alertLevels)[number];
  readonly subjectType: string;
  readonly subjectId: string;
  /** Figures for the words; money as decimal strings of micro-units. Never phone numbers. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Tells a tenant something. While the same kind and subject is open it is raised again: counted, with the newest figures. */
export async function raiseAlert(tx: PlatformTx, input: AlertInput): Promise<void> {
  const { tenantId, kind, level, subjectType, subjectId, details = {} } = input;
  await tx.sql`
    insert into alerts (tenant_id, kind, level, subject_type, subject_id, details)
    values (${tenantId}, ${kind}, ${level}, ${subjectType}, ${subjectId}, ${JSON.stringify(details)}::jsonb)
    on conflict (tenant_id, kind, subject_type, subject_id) where resolved_at is null do update
      set level = excluded.level, details = excluded.details, times = alerts.times + 1, last_raised_at = now(),
        -- What got worse is news again.
        acknowledged_at = case when alerts.level = excluded.level then alerts.acknowledged_at end,
        acknowledged_by = case when alerts.level = excluded.level then alerts.acknowledged_by end`;
}

/** Closes the open alert of a kind and subject, where there is one: its cause is gone. */
export async function resolveAlert(
  tx: PlatformTx,
  { tenantId, kind, subjectType, subjectId }: Pick<AlertInput, 'tenantId' | 'kind' | 'subjectType' | 'subjectId'>,
): Promise<void> {
  await tx.sql`
    update alerts set resolved_at = now()
    where (tenant_id, kind, subject_type, subject_id) = (${tenantId}, ${kind}, ${subjectType}, ${subjectId}) and resolved_at is null`;
}
