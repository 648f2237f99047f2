import type { TenantTx } from '../connect/index.ts';
import type { seatStates } from './tables.ts';

export interface ListedSeat {
  readonly id: string;
  readonly name: string;
  /** Its extension's number. */
  readonly extension: string | null;
  readonly state: (typeof seatStates)[number];
  readonly stateSince: Date;
}

export interface ListedQueue {
  readonly id: string;
  readonly name: string;
  readonly seats: readonly ListedSeat[];
}

const maxQueues = 500;
const maxSeats = 5000;

/** The current tenant's queues by name, each with its seats in order. */
export async function listQueues(tx: TenantTx): Promise<ListedQueue[]> {
  const { tenantId } = tx.actor;
  const queues = await tx.sql<{ id: string; name: string }[]>`
    select id, name from queues where tenant_id = ${tenantId} and retired_at is null order by name, id limit ${maxQueues}`;
  const seats = await tx.sql<(ListedSeat & { queueId: string })[]>`
    select q.queue_id as "queueId", s.id, s.name, e.number as extension, s.state, s.state_since as "stateSince"
    from queue_seats q join seats s on (s.tenant_id, s.id) = (q.tenant_id, q.seat_id)
      left join extensions e on (e.tenant_id, e.id) = (s.tenant_id, s.extension_id)
    where q.tenant_id = ${tenantId} order by q.queue_id, q.position, s.id limit ${maxSeats}`;
  return queues.map((queue) => ({ ...queue, seats: seats.filter((seat) => seat.queueId === queue.id) }));
}
