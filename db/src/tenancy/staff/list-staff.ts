import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import type { RoleName } from '../roles/find-role.ts';

export interface StaffView {
  readonly id: string;
  readonly name: string;
  readonly loginName: string;
  readonly role: RoleName;
  readonly state: 'enabled' | 'disabled';
  readonly createdAt: Date;
  /** The newest session's beginning; null for who never logged in. */
  readonly lastLogInAt: Date | null;
  readonly secondFactor: boolean;
  readonly mustChangePassword: boolean;
}

const maxStaff = 1000;

/** The people of the current tenant itself, in the order they came. */
export function listStaff(tx: TenantTx): Promise<StaffView[]> {
  return select(tx, tx.sql`order by s.id limit ${maxStaff}`);
}

/** One of the current tenant's own people. Throws `not_found` for anybody else. */
export async function getStaff(tx: TenantTx, staffId: string): Promise<StaffView> {
  const [person] = await select(tx, tx.sql`and s.id = ${staffId}`);
  if (person === undefined) throw new DomainError('not_found');
  return person;
}

function select({ sql, actor }: TenantTx, condition: ReturnType<TenantTx['sql']>) {
  return sql<StaffView[]>`
    select s.id, s.name, s.login_name as "loginName", s.state, s.created_at as "createdAt", l.at as "lastLogInAt",
      s.second_factor_at is not null as "secondFactor", s.must_change_password as "mustChangePassword",
      jsonb_build_object('id', r.id, 'preset', r.preset, 'name', r.name) as role
    from staff s join roles r on (r.tenant_id, r.id) = (s.tenant_id, s.role_id) left join lateral (
      select max(e.created_at) as at from sessions e where (e.tenant_id, e.staff_id) = (s.tenant_id, s.id)
    ) l on true
    where s.tenant_id = ${actor.tenantId} ${condition}`;
}
