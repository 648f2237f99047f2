import type { PlatformTx } from '../connect/index.ts';

export interface Login {
  readonly tenantId: string;
  readonly staffId: string;
  readonly passwordHash: string;
  /** The person, the tenant and everybody above it are enabled. */
  readonly active: boolean;
}

/** Who a login name belongs to, whatever its case; undefined where nobody. Crosses tenants: nobody is signed in yet. */
export async function findLogin(tx: PlatformTx, loginName: string): Promise<Login | undefined> {
  const [login] = await tx.sql<Login[]>`
    select s.tenant_id as "tenantId", s.id as "staffId", c.password_hash as "passwordHash",
      s.state = 'enabled' and tenant_is_active(s.tenant_id) as active
    from staff s join staff_credentials c on (c.tenant_id, c.staff_id) = (s.tenant_id, s.id)
    where lower(s.login_name) = lower(${loginName})`;
  return login;
}
