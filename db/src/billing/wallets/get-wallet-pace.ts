import type { TenantTx } from '../../connect/index.ts';
import type { Micros } from '../micros.ts';

/** A day that begins with less than a week of calls behind it counts the days there were. */
const paceDays = 7;

export interface WalletPace {
  /** What a day took from the wallet for calls, over the last seven: paid above minus earned from below. */
  readonly spentPerDayMicros: Micros;
  /** Whole days that what is available lasts at that pace; null where nothing is spent. */
  readonly enoughForDays: number | null;
}

/** How long the money of a wallet at or below the current tenant lasts. Days are those of each tenant's own time zone. */
export async function getWalletPace(
  { sql }: TenantTx,
  wallet: { readonly tenantId: string; readonly availableMicros: Micros },
  at: Date,
): Promise<WalletPace> {
  const [{ spent, days }] = await sql<[{ spent: Micros; days: number }]>`
    with own as (
      select t.id, (${at}::timestamptz at time zone t.time_zone)::date as today from tenants t where t.id = ${wallet.tenantId}
    ), sides as (
      select d.day, d.spent_micros as micros from own o join day_totals d on d.tenant_id = o.id and d.day > o.today - ${paceDays}::int
      union all
      select d.day, -d.spent_micros from own o join tenants c on c.parent_id = o.id
        join day_totals d on d.tenant_id = c.id and d.day > o.today - ${paceDays}::int
    )
    select coalesce(sum(s.micros), 0)::bigint as spent, coalesce(max(o.today) - min(s.day) + 1, 1)::int as days from own o left join sides s on true`;
  if (spent <= 0n) return { spentPerDayMicros: 0n as Micros, enoughForDays: null };
  const perDay = spent / BigInt(Math.max(days, 1));
  const left = wallet.availableMicros > 0n ? wallet.availableMicros : 0n;
  return {
    spentPerDayMicros: perDay as Micros,
    enoughForDays: perDay === 0n ? null : Number(left / perDay),
  };
}
