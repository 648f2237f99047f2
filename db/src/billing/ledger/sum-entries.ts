import type { TenantTx } from '../../connect/index.ts';
import type { Micros } from '../micros.ts';
import { type EntryFilter, searchEntries } from './entry-filter.ts';
import { above, findFrontier } from './list-entries.ts';

export interface EntrySums {
  readonly count: number;
  readonly inMicros: Micros;
  /** Not positive. */
  readonly outMicros: Micros;
  /** null where the sums are of everything that was asked for; otherwise only of what was booked since. */
  readonly since: Date | null;
}

/** So many entries are summed at most, the latest of them: a fifth of a second. */
const sumLimit = 200_000;
const leastDepth = 200;

/** What came in and went out of the entries of a filter. Throws `not_found` as the list does. */
export async function sumEntries(tx: TenantTx, filter: EntryFilter): Promise<EntrySums> {
  const search = await searchEntries(tx, filter);
  const { sql } = tx;
  const [{ wallets }] = await sql<[{ wallets: number }]>`select count(*)::int as wallets from (${search.purses}) p`;
  const depth = Math.max(leastDepth, Math.floor(sumLimit / Math.max(1, wallets)));
  const frontier = await findFrontier(tx, search, undefined, depth);
  const [sums] = await sql<[{ count: number; inMicros: Micros; outMicros: Micros }]>`
    with purses as materialized (${search.purses})
    select count(*)::int as count, coalesce(sum(e.amount_micros) filter (where e.amount_micros > 0), 0)::bigint as "inMicros",
      coalesce(sum(e.amount_micros) filter (where e.amount_micros < 0), 0)::bigint as "outMicros"
    from purses p join ${search.source} e on ${search.found} ${search.looked ?? sql``} ${above(tx, frontier)}`;
  return { ...sums, since: frontier === undefined ? null : new Date(Number(frontier.microseconds) / 1000) };
}

/** How many entries a filter leaves, however many: for a job, which has the time. */
export async function countEntries(tx: TenantTx, filter: EntryFilter): Promise<number> {
  const { purses, source, found, looked } = await searchEntries(tx, filter);
  const { sql } = tx;
  const [{ count }] = await sql<[{ count: number }]>`
    with purses as materialized (${purses})
    select count(*)::int as count from purses p join ${source} e on ${found} ${looked ?? sql``}`;
  return count;
}
