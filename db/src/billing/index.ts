export {
  type AmountRejection,
  type AmountResult,
  type Micros,
  amountRejections,
  formatMicros,
  maxMicros,
  micros,
  parseMicros,
  zeroMicros,
} from './micros.ts';
export {
  type Rate,
  type RatedCall,
  pricePerBlockFromPerMinute,
  pricePerMinuteFromBlock,
  rateCall,
  rateSeconds,
} from './rate-call.ts';
export { authorisedSeconds, leastChargeMicros } from './authorised-seconds.ts';
export { type RateSnapshot, RateListError, buildRateSnapshot, findRate, findRateAt } from './find-rate.ts';
export {
  type ChainLevel,
  type ChainRates,
  type NoRate,
  type PricedCall,
  type PricedLevel,
  type RatedLevel,
  findChainRates,
  priceCall,
  priceLevels,
} from './price-call.ts';
export { largestLossMicros } from './largest-loss.ts';
export { type CallHolds, type LevelHold, holdsForCall, holdsForLevels } from './hold-for-call.ts';
