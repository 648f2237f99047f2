import type { PlatformTx } from '../../connect/index.ts';
import { foldLoginName } from '../login-name.ts';

export interface Login {
  readonly tenantId: string;
  readonly staffId: string;
  readonly passwordHash: string;
  readonly passwordChangedAt: Date;
  /** A code is asked for beside the password. */
  readonly secondFactor: boolean;
  /** The person, the tenant and everybody above it are enabled. */
  readonly active: boolean;
}

/** Who a login name belongs to, whatever its case; undefined where nobody. Crosses tenants: nobody is signed in yet. */
export async function findLogin(tx: PlatformTx, loginName: string): Promise<Login | undefined> {
  if (foldLoginName(loginName) === undefined) return undefined;
  const [login] = await tx.sql<Login[]>`
    select s.tenant_id as "tenantId", s.id as "staffId", c.password_hash as "passwordHash", c.changed_at as "passwordChangedAt",
      s.second_factor_at is not null as "secondFactor",
      s.state = 'enabled' and tenant_is_active(s.tenant_id) as active
    from staff s join staff_credentials c on (c.tenant_id, c.staff_id) = (s.tenant_id, s.id)
    where lower(s.login_name) = lower(${loginName})`;
  return login;
}

/** As `findLogin`, by the person's id. */
export async function findLoginOf(tx: PlatformTx, tenantId: string, staffId: string): Promise<Login | undefined> {
  const [person] = await tx.sql<{ loginName: string }[]>`
    select login_name as "loginName" from staff where tenant_id = ${tenantId} and id = ${staffId}`;
  return person === undefined ? undefined : findLogin(tx, person.loginName);
}
