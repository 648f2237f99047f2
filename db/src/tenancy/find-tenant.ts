import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import type { TenantKind } from './tables.ts';

export interface TenantPlace {
  readonly id: string;
  readonly name: string;
  readonly kind: TenantKind;
  /** Levels below the current tenant; 0 is itself. */
  readonly depth: number;
  readonly currency: string;
  readonly timeZone: string;
}

/** A tenant at or below the current one. Throws `not_found` for any other, whether it exists or not. */
export async function findTenant(tx: TenantTx, tenantId: string): Promise<TenantPlace> {
  const [place] = await tx.sql<TenantPlace[]>`
    select t.id, t.name, t.kind, c.depth, t.currency, t.time_zone as "timeZone"
    from tenant_closure c join tenants t on t.id = c.descendant
    where c.ancestor = ${tx.actor.tenantId} and c.descendant = ${tenantId}`;
  if (place === undefined) throw new DomainError('not_found');
  return place;
}

/** As `findTenant`, and a direct child of the current one. Throws `invalid_input` for one that stands elsewhere below. */
export async function findChild(tx: TenantTx, tenantId: string): Promise<TenantPlace> {
  const place = await findTenant(tx, tenantId);
  if (place.depth !== 1) {
    throw new DomainError('invalid_input', 'only what stands directly below can be acted on so', [
      { field: 'tenantId', code: 'not_a_direct_child', message: 'the tenant right above it does this' },
    ]);
  }
  return place;
}
