import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import type { Permission, Preset } from '../permissions.ts';

/** How a role is called: by its preset, in the reader's language, or by the name that somebody gave it. */
export interface RoleName {
  readonly id: string;
  readonly preset: Preset | null;
  readonly name: string | null;
}

export interface FoundRole extends RoleName {
  /** null: what its preset may do by default. */
  readonly permissions: Permission[] | null;
  readonly revision: number;
}

/** One of the current tenant's own roles. Throws `not_found`. */
export async function findRole({ sql, actor }: TenantTx, roleId: string): Promise<FoundRole> {
  const [role] = await sql<FoundRole[]>`
    select id, preset, name, permissions, revision from roles where (tenant_id, id) = (${actor.tenantId}, ${roleId})`;
  if (role === undefined) throw new DomainError('not_found');
  return role;
}

/** The id of a role that every tenant of its kind is given, of a tenant at or below the current one. Throws `not_found`. */
export async function findPresetRole({ sql }: TenantTx, tenantId: string, preset: Preset): Promise<string> {
  const [{ id }] = await sql<[{ id: string | null }]>`select preset_role(${tenantId}, ${preset}) as id`;
  if (id === null) throw new DomainError('not_found');
  return id;
}

/** A role in words for the audit. */
export function roleWords({ preset, name }: Pick<RoleName, 'preset' | 'name'>): string {
  return name ?? preset ?? '';
}
