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
export { findLargestLoss, type LargestLoss, largestLossMicros } from './largest-loss.ts';
export {
  findNegativeMargins,
  longestCallSeconds,
  type MarginSearch,
  type NegativeMargin,
} from './find-negative-margins.ts';
export { type CallHolds, type LevelHold, holdsForCall, holdsForLevels } from './hold-for-call.ts';
export { loadRateGroupStamps, loadRates, loadRatesOf, type RateGroupStamp } from './load-rates.ts';
export { type AssignedTaskType, taskTypes } from './load-rate-sources.ts';
export * from './decks/index.ts';
export { assignRateGroup, removeRateGroup } from './assign-rate-group.ts';
export { createRateGroup, type NewRate, ratesToBe } from './create-rate-group.ts';
export { createTenant, type NewTenant } from './create-tenant.ts';
export {
  checkMove,
  listGroupsSoldBy,
  lockMove,
  type MovedPlace,
  type MovedTenant,
  moveTenant,
  type TenantMove,
} from './move-tenant.ts';
export { getWallet, type WalletState } from './get-wallet.ts';
export { type EntryFilter, type EntryKind, searchEntries, type WalletKind } from './ledger/entry-filter.ts';
export {
  fileFormats,
  fileLanguages,
  filterOfExport,
  inputOfFilter,
  ledgerExportInput,
  type LedgerExportInput,
  statementInput,
  type StatementInput,
} from './ledger/job-inputs.ts';
export {
  readStatement,
  type Statement,
  type StatementCalls,
  type StatementGroup,
  type StatementLine,
} from './ledger/read-statement.ts';
export {
  findStatementOwner,
  listStatementMonths,
  type StatementMonth,
  type StatementOwner,
} from './ledger/statement-months.ts';
export { type EntryPage, type ListedEntry, listEntries } from './ledger/list-entries.ts';
export { countEntries, type EntrySums, sumEntries } from './ledger/sum-entries.ts';
export { type RateGroupSummary, listRateGroups } from './list-rate-groups.ts';
export { type ListedRate, listRates } from './list-rates.ts';
export { entries, holds, rateAssignments, rateGroups, rates, transfers, wallets } from './tables.ts';
export { blockWallet } from './wallets/block-wallet.ts';
export { decideMoneyRequest, type MoneyDecision } from './wallets/decide-money-request.ts';
export {
  countWaitingRequests,
  getMoneyRequest,
  type ListedMoneyRequest,
  listMoneyRequests,
  type MoneyRequestState,
} from './wallets/find-money-requests.ts';
export { getWalletPace, type WalletPace } from './wallets/get-wallet-pace.ts';
export {
  type CurrentMoneySettings,
  getMoneySettings,
  type MoneySettings,
  setMoneySettings,
} from './wallets/money-settings.ts';
export type { MoneyRequest, MoneyRequestKind } from './wallets/money-request.ts';
export { type CarriedOut, type MoneyAnswer, requestMoney } from './wallets/request-money.ts';
export { watchWallets } from './wallets/watch-wallets.ts';
export * from './payments/index.ts';
export * from './prices/index.ts';
