// What one call costs at one rate. The same function quotes, holds and settles, on every level of the chain.
import { type Micros, divideRoundingUp, zeroMicros } from './micros.ts';

/** One prefix's price and increments, as a version of a rate group holds them. */
export interface Rate {
  readonly id: string;
  readonly rateGroupId: string;
  /** E.164 digits without the plus. */
  readonly prefix: string;
  readonly blockSeconds: number;
  readonly pricePerBlockMicros: Micros;
  /** Charged in full as soon as the call is charged at all; both or neither of the two are null. */
  readonly firstBlockSeconds: number | null;
  readonly firstBlockPriceMicros: Micros | null;
  readonly connectionFeeMicros: Micros;
  /** A call of at most this many seconds costs nothing. */
  readonly graceSeconds: number;
  readonly minimumChargeMicros: Micros;
  /** Milliseconds since the epoch; -Infinity and Infinity where open. The end is exclusive. */
  readonly effectiveFromMs: number;
  readonly effectiveUntilMs: number;
  /** The name of what the prefix reaches; absent where nobody asked for it. */
  readonly destination?: string;
  /** Its seller knows that it may be below its cost. */
  readonly belowCostAllowed?: boolean;
}

export interface RatedCall {
  /** Started seconds of talk: ⌈ms / 1000⌉. */
  readonly seconds: number;
  /** What the blocks cover, so at least `seconds`; 0 for a free call. */
  readonly billedSeconds: number;
  /** Blocks after the first block, or all of them where the rate has no first block. */
  readonly blocks: number;
  readonly amountMicros: Micros;
}

/**
 * Rates the answered time of a call, in milliseconds; a call that was not answered has none, and costs 0.
 *
 * Started seconds within the grace cost nothing. Otherwise: connection fee, first block, and the rest in whole blocks,
 * rounded up on their own (not the whole duration, which would charge the first block twice or not at all); at least
 * the minimum charge. All prices are whole micro-units, so no amount is rounded here.
 */
export function rateCall(rate: Rate, durationMs: number): RatedCall {
  if (!(durationMs >= 0 && durationMs <= Number.MAX_SAFE_INTEGER)) {
    throw new RangeError(`not a duration in milliseconds: ${durationMs}`);
  }
  return rateSeconds(rate, Math.ceil(durationMs / 1000));
}

/** As `rateCall`, for whole seconds. */
export function rateSeconds(rate: Rate, seconds: number): RatedCall {
  if (seconds === 0 || seconds <= rate.graceSeconds) {
    return { seconds, billedSeconds: 0, blocks: 0, amountMicros: zeroMicros };
  }
  const firstSeconds = rate.firstBlockSeconds ?? 0;
  const blocks = Math.max(0, Math.ceil((seconds - firstSeconds) / rate.blockSeconds));
  const amount =
    rate.connectionFeeMicros + (rate.firstBlockPriceMicros ?? 0n) + BigInt(blocks) * rate.pricePerBlockMicros;
  return {
    seconds,
    billedSeconds: firstSeconds + blocks * rate.blockSeconds,
    blocks,
    amountMicros: (amount > rate.minimumChargeMicros ? amount : rate.minimumChargeMicros) as Micros,
  };
}

/** The price of one block where a price list speaks in minutes; rounds up to the micro-unit. */
export function pricePerBlockFromPerMinute(pricePerMinuteMicros: Micros, blockSeconds: number): Micros {
  return divideRoundingUp(pricePerMinuteMicros * BigInt(blockSeconds), 60n);
}

/** What a page shows beside the block price: a minute's worth of blocks, rounded up to the micro-unit. Never charged. */
export function pricePerMinuteFromBlock(rate: Rate): Micros {
  return divideRoundingUp(rate.pricePerBlockMicros * 60n, BigInt(rate.blockSeconds));
}
