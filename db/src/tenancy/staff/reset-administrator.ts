import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../record-audit.ts';
import { endSessions } from './end-sessions.ts';

/**
 * Gives the first administrator of the current tenant a new password, which has to be changed at the next log-in, and ends the sessions
 * of the old one. For somebody above, who acts inside the tenant and was checked to stand there; answers the login name. Throws
 * `not_found` where nobody is an administrator.
 */
export async function resetAdministrator(tx: TenantTx, passwordHash: string, at: Date): Promise<string> {
  const { tenantId } = tx.actor;
  const [person] = await tx.sql<{ id: string; loginName: string }[]>`
    select s.id, s.login_name as "loginName" from staff s join roles r on (r.tenant_id, r.id) = (s.tenant_id, s.role_id)
    where s.tenant_id = ${tenantId} and r.preset = 'administrator' order by s.state = 'enabled' desc, s.id limit 1`;
  if (person === undefined) throw new DomainError('not_found');
  await tx.sql`select set_staff_password(${person.id}, ${passwordHash})`;
  await endSessions(tx, person.id, at);
  await recordAudit(tx, { tenantId, action: 'staff.reset-password', subjectType: 'staff', subjectId: person.id });
  return person.loginName;
}
