import type { PlatformTx } from '../../connect/index.ts';

/** How long an alert is kept after its cause was gone. */
const keepResolvedDays = 90;
const batch = 1_000;

/** Deletes alerts that were resolved long ago, so many at once. Answers how many. */
export async function forgetAlerts(tx: PlatformTx): Promise<number> {
  const { count } = await tx.sql`
    delete from alerts where (tenant_id, id) in (
      select tenant_id, id from alerts where resolved_at < now() - make_interval(days => ${keepResolvedDays})
      order by resolved_at limit ${batch})`;
  return count;
}
