import type { TenantTx } from '../../connect/index.ts';
import { recordAudit } from '../record-audit.ts';
import { lockStanding } from '../roles/standing.ts';
import { endSessions } from './end-sessions.ts';
import { refuseOneself } from '../staff/refuse-stronger.ts';

export interface SignInPolicy {
  readonly secondFactorRequired: boolean;
  /** Enabled people who have no second factor. */
  readonly peopleWithout: number;
}

/** What the current tenant asks of everybody who logs in to it. */
export async function getSignInPolicy({ sql, actor }: TenantTx): Promise<SignInPolicy> {
  const [policy] = await sql<[SignInPolicy]>`
    select t.second_factor_required as "secondFactorRequired",
      (select count(*)::int from staff s where s.tenant_id = t.id and s.state = 'enabled' and s.second_factor_at is null) as "peopleWithout"
    from tenants t where t.id = ${actor.tenantId}`;
  return policy;
}

/** Asks everybody of the current tenant for a second factor, or leaves it to them. */
export async function setSignInPolicy(
  tx: TenantTx,
  { secondFactorRequired }: Pick<SignInPolicy, 'secondFactorRequired'>,
): Promise<void> {
  const { tenantId } = tx.actor;
  const before = await getSignInPolicy(tx);
  await tx.sql`update tenants set second_factor_required = ${secondFactorRequired} where id = ${tenantId}`;
  await recordAudit(tx, {
    tenantId,
    action: 'sign-in-policy.change',
    subjectType: 'tenant',
    subjectId: tenantId,
    before: { secondFactorRequired: before.secondFactorRequired },
    after: { secondFactorRequired },
  });
}

/**
 * Takes away the second factor of one of the current tenant's people and ends that person's sessions. Throws `not_found`,
 * `beyond_own_permissions` for somebody with more than who asks holds, and `invalid_input` for oneself.
 */
export async function removeSecondFactorOf(tx: TenantTx, staffId: string, at: Date): Promise<void> {
  const { tenantId } = tx.actor;
  await refuseOneself(tx, await lockStanding(tx), staffId);
  await tx.sql`select remove_second_factor(${staffId})`;
  await endSessions(tx, { who: { tenantId, staffId }, reason: 'second-factor', at });
  await recordAudit(tx, { tenantId, action: 'second-factor.reset', subjectType: 'staff', subjectId: staffId });
}
