import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../record-audit.ts';
import { endSessions } from '../sessions/end-sessions.ts';

export interface AdministratorReset {
  readonly passwordHash: string;
  /** Takes away the second factor with its recovery codes, where the person has lost them: nobody else of the company may be there to. */
  readonly removeSecondFactor: boolean;
  readonly at: Date;
}

/**
 * Gives the first administrator of the current tenant a new password, which has to be changed at the next log-in, and ends the sessions
 * of the old one. For somebody above, who acts inside the tenant and was checked to stand there; answers the login name, and whether a
 * code is asked for beside the password. Throws `not_found` where nobody is an administrator.
 */
export async function resetAdministrator(
  tx: TenantTx,
  { passwordHash, removeSecondFactor, at }: AdministratorReset,
): Promise<{ readonly loginName: string; readonly secondFactor: boolean }> {
  const { tenantId } = tx.actor;
  const [person] = await tx.sql<{ id: string; loginName: string; secondFactor: boolean }[]>`
    select s.id, s.login_name as "loginName", s.second_factor_at is not null as "secondFactor"
    from staff s join roles r on (r.tenant_id, r.id) = (s.tenant_id, s.role_id)
    where s.tenant_id = ${tenantId} and r.preset = 'administrator' order by s.state = 'enabled' desc, s.id limit 1`;
  if (person === undefined) throw new DomainError('not_found');
  const subject = { tenantId, subjectType: 'staff', subjectId: person.id } as const;
  await tx.sql`select set_staff_password(${person.id}, ${passwordHash})`;
  await recordAudit(tx, { ...subject, action: 'staff.reset-password' });
  if (removeSecondFactor) {
    await tx.sql`select remove_second_factor(${person.id})`;
    await recordAudit(tx, { ...subject, action: 'second-factor.reset' });
  }
  await endSessions(tx, { who: { tenantId, staffId: person.id }, reason: 'password', at });
  return { loginName: person.loginName, secondFactor: person.secondFactor && !removeSecondFactor };
}
