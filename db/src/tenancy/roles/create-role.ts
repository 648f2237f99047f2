import { type TenantTx, violates } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import type { Permission } from '../permissions.ts';
import { recordAudit } from '../record-audit.ts';
import { permissionWords, sortPermissions, without } from './role-list.ts';
import { beyondOwn, lockStanding, type Standing } from './standing.ts';

/** Of one tenant. */
const maxRoles = 100;

export interface NewRole {
  readonly name: string;
  readonly permissions: readonly Permission[];
}

/** Gives the current tenant a role of its own; answers its id. Throws `beyond_own_permissions`, `name_taken`, `limit_of_kind`. */
export async function createRole(tx: TenantTx, { name, permissions }: NewRole): Promise<string> {
  const { tenantId } = tx.actor;
  const standing = await lockStanding(tx);
  const wanted = sortPermissions(permissions);
  refuseUngivable(standing, wanted);
  const [{ count }] = await tx.sql<
    [{ count: number }]
  >`select count(*)::int as count from roles where tenant_id = ${tenantId}`;
  if (count >= maxRoles) throw new DomainError('limit_of_kind', `a company has ${maxRoles} roles at most`);
  const [{ id }] = await tx.sql<[{ id: string }]>`select new_id() as id`;
  await refuseTakenName(
    tx.sql`insert into roles (tenant_id, id, name, permissions) values (${tenantId}, ${id}, ${name}, ${wanted})`,
  );
  const details = { name, added: permissionWords(wanted) };
  await recordAudit(tx, { tenantId, action: 'role.create', subjectType: 'role', subjectId: id, details });
  return id;
}

/** Throws `beyond_own_permissions` for what the person cannot give. */
export function refuseUngivable({ gives }: Standing, wanted: readonly Permission[]): void {
  const beyond = without(wanted, gives);
  if (beyond.length > 0) throw beyondOwn(beyond);
}

/** Runs a statement that writes a name. Throws `name_taken` where another role has it, whatever the case. */
export async function refuseTakenName(statement: PromiseLike<unknown>): Promise<void> {
  try {
    await statement;
  } catch (error) {
    if (!violates(error, 'roles_name') && !violates(error, 'company_roles_name')) throw error;
    throw new DomainError(
      'name_taken',
      'another role has this name',
      [{ field: 'name', code: 'taken', message: 'choose another name' }],
      { cause: error },
    );
  }
}
