import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import { holdSeats } from './retire-seat.ts';

export interface QueueChange {
  readonly name: string;
  /** In the order in which they stand. */
  readonly seatIds: readonly string[];
  readonly wrapUpSeconds: number;
  /** null: none. */
  readonly ringbackAudioId: string | null;
}

/**
 * Makes one of the current tenant's queues what is given: who stands in it in which order, how long a seat wraps up, what is played during a
 * transfer. Throws `not_found`, also for a seat or audio that is not its own, and `invalid_input` for a seat that is named twice.
 */
export async function changeQueue(tx: TenantTx, id: string, change: QueueChange): Promise<void> {
  const { sql } = tx;
  const { tenantId } = tx.actor;
  if (new Set(change.seatIds).size !== change.seatIds.length) {
    throw new DomainError('invalid_input', 'a seat stands in a queue once', [
      { field: 'seatIds', code: 'twice', message: 'name each seat once' },
    ]);
  }
  const [queue] = await sql<{ name: string; wrapUpSeconds: number; ringbackAudioId: string | null }[]>`
    select name, wrap_up_seconds as "wrapUpSeconds", ringback_audio_id as "ringbackAudioId"
    from queues where (tenant_id, id) = (${tenantId}, ${id}) and retired_at is null for no key update`;
  if (queue === undefined) throw new DomainError('not_found');
  const seats = await sql<{ id: string }[]>`
    select seat_id as id from queue_seats where (tenant_id, queue_id) = (${tenantId}, ${id}) order by position, seat_id`;
  await holdSeats(tx, change.seatIds);
  await refuseRingback(tx, change.ringbackAudioId, queue.ringbackAudioId);
  await sql`
    update queues set name = ${change.name}, wrap_up_seconds = ${change.wrapUpSeconds}, ringback_audio_id = ${change.ringbackAudioId}
    where (tenant_id, id) = (${tenantId}, ${id})`;
  await sql`delete from queue_seats where (tenant_id, queue_id) = (${tenantId}, ${id})`;
  await sql`
    insert into queue_seats (tenant_id, queue_id, seat_id, position)
    select ${tenantId}, ${id}, s.id, s.position from unnest(${change.seatIds}::uuid[]) with ordinality s (id, position)`;
  await recordAudit(tx, {
    tenantId,
    action: 'queue.update',
    subjectType: 'queue',
    subjectId: id,
    before: { ...queue, seatIds: seats.map((seat) => seat.id) },
    after: { ...change },
  });
}

/** What is played during a transfer is approved ringback of the tenant's own; what a queue has already, it may keep. */
async function refuseRingback({ sql, actor }: TenantTx, wanted: string | null, kept: string | null): Promise<void> {
  if (wanted === null || wanted === kept) return;
  const found = await sql`
    select from audio where (tenant_id, id) = (${actor.tenantId}, ${wanted}) and kind = 'ringback' and state = 'approved'
      and deleted_at is null for share`;
  if (found.length === 0) throw new DomainError('not_found');
}
