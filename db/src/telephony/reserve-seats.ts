import type { PlatformTx } from '../connect/index.ts';

/** A seat that now belongs to one caller. */
export interface SeatReservation {
  readonly attemptId: string;
  readonly seatId: string;
}

export interface SeatRequest {
  readonly tenantId: string;
  readonly queueId: string;
  /** Who waits, the first one first. */
  readonly attemptIds: readonly string[];
  /** The seats that can be reached now. */
  readonly seatIds: readonly string[];
  readonly at: Date;
}

/** Gives each caller a ready seat of the queue, the longest idle seat to the first caller, as far as there are any. */
export async function reserveSeats(tx: PlatformTx, request: SeatRequest): Promise<SeatReservation[]> {
  return tx.sql<SeatReservation[]>`
    with free as materialized (
      select s.id, s.state_since from seats s
      where s.tenant_id = ${request.tenantId} and s.state = 'ready' and s.id = any (${request.seatIds}::uuid[])
        and exists (select from queue_seats q where (q.tenant_id, q.queue_id, q.seat_id) = (s.tenant_id, ${request.queueId}, s.id))
      order by s.state_since, s.id limit ${request.attemptIds.length} for update of s skip locked
    ), paired as (
      select f.id, c.attempt_id from (select id, row_number() over (order by state_since, id) place from free) f
        join unnest(${request.attemptIds}::uuid[]) with ordinality c (attempt_id, place) using (place)
    )
    update seats s set state = 'reserved', state_since = ${request.at}, attempt_id = p.attempt_id, ready_at = null
    from paired p where s.tenant_id = ${request.tenantId} and s.id = p.id
    returning p.attempt_id as "attemptId", s.id as "seatId"`;
}
