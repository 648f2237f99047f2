import type { PlatformTx } from '../../connect/index.ts';
import { writeAudit } from '../record-audit.ts';

export interface Refusal {
  /** Whose person it was, or would have been. */
  readonly tenantId: string;
  readonly staffId: string;
  /** `session.refuse`: a login with a wrong password or to a disabled account. `permission.refuse`: a route that the role does not permit. */
  readonly action: 'session.refuse' | 'permission.refuse';
  readonly details: Readonly<Record<string, string>>;
  readonly address?: string | undefined;
  readonly requestId?: string | undefined;
}

/** Of one person and kind, in an hour; after that it goes without saying. */
export const refusalsAnHour = 20;

/**
 * Writes that somebody was refused, at most `refusalsAnHour` times a person: ten thousand wrong passwords are twenty entries. Who tried to
 * log in is not known, so such an entry names the person as its subject and nobody as its actor. Nothing is written of login names that
 * nobody has.
 */
export async function noteRefusal(tx: PlatformTx, refusal: Refusal): Promise<void> {
  const { tenantId, staffId, action, details, address, requestId } = refusal;
  const [{ count }] = await tx.sql<[{ count: number }]>`
    select count(*)::int as count from (
      select from audit_entries where tenant_id = ${tenantId} and subject_id = ${staffId} and action = ${action}
        and occurred_at > now() - interval '1 hour' limit ${refusalsAnHour}) r`;
  if (count >= refusalsAnHour) return;
  const actor = { tenantId, address, requestId, ...(action === 'session.refuse' ? {} : { staffId }) };
  await writeAudit(tx, actor, { tenantId, action, subjectType: 'staff', subjectId: staffId, details });
}
