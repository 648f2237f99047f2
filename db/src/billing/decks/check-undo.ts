import type { PlatformTx } from '../../connect/index.ts';
import type { Rate } from '../rate-call.ts';
import { findNewLosses } from './check-changes.ts';

interface Undo {
  readonly rateGroupId: string;
  readonly versionId: string;
  readonly now: Date;
}

/**
 * The prefixes that would be sold below what their seller pays once this version is taken back, and are not now: what their seller paid
 * when they were first set may have risen since. Throws as `checkChanges` does. An older permission of a price that comes back does not
 * count: a new price needs a new word.
 */
export async function checkUndo(
  tx: PlatformTx,
  tenantId: string,
  undo: Undo,
  belowCostAllowed: boolean,
): Promise<string[]> {
  const { rateGroupId, versionId, now } = undo;
  const [version] = await tx.sql<{ effectiveAt: Date; began: string[]; ended: string[] }[]>`
    select effective_at as "effectiveAt",
      array(select id from rates r where r.rate_group_id = v.rate_group_id and r.version_id = v.id) as began,
      array(select id from rates r where r.rate_group_id = v.rate_group_id and r.closed_by_version_id = v.id) as ended
    from rate_group_versions v where tenant_id = ${tenantId} and rate_group_id = ${rateGroupId} and id = ${versionId}`;
  // The undoing itself says what is wrong with a version that is not there.
  if (version === undefined) return [];
  const touched = { began: new Set(version.began), ended: new Set(version.ended) };
  return findNewLosses(tx, {
    ...{ tenantId, rateGroupId, at: now, belowCostAllowed },
    after: (before) => ratesAfter(before, touched, { now, isWithdrawn: version.effectiveAt > now }),
  });
}

interface Touched {
  readonly began: ReadonlySet<string>;
  readonly ended: ReadonlySet<string>;
}

function ratesAfter(
  before: readonly Rate[],
  { began, ended }: Touched,
  { now, isWithdrawn }: { now: Date; isWithdrawn: boolean },
): Rate[] {
  const nowMs = now.getTime();
  if (isWithdrawn) {
    return before
      .filter((rate) => !began.has(rate.id))
      .map((rate) => (ended.has(rate.id) ? { ...rate, effectiveUntilMs: Infinity } : rate));
  }
  return before.flatMap((rate) => {
    const stays = began.has(rate.id) ? { ...rate, effectiveUntilMs: Math.max(nowMs, rate.effectiveFromMs) } : rate;
    if (!ended.has(rate.id)) return [stays];
    const { belowCostAllowed: _, ...price } = rate;
    return [stays, { ...price, id: `again ${rate.prefix}`, effectiveFromMs: nowMs, effectiveUntilMs: Infinity }];
  });
}
