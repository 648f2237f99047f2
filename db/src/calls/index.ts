export {
  type AdmissionBatch,
  type AdmissionRefusal,
  type AdmissionRequest,
  admitAttempts,
  type DestinationRefusal,
  type LimitRefusal,
  maxAdmissionBatch,
} from './admit-attempts.ts';
export { extendHolds, type Extension, type ExtensionRequest, maxExtensionBatch } from './extend-holds.ts';
export { type FrozenRate, loadFrozenRates } from './freeze-rates.ts';
export {
  type CallerLimits,
  type DestinationRules,
  destinationRefusal,
  type EffectiveLimits,
  endQuietLimits,
  getTenantLimits,
  type LimitKind,
  type LimitRoom,
  type LimitSet,
  loadLimits,
  noteReachedLimit,
  type ReachedLimit,
  setTenantLimits,
  type TenantLimitsView,
} from './limits/index.ts';
export type { AttemptResult, FinishedAttempt, SeatLeg } from './finished-attempt.ts';
export { finishAttempts, maxFinishBatch } from './finish-attempts.ts';
export { type AttemptKey, markAnswered, markOriginating, undoAttempts } from './mark-attempts.ts';
export { findOpenAttempts, type OpenAttempt, takeOverAttempts } from './find-open-attempts.ts';
export { attemptGraceSeconds, findExpiredAttempts } from './sweep-holds.ts';
export { findAttemptTasks } from './find-attempt-tasks.ts';
export { type AttemptView, getTarget } from './get-target.ts';
export {
  getTenantFacts,
  listTenantPeople,
  type MoveCost,
  readMoveCost,
  readTenantBranch,
  type TenantBranch,
  type TenantFacts,
  type TenantPerson,
} from './tenant-details.ts';
export { getTenant, listTenants, type TenantFilter, type TenantView } from './list-tenants.ts';
export { attemptCharges, attempts, cdrs, dayTotals, frozenRates, tenantLimits } from './tables.ts';
export { type CdrFilter, type CdrPage, type CdrView, countCdrs, getCdr, listCdrs } from './records/list-cdrs.ts';
export {
  type ChargeFilter,
  type ChargePage,
  type ChargeView,
  countCharges,
  listCharges,
} from './records/list-charges.ts';
export { explainCharge, type ExplainedLevel, type Explanation } from './records/explain-charge.ts';
export {
  callInputOf,
  cdrExportInput,
  type CdrExportInput,
  chargeExportInput,
  type ChargeExportInput,
  filterOfInput,
} from './records/job-inputs.ts';
