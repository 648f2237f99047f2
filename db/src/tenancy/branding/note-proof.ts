import { raiseAlert, resolveAlert } from '../alerts/raise-alert.ts';
import type { PlatformTx } from '../../connect/index.ts';
import { writeAudit } from '../record-audit.ts';
import type { DomainCheckResult } from './domains.ts';

/** How many days in a row a domain may be shown not to be its tenant's any more, or nobody answer for it; then it is served no longer. */
const lapse = { denied: 3, unreachable: 14 } as const;

export interface Proof {
  readonly tenantId: string;
  readonly domain: string;
  /** How often in a row it failed before. */
  readonly failures: number;
}

/**
 * Writes what the daily check of a domain that is served found. A domain that has passed to somebody else may not be kept from him, and
 * nobody else's pages may speak for a tenant here.
 */
export async function noteProof(
  tx: PlatformTx,
  { tenantId, domain, failures: before }: Proof,
  found: 'verified' | Exclude<DomainCheckResult, 'taken'>,
  at: Date,
): Promise<void> {
  if (found === 'verified') {
    await tx.sql`
      update tenant_domains set checks = 0, checked_at = ${at}, check_result = null where tenant_id = ${tenantId}`;
    return endDoubt(tx, tenantId);
  }
  const failures = before + 1;
  const lapsed = failures >= (found === 'unreachable' ? lapse.unreachable : lapse.denied);
  await (lapsed
    ? tx.sql`
        update tenant_domains set state = 'waiting', verified_at = null, verified_by = null, checks = 0, checked_at = ${at},
          check_result = ${found}, waiting_since = ${at}, next_check_at = ${at} where tenant_id = ${tenantId}`
    : tx.sql`
        update tenant_domains set checks = ${failures}, checked_at = ${at}, check_result = ${found} where tenant_id = ${tenantId}`);
  const details = { domain, found };
  if (lapsed) {
    const subject = { subjectType: 'tenant', subjectId: tenantId, details } as const;
    await writeAudit(tx, { tenantId }, { tenantId, action: 'domain.lapse', ...subject });
  }
  await raiseAlert(tx, { ...doubtOf(tenantId), level: lapsed ? 'critical' : 'warning', details });
}

/** Closes the alert about a domain that could not be shown to be its tenant's. */
export function endDoubt(tx: PlatformTx, tenantId: string): Promise<void> {
  return resolveAlert(tx, doubtOf(tenantId));
}

/** Closes alerts about domains that nobody asks about any more: given up, claimed by another name, or confirmed by the operator. */
export async function endIdleDoubts({ sql }: PlatformTx): Promise<void> {
  await sql`
    update alerts a set resolved_at = now()
    where a.kind = 'domain_unproven' and a.resolved_at is null and not exists (
      select from tenant_domains d where d.tenant_id = a.tenant_id and d.domain = a.details->>'domain' and d.verified_by is distinct from 'operator')`;
}

function doubtOf(tenantId: string) {
  return { tenantId, kind: 'domain_unproven', subjectType: 'tenant', subjectId: tenantId } as const;
}
