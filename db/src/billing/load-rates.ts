import type { PlatformTx } from '../connect/index.ts';
import { micros } from './micros.ts';
import type { Rate } from './rate-call.ts';

/** Changes with every write to the group's rates, so that a snapshot knows when it is old. */
export type RateGroupStamp = string;

/** The stamps of these rate groups; a group that does not exist is missing. */
export async function loadRateGroupStamps(
  tx: PlatformTx,
  rateGroupIds: readonly string[],
): Promise<Map<string, RateGroupStamp>> {
  const rows = await tx.sql<{ id: string; stamp: string }[]>`
    select id, revision::text as stamp from rate_groups where id = any (${rateGroupIds}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row.stamp]));
}

interface RateRow {
  readonly id: string;
  readonly rateGroupId: string;
  readonly prefix: string;
  readonly blockSeconds: number;
  readonly pricePerBlock: bigint;
  readonly firstBlockSeconds: number | null;
  readonly firstBlockPrice: bigint | null;
  readonly connectionFee: bigint;
  readonly graceSeconds: number;
  readonly minimumCharge: bigint;
  readonly fromMs: number | null;
  readonly untilMs: number | null;
}

/** Every rate of a group, past and future ones too but none that was withdrawn before it began, as `buildRateSnapshot` takes them. */
export async function loadRates(tx: PlatformTx, rateGroupId: string): Promise<Rate[]> {
  const rows = await tx.sql<RateRow[]>`
    select id, rate_group_id as "rateGroupId", prefix, block_seconds as "blockSeconds", price_per_block_micros as "pricePerBlock",
      first_block_seconds as "firstBlockSeconds", first_block_price_micros as "firstBlockPrice", connection_fee_micros as "connectionFee",
      grace_seconds as "graceSeconds", minimum_charge_micros as "minimumCharge",
      case when isfinite(effective_from) then (extract(epoch from effective_from) * 1000)::float8 end as "fromMs",
      case when isfinite(effective_until) then (extract(epoch from effective_until) * 1000)::float8 end as "untilMs"
    from rates where rate_group_id = ${rateGroupId} and effective_until > effective_from`;
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
  }));
}
