import type postgres from 'postgres';

export interface FirstOperator {
  readonly name: string;
  readonly loginName: string;
  readonly passwordHash: string;
}

/** Creates the root tenant with its accounts and administrator, as owner; everybody else is created by somebody above. Answers its id. */
export function createOperator(admin: postgres.Sql, operator: FirstOperator): Promise<string> {
  return admin.begin(async (tx) => {
    const [{ id }] = await tx<[{ id: string }]>`
      insert into tenants (parent_id, kind, name) values (null, 'operator', ${operator.name}) returning id`;
    await tx`select open_wallet(${id})`;
    const [staff] = await tx<[{ id: string }]>`
      insert into staff (tenant_id, login_name, name, role_id)
      values (${id}, ${operator.loginName}, ${operator.name}, preset_role(${id}, 'administrator'))
      returning id`;
    await tx`insert into staff_credentials (tenant_id, staff_id, password_hash) values (${id}, ${staff.id}, ${operator.passwordHash})`;
    return id;
  });
}
