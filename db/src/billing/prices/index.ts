export { type RateException, type RateRule, type RateRules, deriveRates } from '../derive-rates.ts';
export { type MarkUp, type MarkUpUnit, type Prices, markUpPrices, percentLimits } from '../rate-rule.ts';
export { allowBelowCost } from './allow-below-cost.ts';
export { changeRule, type RuleChange, startOf, withRule } from './change-rule.ts';
export { createRateCopy, ratesToCopy } from './copy-rates.ts';
export { createRuleGroup } from './create-rule-group.ts';
export {
  checkGroupMargins,
  checkMargins,
  findMarginLosses,
  findTaskTypesSold,
  type MarginCheck,
  type MarginLoss,
  refuseBelowCost,
} from './find-margin-losses.ts';
export {
  findRateGroup,
  findRuleGroup,
  findSoldRateGroup,
  lockRateGroup,
  type RateGroupFacts,
} from './find-rate-group.ts';
export { listBought, listBuyers, type RateAssignment } from './list-assignments.ts';
export { listDerivedRates } from './list-derived-rates.ts';
export { type ListedException, type ListedRule, listRules } from './list-rules.ts';
export { checkRules, type FollowedCost, loadRulesOf, previewRules, type RulePreview } from './preview-rule.ts';
export { type Quote, type QuotedLevel, quoteCall } from './quote-call.ts';
export { endException, type ExceptionChange, setException, withException } from './set-exception.ts';
export {
  type DownstreamLoss,
  findLossesOfAssignment,
  findLossesOfMove,
  findLossesOfPrices,
  refuseDownstreamLosses,
} from './find-downstream-losses.ts';
export { raiseMarginAlerts, reviewMarginAlerts } from './margin-alerts.ts';
export { lockPrices, type PriceStamp, readPriceStamp, requirePriceStamp } from './price-stamp.ts';
