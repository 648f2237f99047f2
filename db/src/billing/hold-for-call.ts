import { leastChargeMicros } from './authorised-seconds.ts';
import { largestLossMicros } from './largest-loss.ts';
import type { Micros } from './micros.ts';
import { type ChainLevel, type NoRate, type RatedLevel, findChainRates } from './price-call.ts';
import { type Rate, rateSeconds } from './rate-call.ts';

/** Money to set aside on one wallet before a call is dialed; may be 0 above the customer. */
export interface LevelHold<TenantId extends string = string> {
  readonly tenantId: TenantId;
  readonly amountMicros: Micros;
}

export type CallHolds<TenantId extends string = string> =
  | {
      readonly ok: true;
      readonly levels: readonly RatedLevel<TenantId>[];
      readonly holds: readonly LevelHold<TenantId>[];
    }
  | NoRate<TenantId>;

/**
 * The holds of a call that may last `authorisedSeconds`, customer first. The customer's covers the price of all those
 * seconds, connection fee and first block at least; an ancestor's covers the most it can lose on any shorter call,
 * which is 0 where it sells above its cost.
 */
export function holdsForLevels<TenantId extends string>(
  levels: readonly RatedLevel<TenantId>[],
  authorisedSeconds: number,
): LevelHold<TenantId>[] {
  let revenue: Rate | undefined;
  return levels.map(({ payerTenantId, rate }) => {
    const amountMicros =
      revenue === undefined
        ? priceToHold(rate, authorisedSeconds)
        : largestLossMicros(rate, revenue, authorisedSeconds);
    revenue = rate;
    return { tenantId: payerTenantId, amountMicros };
  });
}

function priceToHold(rate: Rate, authorisedSeconds: number): Micros {
  const price = rateSeconds(rate, authorisedSeconds).amountMicros;
  const least = leastChargeMicros(rate);
  return price > least ? price : least;
}

/** As `holdsForLevels`, at the rates that hold for `number` at `at`. */
export function holdsForCall<TenantId extends string>(
  chain: readonly ChainLevel<TenantId>[],
  number: string,
  at: Date,
  authorisedSeconds: number,
): CallHolds<TenantId> {
  const found = findChainRates(chain, number, at);
  return found.ok ? { ...found, holds: holdsForLevels(found.levels, authorisedSeconds) } : found;
}
