import { randomBytes } from 'node:crypto';
import { violates } from '../../connect/index.ts';
import type { PlatformTx, Statement, TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import type { AuditAction } from '../audit/audit-actions.ts';
import { recordAudit, writeAudit } from '../record-audit.ts';
import type { domainCheckResults, domainStates } from './tables.ts';

export type DomainCheckResult = (typeof domainCheckResults)[number];

export interface TenantDomain {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly domain: string;
  /** What the domain's DNS has to say. */
  readonly token: string;
  readonly state: (typeof domainStates)[number];
  readonly checkedAt: Date | null;
  readonly checkResult: DomainCheckResult | null;
  readonly verifiedAt: Date | null;
  readonly verifiedBy: 'dns' | 'operator' | null;
  readonly createdAt: Date;
}

/**
 * Says which domain is the current tenant's, in the form of `readDomainName`; it is served once that is shown. Others may claim it at the
 * same time: being first gives nothing, and whether it is another's is told only to who has shown that it is his too.
 */
export async function claimDomain(tx: TenantTx, domain: string): Promise<void> {
  const { sql, actor } = tx;
  const before = await findOwnDomain(tx);
  if (before?.domain === domain) return;
  await sql`delete from tenant_domains where tenant_id = ${actor.tenantId}`;
  await sql`
    insert into tenant_domains (tenant_id, domain, token, staff_id)
    values (${actor.tenantId}, ${domain}, ${randomBytes(16).toString('hex')}, ${actor.staffId ?? null})`;
  await audit(tx, 'domain.claim', { domain, before: before?.domain ?? null });
}

/** The current tenant gives its domain up; false where it had none. */
export async function releaseDomain(tx: TenantTx): Promise<boolean> {
  const [gone] = await tx.sql<{ domain: string }[]>`
    delete from tenant_domains where tenant_id = ${tx.actor.tenantId} returning domain`;
  if (gone !== undefined) await audit(tx, 'domain.release', { domain: gone.domain });
  return gone !== undefined;
}

/** Has the current tenant's waiting domain checked soon. Throws `not_found` without one, `invalid_transition` for a verified one. */
export async function askForCheck(tx: TenantTx, at: Date): Promise<void> {
  const found = await findOwnDomain(tx);
  if (found === undefined) throw new DomainError('not_found');
  if (found.state !== 'waiting') throw new DomainError('invalid_transition');
  await tx.sql`
    update tenant_domains set next_check_at = least(next_check_at, ${at}), checks = 0, waiting_since = ${at} where tenant_id = ${tx.actor.tenantId}`;
  await audit(tx, 'domain.check', { domain: found.domain });
}

/** The domain that the current tenant itself has claimed. */
export async function findOwnDomain(tx: TenantTx): Promise<TenantDomain | undefined> {
  const [found] = await select(tx, tx.sql`d.tenant_id = ${tx.actor.tenantId}`);
  return found;
}

/** Domains of the current tenant and everybody below it, those that wait first. */
export function listDomains(tx: TenantTx): Promise<TenantDomain[]> {
  return select(tx, tx.sql`true`);
}

function select({ sql }: TenantTx, condition: ReturnType<TenantTx['sql']>) {
  return sql<TenantDomain[]>`
    select d.tenant_id as "tenantId", t.name as "tenantName", d.domain, d.token, d.state, d.checked_at as "checkedAt",
      d.check_result as "checkResult", d.verified_at as "verifiedAt", d.verified_by as "verifiedBy", d.created_at as "createdAt"
    from tenant_domains d join tenants t on t.id = d.tenant_id
    where ${condition} order by d.state desc, d.created_at desc limit 500`;
}

/**
 * The operator, who knows whose it is, verifies a claimed domain by hand, or takes one away. `actor` is somebody of the operator, which
 * the caller has checked. Throws `not_found`; `domain_taken` where it is another's already.
 */
export async function settleDomain(
  tx: PlatformTx,
  actor: TenantTx['actor'],
  { tenantId, decision, at }: { tenantId: string; decision: 'confirm' | 'release'; at: Date },
): Promise<void> {
  const [found] = await tx.sql<{ domain: string }[]>`
    select domain from tenant_domains where tenant_id = ${tenantId} for update`;
  if (found === undefined) throw new DomainError('not_found');
  if (decision === 'release') await tx.sql`delete from tenant_domains where tenant_id = ${tenantId}`;
  else if (!(await verify(tx, tenantId, 'operator', at))) throw new DomainError('domain_taken');
  const { domain } = found;
  await writeAudit(tx, actor, {
    ...{ tenantId, action: `domain.${decision}`, subjectType: 'tenant', subjectId: tenantId, details: { domain } },
  });
}

/** false where somebody else has shown that it is his. */
export async function verify(tx: PlatformTx, tenantId: string, by: 'dns' | 'operator', at: Date): Promise<boolean> {
  try {
    await tx.sql.savepoint(
      (sql) => sql`
        update tenant_domains set state = 'verified', verified_at = ${at}, verified_by = ${by}, checked_at = ${at}, check_result = null,
          checks = 0, next_check_at = ${at}::timestamptz + interval '1 day'
        where tenant_id = ${tenantId} and state = 'waiting'`,
    );
    return true;
  } catch (error) {
    if (violates(error, 'tenant_domains_verified')) return false;
    throw error;
  }
}

/** Every domain that is served, with whose it is. */
export async function listServedDomains({ sql }: Statement): Promise<{ domain: string; tenantId: string }[]> {
  return sql<{ domain: string; tenantId: string }[]>`
    select domain, tenant_id as "tenantId" from tenant_domains where state = 'verified'`;
}

/** Whether a tenant is the other or stands below it. */
export async function standsAtOrBelow({ sql }: Statement, tenantId: string, ancestorId: string): Promise<boolean> {
  const found = await sql`
    select from tenant_closure where ancestor = ${ancestorId} and descendant = ${tenantId}`;
  return found.length > 0;
}

function audit(tx: TenantTx, action: AuditAction, details: Record<string, string | null>): Promise<void> {
  const { tenantId } = tx.actor;
  return recordAudit(tx, { tenantId, action, subjectType: 'tenant', subjectId: tenantId, details });
}
