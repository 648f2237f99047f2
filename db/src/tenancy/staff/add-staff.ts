import { type TenantTx, violates } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';

export interface NewStaff {
  readonly tenantId: string;
  readonly name: string;
  /** 3 to 32 ASCII letters and digits, unique over the platform whatever the case. */
  readonly loginName: string;
  /** One of that tenant's. */
  readonly roleId: string;
  readonly passwordHash: string;
  /** Before anything else, at the first log-in. */
  readonly mustChangePassword?: boolean | undefined;
}

/**
 * Writes a person of a tenant at or below the current one; answers the id. Asks nothing about who may give the role: its callers do.
 * Throws `login_name_taken`.
 */
export async function addStaff(
  tx: TenantTx,
  { tenantId, name, loginName, roleId, passwordHash, mustChangePassword = false }: NewStaff,
): Promise<string> {
  const [{ id }] = await tx.sql<[{ id: string }]>`select new_id() as id`;
  try {
    await tx.sql`
      insert into staff (tenant_id, id, login_name, name, role_id, must_change_password)
      values (${tenantId}, ${id}, ${loginName}, ${name}, ${roleId}, ${mustChangePassword})`;
  } catch (error) {
    if (!violates(error, 'staff_login_name')) throw error;
    throw new DomainError(
      'login_name_taken',
      'somebody has this login name',
      [{ field: 'loginName', code: 'taken', message: 'choose another login name' }],
      { cause: error },
    );
  }
  await tx.sql`
    insert into staff_credentials (tenant_id, staff_id, password_hash) values (${tenantId}, ${id}, ${passwordHash})`;
  return id;
}
