import type { PlatformTx, TenantTx } from '../connect/index.ts';
import { micros } from './micros.ts';
import type { Rate } from './rate-call.ts';

interface RateRow {
  readonly id: string;
  readonly rateGroupId: string;
  readonly prefix: string;
  readonly destination: string;
  readonly blockSeconds: number;
  readonly pricePerBlock: bigint;
  readonly firstBlockSeconds: number | null;
  readonly firstBlockPrice: bigint | null;
  readonly connectionFee: bigint;
  readonly graceSeconds: number;
  readonly minimumCharge: bigint;
  readonly fromMs: number | null;
  readonly untilMs: number | null;
  readonly allowed: boolean;
}

/** The stored rates of a list, past and future ones too but none that was withdrawn before it began; of some prefixes, or all. */
export async function loadListRates(
  tx: PlatformTx | TenantTx,
  rateGroupId: string,
  prefixes?: readonly string[],
): Promise<Rate[]> {
  const some = prefixes === undefined ? tx.sql`` : tx.sql`and prefix = any (${prefixes}::text[])`;
  const rows = await tx.sql<RateRow[]>`
    select id, rate_group_id as "rateGroupId", prefix, destination, block_seconds as "blockSeconds",
      price_per_block_micros as "pricePerBlock", first_block_seconds as "firstBlockSeconds",
      first_block_price_micros as "firstBlockPrice", connection_fee_micros as "connectionFee",
      grace_seconds as "graceSeconds", minimum_charge_micros as "minimumCharge",
      case when isfinite(effective_from) then (extract(epoch from effective_from) * 1000)::float8 end as "fromMs",
      case when isfinite(effective_until) then (extract(epoch from effective_until) * 1000)::float8 end as "untilMs",
      below_cost_allowed_at is not null as allowed
    from rates where rate_group_id = ${rateGroupId} and effective_until > effective_from ${some}`;
  return rows.map((row) => ({
    id: row.id,
    rateGroupId: row.rateGroupId,
    prefix: row.prefix,
    blockSeconds: row.blockSeconds,
    pricePerBlockMicros: micros(row.pricePerBlock),
    firstBlockSeconds: row.firstBlockSeconds,
    firstBlockPriceMicros: row.firstBlockPrice === null ? null : micros(row.firstBlockPrice),
    connectionFeeMicros: micros(row.connectionFee),
    graceSeconds: row.graceSeconds,
    minimumChargeMicros: micros(row.minimumCharge),
    effectiveFromMs: row.fromMs ?? -Infinity,
    effectiveUntilMs: row.untilMs ?? Infinity,
    destination: row.destination,
    ...(row.allowed ? { belowCostAllowed: true } : {}),
  }));
}
