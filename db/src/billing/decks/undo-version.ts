import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import { lockOwnList } from './find-own-list.ts';
import { priceColumns, writeVersion } from './write-version.ts';

export interface Undone {
  readonly versionId: string;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

export interface VersionUndo {
  readonly rateGroupId: string;
  readonly versionId: string;
  readonly now: Date;
  /**
   * Asked while nobody else writes the list: the prefixes that may come back below what their seller pays, or a refusal, as `checkUndo`
   * gives them from a snapshot of its own.
   */
  readonly findBelowCost: () => Promise<readonly string[]>;
}

/**
 * Takes a version back from now on, as a new version: what it began ends, what it ended begins again. A version that has not come into
 * effect is withdrawn: what it would have ended goes on. Calls already priced keep their prices. An undoing can be undone. Throws
 * `not_found`, `superseded` where a later version changed some of the same prefixes, and
 * what `findBelowCost` throws.
 */
export async function undoVersion(
  tx: TenantTx,
  { rateGroupId, versionId, now, findBelowCost }: VersionUndo,
): Promise<Undone> {
  const { tenantId } = tx.actor;
  await lockOwnList(tx, rateGroupId);
  const [version] = await tx.sql<{ effectiveAt: Date; seq: number }[]>`
    select effective_at as "effectiveAt", seq from rate_group_versions
    where tenant_id = ${tenantId} and rate_group_id = ${rateGroupId} and id = ${versionId}`;
  if (version === undefined) throw new DomainError('not_found');
  await requireLatest(tx, { rateGroupId, versionId, effectiveAt: version.effectiveAt });
  const belowCost = await findBelowCost();
  const counts = await countPrefixes(tx, rateGroupId, versionId);
  const undoing = await writeVersion(tx, {
    rateGroupId,
    kind: 'undo',
    undoesVersionId: versionId,
    effectiveAt: now,
    ...counts,
  });
  if (version.effectiveAt > now) await withdraw(tx, { rateGroupId, versionId, undoing, now, belowCost });
  else await restore(tx, { rateGroupId, versionId, undoing, now, belowCost });
  await recordAudit(tx, {
    tenantId,
    action: 'rate-group.undo-version',
    subjectType: 'rate-group',
    subjectId: rateGroupId,
    details: { versionId, seq: version.seq, ...counts },
  });
  return { versionId: undoing, ...counts };
}

/** How many rates a version began or ended. */
export async function countTouched(
  tx: TenantTx,
  { rateGroupId, versionId }: { rateGroupId: string; versionId: string },
): Promise<number> {
  const [{ count }] = await tx.sql<[{ count: number }]>`
    select count(*)::int from rates where tenant_id = ${tx.actor.tenantId} and rate_group_id = ${rateGroupId}
      and ${versionId}::uuid in (version_id, closed_by_version_id)`;
  return count;
}

/**
 * What the version began is still open, and what it ended has no successor but what it began. What was withdrawn before it began does not
 * come back. A successor counts though it has ended since, or is to end: its prefix has gone on without what would come back.
 */
async function requireLatest(
  tx: TenantTx,
  { rateGroupId, versionId, effectiveAt }: { rateGroupId: string; versionId: string; effectiveAt: Date },
): Promise<void> {
  const { tenantId } = tx.actor;
  const [{ touched, later }] = await tx.sql<[{ touched: boolean; later: boolean }]>`
    with group_rates as materialized (
      select prefix, effective_from, effective_until, version_id, closed_by_version_id from rates
      where tenant_id = ${tenantId} and rate_group_id = ${rateGroupId}
    ), ended as (
      select prefix, effective_from = effective_until as withdrawn from group_rates where closed_by_version_id = ${versionId}
    )
    select exists (select from group_rates where ${versionId}::uuid in (version_id, closed_by_version_id)) as touched,
      exists (select from group_rates where version_id = ${versionId} and effective_until < 'infinity')
        or exists (select from ended where withdrawn)
        or exists (select from group_rates r where r.version_id is distinct from ${versionId} and r.effective_until > r.effective_from
          and r.effective_from >= ${effectiveAt} and r.prefix in (select prefix from ended)) as later`;
  if (later || !touched) throw new DomainError('superseded');
}

async function countPrefixes(
  tx: TenantTx,
  rateGroupId: string,
  versionId: string,
): Promise<{ added: number; changed: number; removed: number }> {
  const [counts] = await tx.sql<[{ added: number; changed: number; removed: number }]>`
    with touched as (
      select prefix, bool_or(version_id = ${versionId}) began, bool_or(closed_by_version_id = ${versionId}) ended
      from rates where tenant_id = ${tx.actor.tenantId} and rate_group_id = ${rateGroupId}
        and ${versionId}::uuid in (version_id, closed_by_version_id) group by prefix
    )
    select count(*) filter (where ended is true and began is not true)::int added, count(*) filter (where began and ended)::int changed,
      count(*) filter (where began is true and ended is not true)::int removed from touched`;
  return counts;
}

interface Undoing extends Omit<VersionUndo, 'findBelowCost'> {
  readonly belowCost: readonly string[];
  readonly undoing: string;
}

async function withdraw(tx: TenantTx, { rateGroupId, versionId, undoing, now, belowCost }: Undoing): Promise<void> {
  const { tenantId, staffId } = tx.actor;
  await tx.sql`
    update rates set effective_until = effective_from, closed_by_version_id = ${undoing}
    where tenant_id = ${tenantId} and rate_group_id = ${rateGroupId} and version_id = ${versionId}`;
  if (belowCost.length > 0) {
    await tx.sql`
      update rates set below_cost_allowed_by = ${staffId ?? null}, below_cost_allowed_at = ${now}
      where tenant_id = ${tenantId} and rate_group_id = ${rateGroupId} and closed_by_version_id = ${versionId}
        and prefix = any (${belowCost}::text[])`;
  }
  await tx.sql`
    update rates set effective_until = 'infinity', closed_by_version_id = null
    where tenant_id = ${tenantId} and rate_group_id = ${rateGroupId} and closed_by_version_id = ${versionId}`;
}

async function restore(tx: TenantTx, { rateGroupId, versionId, undoing, now, belowCost }: Undoing): Promise<void> {
  const { tenantId, staffId } = tx.actor;
  await tx.sql`
    update rates set effective_until = greatest(${now}, effective_from), closed_by_version_id = ${undoing}
    where tenant_id = ${tenantId} and rate_group_id = ${rateGroupId} and version_id = ${versionId}`;
  const allowed = tx.sql`prefix = any (${belowCost}::text[])`;
  await tx.sql`
    insert into rates (tenant_id, rate_group_id, ${priceColumns(tx)}, effective_from, version_id, below_cost_allowed_by, below_cost_allowed_at)
    select tenant_id, rate_group_id, ${priceColumns(tx)}, ${now}, ${undoing},
      case when ${allowed} then ${staffId ?? null}::uuid end, case when ${allowed} then ${now}::timestamptz end
    from rates where tenant_id = ${tenantId} and rate_group_id = ${rateGroupId} and closed_by_version_id = ${versionId}`;
}
