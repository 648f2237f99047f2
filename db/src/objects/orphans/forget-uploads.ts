import type { PlatformTx } from '../../connect/index.ts';
import { incomingKey, keepUploadsHours } from '../uploads/begin-upload.ts';

export interface ForgottenUploads {
  /** How many rows went. */
  readonly count: number;
  /** To be deleted once the transaction is through; some may never have been there. */
  readonly keys: readonly string[];
}

/** Of what was cancelled: longer than its address is good for and than what was begun is counted. */
const keepCancelledHours = 1;

/**
 * Deletes what nobody took within a day, or somebody left, the oldest first, and the rows of what was taken longer ago than that: their
 * objects are named elsewhere then. Whoever takes an upload at the same moment has it, or finds nothing.
 */
export async function forgetUploads(tx: PlatformTx, limit: number): Promise<ForgottenUploads> {
  const gone = await tx.sql<{ tenantId: string; id: string; objectKey: string | null; taken: boolean }[]>`
    with old as (
      select tenant_id, id, taken_at from uploads where created_at < now() - make_interval(hours => ${keepUploadsHours})
        and coalesce(taken_at < now() - make_interval(hours => ${keepUploadsHours}), true)
        or cancelled_at is not null and created_at < now() - make_interval(hours => ${keepCancelledHours})
      order by created_at limit ${limit}
    )
    delete from uploads u using old where (u.tenant_id, u.id) = (old.tenant_id, old.id)
      and u.taken_at is not distinct from old.taken_at
    returning u.tenant_id as "tenantId", u.id, u.object_key as "objectKey", u.taken_at is not null as taken`;
  const untaken = gone.filter(({ taken }) => !taken);
  const keys = untaken.flatMap(({ tenantId, id, objectKey }) => [
    incomingKey(tenantId, id),
    ...(objectKey === null ? [] : [objectKey]),
  ]);
  return { count: gone.length, keys };
}
