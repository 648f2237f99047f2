import type { PlatformTx } from '../../connect/index.ts';
import { writeAudit } from '../../tenancy/index.ts';
import type { LimitKind } from './load-limits.ts';

export interface ReachedLimit {
  /** Whose limit it is. */
  readonly tenantId: string;
  readonly kind: LimitKind;
  readonly most: bigint;
}

/** A limit that keeps being reached is one episode; it is over when it was not reached for so long. Minutes. */
const quietMinutes = 5;

/**
 * Tells a tenant that it stands at a limit of its own or of one above it: an alert and an audit entry when it begins, nothing more while
 * it goes on. Answers whether it began.
 */
export async function noteReachedLimit(tx: PlatformTx, { tenantId, kind, most }: ReachedLimit): Promise<boolean> {
  const [told] = await tx.sql<{ began: boolean }[]>`
    insert into alerts (tenant_id, kind, level, subject_type, subject_id, details)
    values (${tenantId}, 'limit_reached', 'warning', 'limit', ${kind}, ${JSON.stringify({ limit: kind, most: String(most) })}::jsonb)
    on conflict (tenant_id, kind, subject_type, subject_id) where resolved_at is null do update set last_raised_at = now()
    returning xmax = 0 as began`;
  if (told?.began !== true) return false;
  const details = { limit: kind, most: String(most) };
  await writeAudit(
    tx,
    { tenantId },
    { tenantId, action: 'limit.reached', subjectType: 'limit', subjectId: kind, details },
  );
  return true;
}

/** Closes the alerts of limits that were not reached for a while. Answers how many. */
export async function endQuietLimits(tx: PlatformTx): Promise<number> {
  const ended = await tx.sql`
    update alerts set resolved_at = now()
    where kind = 'limit_reached' and resolved_at is null and last_raised_at < now() - make_interval(mins => ${quietMinutes}::int)
    returning id`;
  return ended.length;
}
