// A seller's rule over its cost. Every amount that it makes is rounded up, and nowhere else.
import { divideRoundingUp, type Micros, micros, zeroMicros } from './micros.ts';
import type { Rate } from './rate-call.ts';

/** What fixed amounts, rounding steps and floors are said of. */
export const markUpUnits = ['block', 'minute'] as const;
export type MarkUpUnit = (typeof markUpUnits)[number];

/** How a price is made of a cost. */
export interface MarkUp {
  /** Parts per million of the cost: 150,000 is 15 %; below 0 sells below cost. */
  readonly percentPpm: number;
  readonly per: MarkUpUnit;
  /** Added to the price of a block or a minute; may be negative. */
  readonly fixedMicros: Micros;
  /** The price of a block or a minute is rounded up to a multiple of this; 1 is the micro-unit itself. */
  readonly stepMicros: Micros;
  /** No block or minute is sold for less. */
  readonly floorMicros: Micros;
}

export const percentLimits = { minPpm: -1_000_000, maxPpm: 100_000_000 } as const;
/** What a block, a fee or a minimum may cost, as the checks of the record say. */
export const maxPriceMicros = micros(1_000_000_000_000n);
const million = 1_000_000n;
const secondsPerMinute = 60n;

/** The prices of a rate, without whose and when. */
export type Prices = Pick<
  Rate,
  | 'blockSeconds'
  | 'pricePerBlockMicros'
  | 'firstBlockSeconds'
  | 'firstBlockPriceMicros'
  | 'connectionFeeMicros'
  | 'graceSeconds'
  | 'minimumChargeMicros'
>;

/**
 * The price that a rule makes of a cost. Blocks and grace stay as they are, so that price and cost step at the same seconds. A block
 * and the first block get percent, fixed amount, rounding and floor; said of a minute, they are applied to the price of a minute, and
 * the block is its share of that, rounded up to the micro-unit. Connection fee and minimum charge get the percent and the rounding. What
 * would be negative is 0. With percent and fixed amount not below 0 no price is below its cost, whatever the duration.
 */
export function markUpPrices(cost: Prices, rule: MarkUp): Prices {
  return {
    blockSeconds: cost.blockSeconds,
    pricePerBlockMicros: markUpBlock(cost.pricePerBlockMicros, cost.blockSeconds, rule),
    firstBlockSeconds: cost.firstBlockSeconds,
    firstBlockPriceMicros:
      cost.firstBlockPriceMicros === null || cost.firstBlockSeconds === null
        ? null
        : markUpBlock(cost.firstBlockPriceMicros, cost.firstBlockSeconds, rule),
    connectionFeeMicros: markUpFee(cost.connectionFeeMicros, rule),
    graceSeconds: cost.graceSeconds,
    minimumChargeMicros: markUpFee(cost.minimumChargeMicros, rule),
  };
}

function markUpBlock(costMicros: Micros, seconds: number, rule: MarkUp): Micros {
  const [units, perUnits] = rule.per === 'minute' ? [secondsPerMinute, BigInt(seconds)] : [1n, 1n];
  // Numerator and denominator of the price of a block or a minute, in millionths of a micro-unit, so that nothing is lost on the way.
  const numerator = costMicros * units * factorOf(rule) + rule.fixedMicros * perUnits * million;
  const rounded = roundUpToStep(numerator, perUnits * million, rule.stepMicros);
  const price = rounded > rule.floorMicros ? rounded : rule.floorMicros;
  return atMost(divideRoundingUp(price * perUnits, units));
}

function markUpFee(costMicros: Micros, rule: MarkUp): Micros {
  return atMost(roundUpToStep(costMicros * factorOf(rule), million, rule.stepMicros));
}

function factorOf({ percentPpm }: MarkUp): bigint {
  return million + BigInt(percentPpm);
}

function atMost(value: Micros): Micros {
  return value < maxPriceMicros ? value : maxPriceMicros;
}

/** n/d up to the next whole multiple of `stepMicros`; 0 for what is not positive. */
function roundUpToStep(numerator: bigint, denominator: bigint, stepMicros: Micros): Micros {
  if (numerator <= 0n) return zeroMicros;
  return (divideRoundingUp(numerator, denominator * stepMicros) * stepMicros) as Micros;
}
