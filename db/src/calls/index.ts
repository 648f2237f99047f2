export {
  type AdmissionBatch,
  type AdmissionRefusal,
  type AdmissionRequest,
  admitAttempts,
  maxAdmissionBatch,
} from './admit-attempts.ts';
export {
  type AttemptResult,
  type FinishedAttempt,
  finishAttempts,
  maxFinishBatch,
  type SeatLeg,
} from './finish-attempts.ts';
export { type AttemptKey, markAnswered, markOriginating, undoAttempts } from './mark-attempts.ts';
export { findOpenAttempts, type OpenAttempt, takeOverAttempts } from './find-open-attempts.ts';
export { attemptGraceSeconds, findExpiredAttempts } from './sweep-holds.ts';
export { findAttemptTasks } from './find-attempt-tasks.ts';
export { type AttemptView, getTarget } from './get-target.ts';
export { getTenant, listTenants, type TenantFilter, type TenantView } from './list-tenants.ts';
export { attemptCharges, attempts, cdrs } from './tables.ts';
