// Prices are compared across tenants, and written by one: a stamp of all that a comparison read says whether it still holds, and a lock
// along the line of sellers keeps it so until the write is committed.
import type { PlatformTx, TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';

/** What a change of prices is compared with: what the seller and everybody above it buys at, and all that stands below its buyers. */
export interface PriceScope {
  readonly sellerTenantId: string;
  /** One's own group that is sold by, or changed; absent for one that is new. */
  readonly rateGroupId?: string | undefined;
  /** Direct children whose costs change; `all`: everybody who buys at the group. */
  readonly buyers: readonly string[] | 'all';
}

export interface PriceStamp extends PriceScope {
  readonly value: string;
  /** Everybody above the seller, from the top down. */
  readonly line: readonly string[];
}

/** Read before anything is compared: the revisions of every group in the scope, and who buys at which. */
export async function readPriceStamp(tx: PlatformTx, scope: PriceScope): Promise<PriceStamp> {
  const { sellerTenantId, rateGroupId = null, buyers } = scope;
  const roots =
    buyers === 'all'
      ? tx.sql`select tenant_id from rate_assignments where rate_group_id = ${rateGroupId}`
      : tx.sql`select unnest(${buyers}::uuid[])`;
  const [read] = await tx.sql<[{ value: string; line: string[] }]>`
    with below as (select descendant as id from tenant_closure where ancestor in (${roots})),
      bought as (
        select tenant_id, task_type, rate_group_id from rate_assignments
        where tenant_id in (select ancestor from tenant_closure where descendant = ${sellerTenantId})
          or tenant_id in (select id from below)
      ),
      groups as (
        select id, revision from rate_groups
        where id = ${rateGroupId} or id in (select rate_group_id from bought) or tenant_id in (select id from below)
      )
    select md5(concat((select string_agg(concat_ws(' ', id, revision), ',' order by id) from groups), ';',
      (select string_agg(concat_ws(' ', tenant_id, task_type, rate_group_id), ',' order by tenant_id, task_type) from bought))) as value,
      array(select ancestor from tenant_closure where descendant = ${sellerTenantId} and depth > 0 order by depth desc) as line`;
  return { ...scope, ...read };
}

/** Throws `stale_preview` where anything that was compared has changed since. */
export async function requirePriceStamp(tx: PlatformTx, stamp: PriceStamp): Promise<void> {
  if ((await readPriceStamp(tx, stamp)).value !== stamp.value)
    throw new DomainError('stale_preview', 'somebody changed prices just now; look again');
}

/**
 * Until the transaction ends, nobody above or below the current tenant changes prices under this lock too: shared with everybody beside
 * it, from the top down, so that no two wait for each other.
 */
export async function lockPrices(tx: TenantTx, { line }: Pick<PriceStamp, 'line'>): Promise<void> {
  for (const id of line) await tx.sql`select pg_advisory_xact_lock_shared(hashtextextended(${`prices ${id}`}, 0))`;
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`prices ${tx.actor.tenantId}`}, 0))`;
}
