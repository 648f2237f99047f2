import type { PlatformTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { writeAudit } from '../record-audit.ts';
import { endSessions } from './end-sessions.ts';
import type { Person } from './second-factor.ts';

export interface Credentials {
  readonly passwordHash: string;
  readonly loginName: string;
  readonly tenantName: string;
  /** How the platform is called: its operator's name. */
  readonly platformName: string;
}

/** What is needed to check a signed-in person's password, and to judge a new one. Throws `not_found`. */
export async function findCredentials(tx: PlatformTx, { tenantId, staffId }: Person): Promise<Credentials> {
  const [found] = await tx.sql<Credentials[]>`
    select c.password_hash as "passwordHash", s.login_name as "loginName", t.name as "tenantName",
      (select o.name from tenants o where o.parent_id is null) as "platformName"
    from staff_credentials c join staff s on (s.tenant_id, s.id) = (c.tenant_id, c.staff_id) join tenants t on t.id = s.tenant_id
    where c.tenant_id = ${tenantId} and c.staff_id = ${staffId}`;
  if (found === undefined) throw new DomainError('not_found');
  return found;
}

export interface PasswordChange extends Person {
  /** The session that stays; the person's others end. */
  readonly sessionId: string;
  /** What the current password was checked against; where it is another by now, somebody was quicker. */
  readonly currentHash: string;
  readonly newHash: string;
  readonly at: Date;
  readonly address?: string | undefined;
  readonly requestId?: string | undefined;
}

/** Writes a person's own new password and ends the sessions of the old one. Throws `invalid_credentials` where it changed meanwhile. */
export async function changeOwnPassword(tx: PlatformTx, change: PasswordChange): Promise<void> {
  const { tenantId, staffId, sessionId, at, address, requestId } = change;
  const written = await tx.sql`
    update staff_credentials set password_hash = ${change.newHash}, changed_at = ${at}
    where tenant_id = ${tenantId} and staff_id = ${staffId} and password_hash = ${change.currentHash} returning staff_id`;
  if (written.length === 0) throw new DomainError('invalid_credentials');
  await tx.sql`update staff set must_change_password = false where tenant_id = ${tenantId} and id = ${staffId}`;
  await endSessions(tx, { who: { tenantId, staffId }, except: sessionId, reason: 'password', at });
  await writeAudit(
    tx,
    { tenantId, staffId, address, requestId },
    { tenantId, action: 'staff.change-password', subjectType: 'staff', subjectId: staffId },
  );
}
