import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { addStaff, findPresetRole, findTenant, recordAudit, type TenantPlace } from '../tenancy/index.ts';
import { assignRateGroup } from './assign-rate-group.ts';

export interface NewTenant {
  /** The current tenant when absent, or an agent below it. */
  readonly parentId?: string | undefined;
  readonly kind: 'agent' | 'customer';
  readonly name: string;
  /** Of its first administrator: 3 to 32 ASCII letters and digits, unique over the platform whatever the case. */
  readonly loginName: string;
  readonly passwordHash: string;
  readonly mustChangePassword?: boolean | undefined;
  /** One of the current tenant's own groups; only where it is the parent. */
  readonly rateGroupId?: string | undefined;
}

/**
 * Creates an agent or a customer with its wallet and first administrator; answers its id. Throws `not_found` for a parent or rate
 * group that is not one's own, `login_name_taken`, and `invalid_input` for a parent that is a customer.
 */
export async function createTenant(tx: TenantTx, input: NewTenant): Promise<string> {
  const parent = await findParent(tx, input);
  // No `returning`: the row becomes visible to us only through the closure that its trigger writes after it.
  const [{ id }] = await tx.sql<[{ id: string }]>`select new_id() as id`;
  await tx.sql`
    insert into tenants (id, parent_id, kind, name, currency, time_zone)
    values (${id}, ${parent.id}, ${input.kind}, ${input.name}, ${parent.currency}, ${parent.timeZone})`;
  const { loginName, name, passwordHash, mustChangePassword } = input;
  const roleId = await findPresetRole(tx, id, 'administrator');
  await addStaff(tx, { tenantId: id, loginName, name, passwordHash, mustChangePassword, roleId });
  await tx.sql`select open_wallet(${id})`;
  await recordAudit(tx, {
    tenantId: id,
    action: 'tenant.create',
    subjectType: 'tenant',
    subjectId: id,
    details: { kind: input.kind, name: input.name, loginName: input.loginName },
  });
  if (input.rateGroupId !== undefined) await assignRateGroup(tx, id, input.rateGroupId);
  return id;
}

async function findParent(
  tx: TenantTx,
  { parentId = tx.actor.tenantId, rateGroupId }: NewTenant,
): Promise<TenantPlace> {
  const parent = await findTenant(tx, parentId);
  if (parent.kind === 'customer') {
    throw new DomainError('invalid_input', 'a customer has nobody below', [
      { field: 'parentId', code: 'not_an_agent', message: 'choose an agent' },
    ]);
  }
  if (parent.depth > 0 && rateGroupId !== undefined) {
    throw new DomainError('invalid_input', 'its own seller assigns the rate group', [
      { field: 'rateGroupId', code: 'not_the_seller', message: 'leave it out: the parent assigns one of its own' },
    ]);
  }
  return parent;
}
