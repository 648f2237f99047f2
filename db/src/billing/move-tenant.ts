import type { TenantTx } from '../connect/index.ts';
import { DomainError, invalidField } from '../errors.ts';
import { type AuditFields, type AuditInput, findTenant, recordAudit, type TenantPlace } from '../tenancy/index.ts';

export interface TenantMove {
  readonly tenantId: string;
  readonly parentId: string;
  /** One of the new parent's groups, at which it buys from then on; null: at nothing until its new parent says so. */
  readonly rateGroupId: string | null;
}

/** What a move took away: credit that the old parent lent, and requests of its staff about the tenant. */
export interface MovedTenant {
  readonly creditMicros: bigint;
  readonly requests: number;
  readonly supportSessions: number;
}

export interface MovedPlace extends TenantPlace {
  /** Who stands right above it now. */
  readonly parentId: string;
}

/**
 * The tenant as it stands before a move, which may go on. Throws `not_found` for who does not stand below the current tenant, and
 * `invalid_input` with the field for a parent that it cannot have.
 */
export async function checkMove(tx: TenantTx, { tenantId, parentId, rateGroupId }: TenantMove): Promise<MovedPlace> {
  const place = await findTenant(tx, tenantId);
  const parent = await findTenant(tx, parentId);
  if (place.depth === 0) throw invalidField('tenantId', 'own_place', 'nobody moves himself: the tenant above does');
  if (parent.kind === 'customer')
    throw invalidField('parentId', 'not_an_agent', 'a customer has nobody below; choose an agent');
  if (rateGroupId !== null) {
    const sold = await tx.sql`select from rate_groups_sold_by(${parentId}) g where g.id = ${rateGroupId}`;
    if (sold.length === 0) throw new DomainError('not_found');
  }
  if (parent.currency !== place.currency) throw new DomainError('currency_mismatch');
  // By the parents, as the closure is read at and below the current tenant alone.
  const [now] = await tx.sql<[{ parentId: string; isBelow: boolean }]>`
    with recursive up as (
      select id, parent_id from tenants where id = ${parentId}
      union select t.id, t.parent_id from up join tenants t on t.id = up.parent_id
    )
    select parent_id as "parentId", exists (select from up where up.id = ${tenantId}) as "isBelow" from tenants where id = ${tenantId}`;
  if (now.isBelow) throw invalidField('parentId', 'below_itself', 'nobody stands below himself');
  if (now.parentId === parentId) throw invalidField('parentId', 'same_parent', 'it stands there already');
  return { ...place, parentId: now.parentId };
}

/**
 * From here until the transaction ends no other tenant moves, and nobody changes prices on the way; `line` is everybody above the new
 * parent, from the top down. First in a transaction that moves. Locks are taken as `lockPrices` takes them. Throws as `checkMove` does.
 */
export async function lockMove(tx: TenantTx, move: TenantMove, line: readonly string[]): Promise<MovedPlace> {
  await tx.sql`select begin_tenant_move()`;
  const place = await checkMove(tx, move);
  const held = new Set([place.parentId, move.parentId, move.tenantId]);
  const below = await tx.sql<{ id: string }[]>`
    select descendant as id from tenant_closure
    where ancestor = ${tx.actor.tenantId} and descendant = any (${[...line, ...held]}::uuid[]) order by depth, descendant`;
  const inOrder = [
    ...new Set([...line.filter((id) => !below.some((one) => one.id === id)), ...below.map(({ id }) => id)]),
  ];
  for (const id of inOrder) {
    const key = `prices ${id}`;
    if (held.has(id)) await tx.sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
    else await tx.sql`select pg_advisory_xact_lock_shared(hashtextextended(${key}, 0))`;
  }
  return place;
}

/**
 * Moves a tenant, locked by `lockMove`, with everybody below it under another parent of one's own subtree. Its credit goes back to who
 * lent it, its money and its past stay. Throws `tasks_running`, `calls_in_progress`, `credit_in_use`, `too_deep`, and `not_found` for a
 * group that is not the new parent's.
 */
export async function moveTenant(tx: TenantTx, move: TenantMove, from: MovedPlace): Promise<MovedTenant> {
  const { tenantId, parentId, rateGroupId } = move;
  const [{ gone }] = await tx.sql<[{ gone: { creditMicros: string; requests: number; supportSessions: number } }]>`
    select move_tenant(${tenantId}, ${parentId}, ${rateGroupId}) as gone`;
  await auditMove(tx, move, from.parentId, gone);
  return { ...gone, creditMicros: BigInt(gone.creditMicros) };
}

/**
 * Everybody concerned reads what is his to know: who moved it reads all of it, its parents that it went or came, it itself that its
 * place is another. Neither parent learns of the other, nor the tenant of either.
 */
async function auditMove(tx: TenantTx, move: TenantMove, fromId: string, gone: AuditFields): Promise<void> {
  const { tenantId, parentId, rateGroupId } = move;
  const self = tx.actor.tenantId;
  const rows = await tx.sql<{ id: string; name: string }[]>`
    select id, name from tenants where id = any (${[tenantId, parentId, fromId]}::uuid[])`;
  const nameOf = (id: string) => rows.find((row) => row.id === id)?.name ?? '';
  const tenantName = nameOf(tenantId);
  const sides = { tenantName, from: nameOf(fromId), to: nameOf(parentId), rateGroupId, ...gone };
  type Entry = Required<Pick<AuditInput, 'tenantId' | 'action' | 'details'>>;
  const entries: readonly Entry[] = [
    { tenantId: self, action: 'tenant.move', details: sides },
    ...(fromId === self ? [] : [{ tenantId: fromId, action: 'tenant.move-away' as const, details: { tenantName } }]),
    ...(parentId === self ? [] : [{ tenantId: parentId, action: 'tenant.move-in' as const, details: { tenantName } }]),
    { tenantId, action: 'tenant.moved', details: gone },
  ];
  for (const entry of entries) await recordAudit(tx, { ...entry, subjectType: 'tenant', subjectId: tenantId });
}

/** What a seller at or below the current tenant sells by; names alone. Throws `not_found` for any other. */
export async function listGroupsSoldBy(tx: TenantTx, sellerId: string): Promise<{ id: string; name: string }[]> {
  return tx.sql<{ id: string; name: string }[]>`select id, name from rate_groups_sold_by(${sellerId}) limit 1000`;
}
