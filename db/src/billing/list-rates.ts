import type { TenantTx } from '../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../cursor.ts';
import { DomainError } from '../errors.ts';
import type { Micros } from './micros.ts';

export interface ListedRate {
  readonly id: string;
  readonly prefix: string;
  readonly destination: string;
  readonly blockSeconds: number;
  readonly pricePerBlockMicros: Micros;
  readonly firstBlockSeconds: number | null;
  readonly firstBlockPriceMicros: Micros | null;
  readonly connectionFeeMicros: Micros;
  readonly graceSeconds: number;
  readonly minimumChargeMicros: Micros;
  /** null where open. */
  readonly effectiveFrom: Date | null;
  readonly effectiveUntil: Date | null;
}

export interface RateFilter {
  /** Digits: prefixes that begin with them. Anything else: destinations that have these words. */
  readonly q?: string | undefined;
  /** Leaves out what was over before this moment. */
  readonly endsAfter?: Date | undefined;
  /** Leaves out what begins after this moment. */
  readonly beginsBy?: Date | undefined;
}

/** The rates of a group that one sells by or buys at, in the order of their prefixes. Throws `not_found` for any other group. */
export async function listRates(
  tx: TenantTx,
  rateGroupId: string,
  page: PageRequest,
  filter: RateFilter = {},
): Promise<Page<ListedRate>> {
  const [group] = await tx.sql<{ tenant_id: string }[]>`
    select g.tenant_id from rate_groups g where g.id = ${rateGroupId} and (g.tenant_id = ${tx.actor.tenantId}
      or (g.tenant_id, g.id) in (select seller_tenant_id, rate_group_id from rate_assignments where tenant_id = ${tx.actor.tenantId}))`;
  if (group === undefined) throw new DomainError('not_found');
  const [prefix, id] = page.cursor === undefined ? [] : readCursor(page.cursor, [/^[0-9]{1,15}$/, cursorForms.uuid]);
  const after = prefix === undefined ? tx.sql`` : tx.sql`and (prefix, id) > (${prefix}, ${id ?? ''}::uuid)`;
  const rows = await tx.sql<ListedRate[]>`
    select id, prefix, destination, block_seconds as "blockSeconds", price_per_block_micros as "pricePerBlockMicros",
      first_block_seconds as "firstBlockSeconds", first_block_price_micros as "firstBlockPriceMicros",
      connection_fee_micros as "connectionFeeMicros", grace_seconds as "graceSeconds",
      minimum_charge_micros as "minimumChargeMicros", nullif(effective_from, '-infinity') as "effectiveFrom",
      nullif(effective_until, 'infinity') as "effectiveUntil"
    from rates where tenant_id = ${group.tenant_id} and rate_group_id = ${rateGroupId} and effective_until > effective_from
      ${after} ${conditionsOf(tx, filter)}
    order by prefix, id limit ${page.limit + 1}`;
  return toPage(rows, page.limit, { item: (row) => row, key: (row) => [row.prefix, row.id] });
}

function conditionsOf({ sql }: TenantTx, { q, endsAfter, beginsBy }: RateFilter) {
  const digits = q === undefined ? undefined : /^\+?([0-9]{1,15})$/.exec(q)?.[1];
  const words =
    q === undefined || digits !== undefined ? sql`` : sql`and position(lower(${q}) in lower(destination)) > 0`;
  return sql`
    ${digits === undefined ? sql`` : sql`and starts_with(prefix, ${digits})`} ${words}
    ${endsAfter === undefined ? sql`` : sql`and effective_until > ${endsAfter}`}
    ${beginsBy === undefined ? sql`` : sql`and effective_from <= ${beginsBy}`}`;
}
