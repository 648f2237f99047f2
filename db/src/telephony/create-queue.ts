import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { recordAudit } from '../tenancy/index.ts';
import { holdSeats } from './manage/retire-seat.ts';

export interface NewQueue {
  readonly name: string;
  /** In the order in which they stand. */
  readonly seatIds: readonly string[];
  readonly ringbackAudioId?: string | undefined;
  readonly wrapUpSeconds?: number;
}

/** Creates a queue of the current tenant's seats; answers its id. Throws `not_found` for a seat or audio that is not its own. */
export async function createQueue(
  tx: TenantTx,
  { name, seatIds, ringbackAudioId, wrapUpSeconds = 0 }: NewQueue,
): Promise<string> {
  const { tenantId } = tx.actor;
  if (ringbackAudioId !== undefined) {
    // One that was deleted still has its row.
    const held = await tx.sql`
      select from audio where tenant_id = ${tenantId} and id = ${ringbackAudioId} and deleted_at is null for share`;
    if (held.length === 0) throw new DomainError('not_found');
  }
  await holdSeats(tx, seatIds);
  const [{ id }] = await tx.sql<[{ id: string }]>`
    insert into queues (tenant_id, name, ringback_audio_id, wrap_up_seconds)
    values (${tenantId}, ${name}, ${ringbackAudioId ?? null}, ${wrapUpSeconds}) returning id`;
  await tx.sql`
    insert into queue_seats (tenant_id, queue_id, seat_id, position)
    select ${tenantId}, ${id}, s.id, s.position from unnest(${seatIds}::uuid[]) with ordinality s (id, position)`;
  await recordAudit(tx, {
    tenantId,
    action: 'queue.create',
    subjectType: 'queue',
    subjectId: id,
    details: { name, seats: seatIds.length },
  });
  return id;
}
