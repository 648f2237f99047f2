import { micros, type Rate, type RatedLevel } from '../billing/index.ts';
import type { PlatformTx } from '../connect/index.ts';

/** Writes down what calls are admitted at, so that whoever settles or explains them reads the very price. Once a rate. */
export async function freezeRates(tx: PlatformTx, levels: readonly RatedLevel[]): Promise<void> {
  const byId = new Map(levels.map((level) => [level.rate.id, level]));
  // In one order, so that two processes that freeze the same rates never wait for each other in a circle.
  const fresh = [...byId.values()].sort((a, b) => (a.rate.id < b.rate.id ? -1 : 1));
  if (fresh.length === 0) return;
  const rates = fresh.map(({ rate }) => rate);
  const text = (pick: (rate: Rate) => bigint | null) => rates.map((rate) => pick(rate)?.toString() ?? null);
  await tx.sql`
    insert into frozen_rates (tenant_id, id, rate_group_id, prefix, destination, block_seconds, price_per_block_micros, first_block_seconds,
        first_block_price_micros, connection_fee_micros, grace_seconds, minimum_charge_micros, effective_from, effective_until)
      select f.tenant_id, f.id, f.rate_group_id, f.prefix, coalesce(f.destination, r.destination, ''), f.block_seconds, f.price, f.first_seconds,
        f.first_price, f.fee, f.grace_seconds, f.minimum, f.effective_from, f.effective_until
      from unnest(${fresh.map((level) => level.payeeTenantId)}::uuid[], ${rates.map((rate) => rate.id)}::uuid[],
        ${rates.map((rate) => rate.rateGroupId)}::uuid[], ${rates.map((rate) => rate.prefix)}::text[],
        ${rates.map((rate) => rate.destination ?? null)}::text[], ${rates.map((rate) => rate.blockSeconds)}::int[],
        ${text((rate) => rate.pricePerBlockMicros)}::bigint[], ${rates.map((rate) => rate.firstBlockSeconds)}::int[],
        ${text((rate) => rate.firstBlockPriceMicros)}::bigint[], ${text((rate) => rate.connectionFeeMicros)}::bigint[],
        ${rates.map((rate) => rate.graceSeconds)}::int[], ${text((rate) => rate.minimumChargeMicros)}::bigint[],
        ${rates.map((rate) => instantOf(rate.effectiveFromMs))}::text[]::timestamptz[],
        ${rates.map((rate) => instantOf(rate.effectiveUntilMs))}::text[]::timestamptz[])
        with ordinality f (tenant_id, id, rate_group_id, prefix, destination, block_seconds, price, first_seconds, first_price, fee, grace_seconds,
          minimum, effective_from, effective_until, i)
        left join rates r on (r.tenant_id, r.id) = (f.tenant_id, f.id)
      order by f.i
      on conflict do nothing`;
}

function instantOf(ms: number): string {
  if (ms === Infinity) return 'infinity';
  return ms === -Infinity ? '-infinity' : new Date(ms).toISOString();
}

interface FrozenRow {
  readonly sellerId: string;
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
}

/** A frozen rate with who sells at it. */
export interface FrozenRate {
  readonly sellerId: string;
  readonly rate: Rate;
}

/** Rates that calls were admitted at, by their ids; one that was never frozen is missing. */
export async function loadFrozenRates(tx: PlatformTx, ids: readonly string[]): Promise<Map<string, FrozenRate>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.sql<FrozenRow[]>`
    select tenant_id as "sellerId", id, rate_group_id as "rateGroupId", prefix, destination, block_seconds as "blockSeconds",
      price_per_block_micros as "pricePerBlock", first_block_seconds as "firstBlockSeconds", first_block_price_micros as "firstBlockPrice",
      connection_fee_micros as "connectionFee", grace_seconds as "graceSeconds", minimum_charge_micros as "minimumCharge",
      case when isfinite(effective_from) then (extract(epoch from effective_from) * 1000)::float8 end as "fromMs",
      case when isfinite(effective_until) then (extract(epoch from effective_until) * 1000)::float8 end as "untilMs"
    from frozen_rates where id = any (${[...new Set(ids)]}::uuid[])`;
  return new Map(rows.map((row) => [row.id, { sellerId: row.sellerId, rate: rateOf(row) }]));
}

function rateOf(row: FrozenRow): Rate {
  return {
    id: row.id,
    rateGroupId: row.rateGroupId,
    prefix: row.prefix,
    destination: row.destination,
    blockSeconds: row.blockSeconds,
    pricePerBlockMicros: micros(row.pricePerBlock),
    firstBlockSeconds: row.firstBlockSeconds,
    firstBlockPriceMicros: row.firstBlockPrice === null ? null : micros(row.firstBlockPrice),
    connectionFeeMicros: micros(row.connectionFee),
    graceSeconds: row.graceSeconds,
    minimumChargeMicros: micros(row.minimumCharge),
    effectiveFromMs: row.fromMs ?? -Infinity,
    effectiveUntilMs: row.untilMs ?? Infinity,
  };
}
