import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';

/**
 * Takes one of the current tenant's seats out of service for good: out of its queues and its place, without its extension. Calls of the
 * past keep its name. Throws `not_found`, and `seat_in_call` while it rings or talks.
 */
export async function retireSeat(tx: TenantTx, id: string, at: Date): Promise<void> {
  const { sql } = tx;
  const { tenantId } = tx.actor;
  const [seat] = await sql<{ name: string; inCall: boolean }[]>`
    select name, attempt_id is not null as "inCall" from seats
    where (tenant_id, id) = (${tenantId}, ${id}) and retired_at is null for update`;
  if (seat === undefined) throw new DomainError('not_found');
  if (seat.inCall) throw new DomainError('seat_in_call');
  await sql`delete from queue_seats where (tenant_id, seat_id) = (${tenantId}, ${id})`;
  await sql`
    update seats set state = 'offline', state_since = ${at}, ready_at = null, extension_id = null, department_id = null, team_id = null,
      region_id = null, retired_at = ${at} where (tenant_id, id) = (${tenantId}, ${id})`;
  const { name } = seat;
  await recordAudit(tx, {
    tenantId,
    action: 'seat.retire',
    subjectType: 'seat',
    subjectId: id,
    details: { name },
  });
}

/**
 * Holds seats of the current tenant until the transaction ends, so that none is retired meanwhile. Who changes them afterwards says so:
 * two who shared them would wait for each other. Throws `not_found`.
 */
export async function holdSeats(
  { sql, actor }: TenantTx,
  ids: readonly string[],
  why: 'to name them' | 'to change them' = 'to name them',
): Promise<void> {
  const held = await sql`
    select from seats where tenant_id = ${actor.tenantId} and id = any (${ids}::uuid[]) and retired_at is null
    order by id ${why === 'to name them' ? sql`for share` : sql`for no key update`}`;
  if (held.length < new Set(ids).size) throw new DomainError('not_found');
}
